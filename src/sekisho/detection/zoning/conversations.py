"""Wrong flows brought together: those that differ in their time and source port only."""

from collections.abc import Callable
from dataclasses import dataclass, field
from heapq import nsmallest
from ipaddress import IPv4Address, IPv6Address

from sekisho.detection.zoning.replies import Rows
from sekisho.detection.zoning.values import WRONG, Conversation, FlowKind, Permit, Position, Tally

_POSITIONS = 20
_MAPPED = 0xFFFF


@dataclass(slots=True)
class _Seen:
    count: int
    first: int
    last: int
    rows: list[Position]


@dataclass(slots=True)
class Gathering:
    """Counts of all flows, and the wrong ones by conversation."""

    counts: dict[FlowKind, int] = field(default_factory=lambda: dict.fromkeys(FlowKind, 0))
    _groups: dict[tuple[int, ...], _Seen] = field(default_factory=dict)

    def add(self, rows: Rows) -> None:
        """Take wrong rows in."""
        lists = (rows.plain.tolist(), rows.kinds.tolist(), rows.permits.tolist(), rows.positions)
        for plain, kind, permit, position in zip(*lists, strict=True):
            source, destination, protocol, _first, port, at = plain
            key = (kind, permit, source, destination, protocol, port)
            seen = self._groups.get(key)
            if seen is None:
                self._groups[key] = _Seen(1, at, at, [position])
                continue
            seen.count += 1
            seen.first, seen.last = min(seen.first, at), max(seen.last, at)
            if len(seen.rows) < _POSITIONS:
                seen.rows.append(position)

    def told(
        self, most: int, keys: list[str], permits: tuple[Permit, ...], zone: Callable[[int], str]
    ) -> Tally:
        """Return the counts and the conversations seen most often; of those alike the oldest."""
        groups = {key: seen for key, seen in self._groups.items() if key[0] in WRONG}
        rows = nsmallest(most, groups.items(), key=lambda r: (-r[1].count, r[1].first, r[0]))
        wrong = []
        for (kind, permit, source, destination, protocol, port), seen in rows:
            ends = int(keys[source], 16), int(keys[destination], 16)
            wrong.append(
                Conversation(
                    FlowKind(kind),
                    permits[permit].reference if permit >= 0 else "",
                    zone(ends[0]),
                    zone(ends[1]),
                    written(ends[0]),
                    written(ends[1]),
                    protocol,
                    port,
                    seen.count,
                    seen.first,
                    seen.last,
                    tuple(seen.rows),
                )
            )
        return Tally(dict(self.counts), tuple(wrong), len(groups))


def written(number: int) -> str:
    """Return an address as people write it."""
    mapped = number >> 32 == _MAPPED
    return str(IPv4Address(number & 0xFFFFFFFF) if mapped else IPv6Address(number))
