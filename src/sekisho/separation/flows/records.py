"""One record of a flow, and one that could not be read."""

from datetime import datetime
from typing import NamedTuple


class FlowRecord(NamedTuple):
    """A conversation seen: when it began, who began it with whom, by what.

    Addresses are numbers of `family`. Protocols without ports have 0 in both; ICMP has its type in
    `source_port` (as `Packet` has), or -1 where the record does not say it: an unknown type is
    permitted by no flow that names types.
    """

    at: datetime
    family: int
    source: int
    destination: int
    protocol: int
    source_port: int
    destination_port: int


class FlowNotRead(NamedTuple):
    """A row that says no flow: its line, and the heading of the cell (empty: the row as such)."""

    line: int
    column: str
