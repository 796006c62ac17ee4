"""One sandbox with both profiles for the tests that leave it as they found it."""

import sys
from pathlib import Path

import pytest

from sekisho.sandbox import Profile, Sandbox

HERE = str(Path(__file__).parent)
TRANSFORM = Profile("transform", ("sandbox_jobs",))
VERIFY = Profile("verify", ("sandbox_jobs",), strict=True)
PROFILES = (TRANSFORM, VERIFY)


@pytest.fixture(scope="session")
def module_path():
    return [*sys.path, HERE]


@pytest.fixture(scope="session")
def sandbox(module_path):
    with Sandbox(PROFILES, path=module_path) as opened:
        yield opened


@pytest.fixture(params=["transform", "verify"])
def profile(request):
    return request.param
