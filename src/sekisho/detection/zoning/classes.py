"""Combinations of classes: fields of a flow cut where treatment may change, each judged once."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

import numpy as np

from sekisho.detection.errors import DetectionError
from sekisho.detection.zoning.values import (
    UNKNOWN,
    FlowKind,
    Integers,
    Permit,
    ZoneSpan,
    covers,
)

_ROOM = 1 << 62


class Classes:
    """A line of whole numbers cut into classes; class 0 lies below them: what is not known."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        pairs = tuple(spans)
        self.bounds = sorted({0} | {first for first, _ in pairs} | {last + 1 for _, last in pairs})

    def __len__(self) -> int:
        return len(self.bounds) + 1

    def of(self, value: int) -> int:
        """Return the class of a number."""
        return bisect_right(self.bounds, value)

    def all_of(self, values: Integers) -> Integers:
        """Return the class of each number."""
        return np.searchsorted(np.array(self.bounds, dtype=np.int64), values, side="right")

    def member(self, place: int) -> int:
        """Return one number of a class."""
        return self.bounds[place - 1] if place else UNKNOWN


class Decider:
    """Says of a combination of classes which kind its flows are, and by which permit."""

    def __init__(self, zones: Sequence[ZoneSpan], permits: Sequence[Permit]) -> None:
        self._zones = sorted(zones, key=lambda span: span.first)
        self._firsts = [span.first for span in self._zones]
        self.permits = tuple(permits)
        self._between: dict[tuple[str, str], list[int]] = {}  # places of permits by their zones
        for place, each in enumerate(self.permits):
            self._between.setdefault((each.source_zone, each.destination_zone), []).append(place)
        spans = [(span.first, span.last) for span in zones]
        spans += [pair for each in permits for pair in (*each.sources, *each.destinations)]
        ports = [pair for each in permits for pair in (*each.source_ports, *each.destination_ports)]
        times = [t for each in permits for t in (each.begins_us, each.ends_us) if t is not None]
        self.addresses = Classes(spans)
        self._ports = Classes(ports)
        self._times = Classes((time, time - 1) for time in times)
        self._sizes = (
            len(self.addresses),
            len(self.addresses),
            257,  # protocols, and the one that is not known
            len(self._ports),
            len(self._ports),
            len(self._times),
        )
        if np.prod([float(size) for size in self._sizes]) > _ROOM:
            raise DetectionError("許可した通信が多すぎて、一度に調べられません。分けてください。")
        self._known: dict[int, tuple[int, int]] = {}

    def codes(self, classes: tuple[Integers, Integers], said: tuple[Integers, ...]) -> Integers:
        """Return one number for the classes of each row's ends, protocol, ports and time."""
        protocol, first, second, at = said
        parts = (
            *classes,
            np.where((protocol >= 0) & (protocol <= 255), protocol + 1, 0),
            self._ports.all_of(first),
            self._ports.all_of(second),
            self._times.all_of(at),
        )
        code = np.zeros(len(protocol), dtype=np.int64)
        for part, size in zip(parts, self._sizes, strict=True):
            code = code * size + part
        return code

    def decided(self, codes: Integers) -> tuple[Integers, Integers]:
        """Return kind and permit (-1: none) of each row."""
        unique, inverse = np.unique(codes, return_inverse=True)
        found = np.empty((len(unique), 2), dtype=np.int64)
        for place, code in enumerate(unique.tolist()):
            if code not in self._known:
                self._known[code] = self._judged(code)
            found[place] = self._known[code]
        return found[inverse, 0], found[inverse, 1]

    def _judged(self, code: int) -> tuple[int, int]:
        """Judge a combination by a member of each class."""
        parts = []
        for size in reversed(self._sizes):
            code, part = divmod(code, size)
            parts.append(part)
        at, second, first, protocol, destination, source = parts
        ends = self.addresses.member(source), self.addresses.member(destination)
        zones = self.zone(ends[0]), self.zone(ends[1])
        if "" in zones:
            return FlowKind.NOWHERE, -1
        if zones[0] == zones[1]:
            return FlowKind.INSIDE, -1
        ports = self._ports.member(first), self._ports.member(second)
        covering = [
            number
            for number in self._between.get(zones, ())
            if covers(self.permits[number], ends, protocol - 1, *ports)
        ]
        return self._by_time(covering, self._times.member(at))

    def _by_time(self, covering: list[int], at: int) -> tuple[int, int]:
        for number in covering:
            each = self.permits[number]
            begun = each.begins_us is None or at >= each.begins_us
            if begun and (each.ends_us is None or at < each.ends_us):
                return FlowKind.PERMITTED, number
        return (FlowKind.EXPIRED, covering[0]) if covering else (FlowKind.UNPERMITTED, -1)

    def zone(self, address: int) -> str:
        """Return the zone of an address, empty for none."""
        place = bisect_right(self._firsts, address) - 1
        inside = place >= 0 and address <= self._zones[place].last
        return self._zones[place].zone if inside else ""
