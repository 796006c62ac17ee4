"""No permit of one test reaches the next."""

import pytest

from sekisho.web.terminals import lifts


@pytest.fixture(autouse=True)
def _no_lifts():
    before = lifts._source[0]
    lifts.install(lifts.NoLifts())
    yield
    lifts.install(before)
