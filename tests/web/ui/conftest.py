"""The server of static files wants its directory, as it stands after the first start."""

from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(autouse=True, scope="session")
def _static_directory():
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
