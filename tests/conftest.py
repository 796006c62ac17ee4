"""Every test run has an instance directory of its own, made before Django reads its settings."""

import atexit
import contextlib
import os
import tempfile
from pathlib import Path
from zlib import crc32

import django
import pytest
from hypothesis import HealthCheck, settings
from tests import postgres

from sekisho.web.site.instance import create_instance

_INSTANCE = Path(tempfile.mkdtemp(prefix="sekisho-test-"))
create_instance(_INSTANCE)
(_INSTANCE / "static").mkdir()  # WhiteNoise wants the folder
os.environ["SEKISHO_INSTANCE"] = str(_INSTANCE)
os.environ.pop("SEKISHO_TOOLING", None)
if os.environ.get("SEKISHO_TEST_POSTGRESQL") == "1":  # the same tests on the other database
    _SERVER = contextlib.ExitStack()
    os.environ["SEKISHO_DATABASE"] = _SERVER.enter_context(postgres.server())
    atexit.register(_SERVER.close)
os.environ["DJANGO_SETTINGS_MODULE"] = "sekisho.web.site.settings"  # after the instance exists
django.setup()

# Quick runs are the same for everybody; what is new is looked for by the full ones.
settings.register_profile(
    "quick",
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "full", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
_PROFILE = os.environ.get("SEKISHO_TEST_PROFILE", "quick")
_FULL = _PROFILE == "full"
settings.load_profile(_PROFILE)


_SHARE = 16  # a quick run on the other database: one test in so many, and every race
_RACES = ("test_racing", "test_schedule")


def pytest_collection_modifyitems(config, items):
    """Choose, on the other database, by name: the same ones in every quick run."""
    if os.environ.get("SEKISHO_TEST_POSTGRESQL") != "1" or _FULL:
        return
    kept = [item for item in items if _is_chosen(item.nodeid)]
    config.hook.pytest_deselected(items=[item for item in items if not _is_chosen(item.nodeid)])
    items[:] = kept


def _is_chosen(nodeid):
    return crc32(nodeid.encode()) % _SHARE == 0 or any(race in nodeid for race in _RACES)


@pytest.fixture(autouse=True)
def japanese():
    """A request in English switches the process to English: every test begins in Japanese."""
    from django.utils import translation

    with translation.override("ja"):
        yield
