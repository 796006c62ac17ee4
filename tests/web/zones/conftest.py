"""Proofs of the same order are found once in a run: each costs a process that imports numpy.

What is kept is the child's answer to its whole order (policy, time, files, limits), so a test that
asks anything new still asks a real child; failures are never kept. Names are counted from one in
each test, so that the same order is the same. The child itself is tested in `test_apart.py`.
"""

from functools import lru_cache
from itertools import count

import pytest
from tests.web.zones import parts

from sekisho.web.ui.apart import run_apart

_known = lru_cache(maxsize=2000)(run_apart)


@pytest.fixture(autouse=True)
def proofs_found_once(monkeypatch):
    monkeypatch.setattr("sekisho.web.zones.proving.run_apart", _known)
    monkeypatch.setattr(parts, "_numbers", count(1))
