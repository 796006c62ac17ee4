"""What a child process answers to the same order is asked once in a run.

Reading a document, proving a configuration and printing a paper each start a process; most tests
of pages and actions need the same few answers again and again. What is kept is the answer to a
whole order (program, bytes, limits), so a test that asks anything new still asks a real child;
failures are never kept. The children themselves are tested in `ui/test_apart.py`,
`zones/test_apart.py`, `policies/test_apart_reading.py`, and by the journeys.
"""

from functools import lru_cache

import pytest

from sekisho.web.ui.apart import run_apart

_known = lru_cache(maxsize=3000)(run_apart)
_ASKING = (
    "policies.apart.comparing",
    "policies.apart.reading",
    "ui.papers.printing",
    "zones.proving",
)


@pytest.fixture(autouse=True)
def children_asked_once(monkeypatch):
    for room in _ASKING:
        monkeypatch.setattr(f"sekisho.web.{room}.run_apart", _known)
