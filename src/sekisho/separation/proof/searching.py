"""The search for a packet that all stages let through and the policy does not allow.

Along a path of stages, a packet is let through by one permit of each. For every such choice the
question is whether the permits' common box is covered by what forbids it: the denies before each
permit, and the flows that are allowed. Earlier permits need not be taken out: they permit as well.

A translation gives the packet new values: new dimensions are added to the box, and later stages
look at those (`view`), so nothing is lost of how the packet looked before. Behind `AS_SENT` stages
look at the packet as it was sent again: they are those of another device it might have met.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sekisho.separation.proof.boxes import (
    DESTINATION,
    DESTINATION_PORT,
    FIELDS,
    MOST,
    SOURCE,
    SOURCE_PORT,
    Bools,
    Ints,
    Steps,
    hole,
    inside_one,
    meeting,
)
from sekisho.separation.proof.coordinates import Coordinates
from sekisho.separation.proof.flattening import DEFAULT, Events, translates
from sekisho.separation.proof.tables import DENY, PERMIT, TRANSLATE
from sekisho.separation.rules import Translation

TranslationOf = Callable[[int, int], Translation]  # stage number, rule → what it rewrites
NEW_FIELDS = (
    ("source", SOURCE),
    ("destination", DESTINATION),
    ("source_port", SOURCE_PORT),
    ("destination_port", DESTINATION_PORT),
)
_PORTS = {SOURCE_PORT, DESTINATION_PORT}
_VIEW = tuple(range(FIELDS))  # of a packet as it was sent
AS_SENT = None  # in the place of a stage


@dataclass(frozen=True, slots=True)
class Boxes:
    """Many boxes over `FIELDS`."""

    lo: Ints
    hi: Ints


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for: packets from a source to a destination, but for the allowed ones.

    `sources` and `destinations` are spans of ranks. The allowed boxes are over the packet as it
    was sent (source) and as it is delivered (destination).
    """

    sources: Sequence[tuple[int, int]]
    destinations: Sequence[tuple[int, int]]
    allowed: Boxes


@dataclass(frozen=True, slots=True)
class Leak:
    """A box of packets that pass, and by which rule of each stage."""

    lo: Ints  # over FIELDS, as the packet was sent
    hi: Ints
    rules: tuple[int, ...]


@dataclass(slots=True)
class _Way:
    """How far a choice of permits has come."""

    lo: Ints
    hi: Ints
    view: tuple[int, ...]  # which dimension each field is now
    blockers: list[tuple[Ints, Ints]]
    rules: tuple[int, ...]


