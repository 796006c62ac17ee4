"""What really went over the wire, held against what is permitted: flow records and their judge.

A record goes by what it says of itself: a conversation, begun by its source. Whoever can yield
`FlowRecord`s is a `FlowSource`; the table (CSV) is the first of them.
"""

from collections.abc import Iterable
from typing import Protocol

from sekisho.separation.flows.judging import (
    Conversation,
    FlowCheck,
    FlowKind,
    TimedFlow,
    judge_flows,
)
from sekisho.separation.flows.records import FlowNotRead, FlowRecord
from sekisho.separation.flows.table import FlowTable, FlowTableError

__all__ = [
    "Conversation",
    "FlowCheck",
    "FlowKind",
    "FlowNotRead",
    "FlowRecord",
    "FlowSource",
    "FlowTable",
    "FlowTableError",
    "TimedFlow",
    "judge_flows",
]


class FlowSource(Protocol):
    """Yields records of flows in any order, and what it could not read, by its place."""

    def records(self) -> Iterable[FlowRecord | FlowNotRead]:
        """Return everything once; nothing is left out silently."""
        ...
