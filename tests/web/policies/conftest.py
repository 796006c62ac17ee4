"""Every test of this room happens on 1 June 2026, 10:00 in Tokyo."""

import functools

import pytest
import time_machine
from tests.web.factories import AT

from sekisho.web.policies.actions import importing

# A process of its own reads the same file once; test_apart_reading asks that process each time.
_read_once = functools.cache(importing.read_apart)


@pytest.fixture(autouse=True)
def _each_file_is_read_once(monkeypatch):
    monkeypatch.setattr(importing, "read_apart", _read_once)


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