class Search:
    """A search along one path in one context."""

    def __init__(
        self,
        stages: Sequence[Events | None],
        question: Question,
        coordinates: Coordinates,
        translation: TranslationOf,
        steps: Steps,
        *,
        sure: bool,
        preferred: Sequence[tuple[Ints, Ints]] = (),
    ) -> None:
        self._preferred = preferred
        self._stages = stages
        self._question = question
        self._coordinates = coordinates
        self._translation = translation
        self._steps = steps
        self._sure = sure
        self._plain = not any(events and translates(events) for events in stages)

    def leaks(self, narrow: tuple[Ints, Ints] | None = None) -> Iterator[Leak]:
        """Yield leaks by ascending rules, at least one when there is any; none: proven.

        `narrow` looks inside one box only.
        """
        for source in self._question.sources:
            for destination in self._entries():
                lo, hi = _start(source, destination)
                if narrow is not None:
                    lo, hi = np.maximum(lo, narrow[0]), np.minimum(hi, narrow[1])
                if (lo <= hi).all():
                    yield from self._from(_Way(lo, hi, _VIEW, [], ()))

    def _entries(self) -> Sequence[tuple[int, int]]:
        """Return where packets may be sent to: anywhere, when a translation lies ahead."""
        return self._question.destinations if self._plain else [(0, self._coordinates.cells - 1)]

    def _from(self, way: _Way) -> Iterator[Leak]:
        at = len(way.rules)
        if at == len(self._stages):
            yield from self._arrived(way)
            return
        stage = self._stages[at]
        if stage is AS_SENT:
            yield from self._from(replace(way, view=_VIEW, rules=(*way.rules, DEFAULT)))
            return
        events = self._seen(stage, way)
        chosen, blocking = self._roles(events)
        for index in np.nonzero(chosen & ~self._hopeless(events, way))[0]:
            self._steps.take()
            yield from self._through(way, at, events, int(index), blocking)

    def _seen(self, events: Events, way: _Way) -> Events:
        """Return the events that meet the way's box, clipped to it, over its dimensions' fields."""
        view = list(way.view)
        lo, hi = way.lo[view], way.hi[view]
        kept = events.taken(meeting(events.lo, events.hi, lo, hi))
        kept.lo = np.maximum(kept.lo, lo[:, None])
        kept.hi = np.minimum(kept.hi, hi[:, None])
        return kept

    def _roles(self, events: Events) -> tuple[Bools, Bools]:
        """Return which events let packets pass, and which keep them from later ones.

        Where a stage translates, whatever comes first decides how the packet looks; so there
        earlier permits count too.
        """
        passes = events.action != DENY
        blocks = (events.action == DENY) | translates(events)
        if self._sure:
            return passes & events.sure, blocks
        return passes, blocks & events.sure

    def _hopeless(self, events: Events, way: _Way) -> Bools:
        """Say which events lie wholly inside one allowed box, so that nothing leaks there."""
        if not self._plain:
            return np.zeros(events.count, bool)
        allowed = self._question.allowed
        meets = meeting(allowed.lo, allowed.hi, way.lo, way.hi)
        lo, hi = allowed.lo[:, meets], allowed.hi[:, meets]
        self._steps.take(lo.shape[1] // 64)
        return inside_one(events.lo, events.hi, lo, hi)

    def _through(
        self, way: _Way, at: int, events: Events, index: int, blocking: Bools
    ) -> Iterator[Leak]:
        view = list(way.view)
        lo, hi = way.lo.copy(), way.hi.copy()
        lo[view], hi[view] = events.lo[:, index], events.hi[:, index]
        before = np.nonzero(blocking[:index])[0]
        before = before[meeting(events.lo[:, before], events.hi[:, before], lo[view], hi[view])]
        blockers = [*way.blockers, _lifted(events, before, view, lo.size)]
        next_way = _Way(lo, hi, way.view, blockers, (*way.rules, int(events.rule[index])))
        if events.action[index] == PERMIT:
            yield from self._from(next_way)
        elif events.action[index] == TRANSLATE:
            for new in self._rewritten(next_way, at):
                yield from self._from(new)

    def _rewritten(self, way: _Way, at: int) -> Iterator[_Way]:
        """Yield the ways a translation may go on: one per span of new values."""
        to = self._translation(at, way.rules[-1])
        ways = [way]
        for name, field in NEW_FIELDS:
            spans = getattr(to, name)
            if spans is not None:
                ways = [new for each in ways for new in self._with(each, field, spans)]
        yield from ways

    def _with(self, way: _Way, field: int, spans: tuple[tuple[int, int], ...]) -> Iterator[_Way]:
        if self._sure:  # the lowest value is one the device may take
            spans = ((spans[0][0], spans[0][0]),)
        if field not in _PORTS:
            spans = tuple(self._coordinates.ranks(spans))
        for first, last in spans:
            view = tuple(way.lo.size if each == field else old for each, old in enumerate(way.view))
            yield _Way(
                np.append(way.lo, np.int32(first)),
                np.append(way.hi, np.int32(last)),
                view,
                way.blockers,
                way.rules,
            )

    def _arrived(self, way: _Way) -> Iterator[Leak]:
        goal = way.view[DESTINATION]
        for first, last in self._question.destinations:
            lo, hi = way.lo.copy(), way.hi.copy()
            lo[goal], hi[goal] = max(lo[goal], first), min(hi[goal], last)
            if lo[goal] <= hi[goal]:
                found = hole(lo, hi, *self._blockers(way, lo, hi), self._steps)
                if found is not None:
                    found = self._plainer(way, lo, hi) or found
                    yield Leak(found[0][:FIELDS], found[1][:FIELDS], way.rules)

    def _plainer(self, way: _Way, lo: Ints, hi: Ints) -> tuple[Ints, Ints] | None:
        """Return a leak of a kind people know (a TCP connection to a host), if there is one."""
        for first, last in self._preferred:
            low, high = lo.copy(), hi.copy()
            low[:FIELDS] = np.maximum(low[:FIELDS], first)
            high[:FIELDS] = np.minimum(high[:FIELDS], last)
            if (low <= high).all():
                found = hole(low, high, *self._blockers(way, low, high), self._steps)
                if found is not None:
                    return found
        return None

    def _blockers(self, way: _Way, lo: Ints, hi: Ints) -> tuple[Ints, Ints]:
        allowed = self._question.allowed
        view = list(range(FIELDS))
        view[DESTINATION] = way.view[DESTINATION]
        view[DESTINATION_PORT] = way.view[DESTINATION_PORT]
        kept = meeting(allowed.lo, allowed.hi, lo[view], hi[view])
        parts = [*way.blockers, _spread(allowed.lo[:, kept], allowed.hi[:, kept], view, lo.size)]
        lows = [_padded(part[0], lo.size, 0) for part in parts]
        highs = [_padded(part[1], lo.size, MOST) for part in parts]
        return np.hstack(lows), np.hstack(highs)


def _start(source: tuple[int, int], destination: tuple[int, int]) -> tuple[Ints, Ints]:
    lo = np.array((0, source[0], destination[0], 0, 0, 0), np.int32)
    hi = np.array((255, source[1], destination[1], 65535, 65535, 63), np.int32)
    return lo, hi


def _lifted(
    events: Events, which: NDArray[np.intp], view: list[int], size: int
) -> tuple[Ints, Ints]:
    return _spread(events.lo[:, which], events.hi[:, which], view, size)


def _spread(lo: Ints, hi: Ints, view: list[int], size: int) -> tuple[Ints, Ints]:
    """Return boxes over fields as boxes over `size` dimensions; those not seen are left free."""
    if size == FIELDS:
        return lo, hi
    lows = np.zeros((size, lo.shape[1]), np.int32)
    highs = np.full((size, lo.shape[1]), MOST, np.int32)
    lows[view], highs[view] = lo, hi
    return lows, highs


def _padded(part: Ints, size: int, value: int) -> Ints:
    missing = size - part.shape[0]
    if not missing:
        return part
    return np.vstack((part, np.full((missing, part.shape[1]), value, np.int32)))
