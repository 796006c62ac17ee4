"""Every test run has an instance directory of its own, made before Django reads its settings."""

import atexit
import contextlib
import os
import tempfile
from pathlib import Path

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

settings.register_profile(
    "quick", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "full", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("SEKISHO_TEST_PROFILE", "quick"))


@pytest.fixture(autouse=True)
def japanese():
    """A request in English switches the process to English: every test begins in Japanese."""
    from django.utils import translation

    with translation.override("ja"):
        yield
