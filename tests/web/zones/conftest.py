"""Names are counted from one in each test, so that the same policy is the same order."""

from itertools import count

import pytest
from tests.web.zones import parts


@pytest.fixture(autouse=True)
def names_from_one(monkeypatch):
    monkeypatch.setattr(parts, "_numbers", count(1))
