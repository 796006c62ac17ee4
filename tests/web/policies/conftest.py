"""Every test of this room happens on 1 June 2026, 10:00 in Tokyo."""

import pytest
import time_machine
from tests.web.factories import AT


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture(autouse=True)
def _faces(settings):
    """Plain file names for static files: nobody collected them for the tests."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
