"""Each test starts with no failed sign-ins counted; passwords are hashed cheaply."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_counted_failures(request):
    """The counts live in the database: only tests that have one can leave any."""
    if request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        cache.clear()


@pytest.fixture(autouse=True)
def _cheap_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
