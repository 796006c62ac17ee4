"""Permitted flows as disjoint elements of sets, each with the last moment it is in force.

The kernel refuses overlapping elements in one set; where flows overlap, the one in force longest
keeps the whole of itself and the others what is left.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product

from sekisho.separation.packet import ICMP, ICMPV6, WITH_PORTS
from sekisho.separation.policy.regions import Permit, whole
from sekisho.separation.spans import Spans

_PORTS: Spans = ((0, 65535),)
_PROTOCOLS: Spans = ((0, 255),)
Box = tuple[tuple[int, int], ...]  # one span per part of the shape


@dataclass(frozen=True, slots=True, order=True)
class Shape:
    """Which fields a set's elements are made of, in this order."""

    family: int
    parts: tuple[str, ...]  # of "source", "destination", "protocol", "sport", "dport", "type"


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its spans, and the last day it is in force (None: without end)."""

    box: Box
    until: date | None


def shapes(permits: Iterable[Permit], family: int) -> dict[Shape, list[Element]]:
    """Return the elements of each shape that permits become, disjoint within a shape."""
    found: dict[Shape, list[Element]] = {}
    for permit in permits:
        shape, spans = _shape(permit, family)
        found.setdefault(shape, []).extend(
            Element(box, permit.flow.until) for box in product(*spans)
        )
    return {shape: list(disjoint(elements)) for shape, elements in sorted(found.items())}


def _shape(permit: Permit, family: int) -> tuple[Shape, list[Spans]]:
    fields: list[tuple[str, Spans]] = []
    if permit.sources != whole(family):
        fields.append(("source", permit.sources))
    fields.append(("destination", permit.destinations))
    protocol = permit.protocols[0][0]
    if permit.protocols == _PROTOCOLS:
        pass
    elif protocol in {ICMP, ICMPV6} and permit.source_ports != _PORTS:
        fields.append(("type", permit.source_ports))
    else:
        fields.append(("protocol", permit.protocols))
        fields += _port_fields(permit) if protocol in WITH_PORTS else []
    return Shape(family, tuple(name for name, _ in fields)), [spans for _, spans in fields]


def _port_fields(permit: Permit) -> Iterator[tuple[str, Spans]]:
    if permit.source_ports != _PORTS:
        yield "sport", permit.source_ports
    if permit.destination_ports != _PORTS or permit.source_ports != _PORTS:
        yield "dport", permit.destination_ports


def disjoint(elements: Iterable[Element]) -> Iterator[Element]:
    """Yield elements that hold the same packets and do not overlap, the longest in force first."""
    groups = [sorted(set(elements), key=_order)]
    for axis in range(len(groups[0][0].box) if groups[0] else 0):
        groups = [part for group in groups for part in _apart(group, axis)]
    for group in groups:
        yield from _cut(group)


def _apart(group: list[Element], axis: int) -> Iterator[list[Element]]:
    """Split elements into groups that do not meet on one axis; their order is kept inside."""
    if len(group) == 1:
        yield group
        return
    part: list[Element] = []
    end = -1
    for element in sorted(group, key=lambda each: each.box[axis]):
        first, last = element.box[axis]
        if part and first > end:
            yield sorted(part, key=_order)
            part = []
        part.append(element)
        end = max(end, last)
    yield sorted(part, key=_order)


def _cut(group: list[Element]) -> Iterator[Element]:
    kept: list[Box] = []
    for element in group:
        pieces = [element.box]
        for other in kept:
            pieces = [left for piece in pieces for left in _minus(piece, other)]
        kept += pieces
        yield from (Element(piece, element.until) for piece in pieces)


def _order(element: Element) -> tuple[bool, int, Box]:
    days = -element.until.toordinal() if element.until else 0
    return (element.until is not None, days, element.box)


def _minus(box: Box, other: Box) -> list[Box]:
    """Return a box without another, in pieces."""
    if any(a[1] < b[0] or b[1] < a[0] for a, b in zip(box, other, strict=True)):
        return [box]
    found, core = [], list(box)
    for axis, (first, last) in enumerate(other):
        low, high = core[axis]
        if low < first:
            found.append(_with(core, axis, (low, first - 1)))
        if high > last:
            found.append(_with(core, axis, (last + 1, high)))
        core[axis] = (max(low, first), min(high, last))
    return found


def _with(core: list[tuple[int, int]], axis: int, span: tuple[int, int]) -> Box:
    return (*core[:axis], span, *core[axis + 1 :])
