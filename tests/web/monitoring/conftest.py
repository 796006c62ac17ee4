"""Each test has a spool and a store of its own."""

import pytest

from sekisho.web.monitoring.actions import reading


@pytest.fixture(autouse=True)
def places(settings, tmp_path):
    settings.COLLECT_SPOOL = tmp_path / "collect"
    settings.LOG_STORE = tmp_path / "logs"
    settings.COLLECT_SPOOL.mkdir()
    reading._seen.clear()
