"""This room alone: no room above has handed in its rows."""

import pytest

from sekisho.web.evidence import agreeing


@pytest.fixture(autouse=True)
def alone():
    before = agreeing.installed()
    agreeing.install(())
    yield
    agreeing.install(before)
