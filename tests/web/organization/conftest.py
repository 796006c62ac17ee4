"""Each test starts with no failed sign-ins counted; passwords are hashed cheaply."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_counted_failures():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _cheap_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
