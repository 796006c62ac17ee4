"""One pass over the rows: builds the tree over their bytes and notes every row that is wrong."""

import sys
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from sekisho.ledger.damage import Damage, Fault, Stray, weigh
from sekisho.ledger.entry import claimed_index
from sekisho.ledger.frontier import Frontier
from sekisho.ledger.limits import Limits
from sekisho.ledger.merkle import HASH_BYTES, push, root_of_peaks, subtrees
from sekisho.ledger.spans import Remaining, Span, Spans


class Row(NamedTuple):
    """A stored row as it is found. `packed` are its nodes (`Appended.packed`); None: not stored."""

    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody calls on a row
    data: bytes
    leaf_hash: bytes
    packed: bytes | None = None


class Scan:
    """What one pass learns, in O(log n) memory plus what is damaged, within the limits.

    `watched` are the sizes at which roots are wanted; `size` is how many entries there must be,
    or None when nobody knows.
    """

    def __init__(self, *, watched: set[int], size: int | None, limits: Limits) -> None:
        self.count = 0
        self.roots: dict[int, tuple[bytes, bytes]] = {}  # over the bytes, over the stored hashes
        self._watched = watched
        self._size = size
        self._known_end = 0  # rows not at home show that an entry was just before this
        self._peaks: list[bytes] = []
        self._stored_peaks: list[bytes] | None = None  # None while no stored hash differs
        self._expected = 0  # the next place
        self._aligned = True  # every row so far came at its place
        self._damage_limit = limits.damages
        self._altered = Spans(limits.damages)
        self._vacant = Spans(limits.damages)  # places without a row at home
        self._rewritten = Spans(limits.damages)
        self._edges: list[Span] = []  # under differing peaks; at most O(log n)
        self._strays: list[Stray] = []
        self._strays_dropped = 0
        self._broken: set[tuple[int, int]] = set()  # differing nodes whose parent is still to come

    @property
    def root(self) -> bytes:
        """The root over the bytes of the rows read so far, in the order they came."""
        return root_of_peaks(self._peaks)

    @property
    def dropped(self) -> int:
        """How many damaged rows did not fit the limits."""
        spans = (self._altered, self._vacant, self._rewritten)
        return self._strays_dropped + sum(each.dropped for each in spans)

    def read(self, rows: Iterable[Row]) -> None:
        """Take the rows in the order of their index."""
        self._watch()
        size = sys.maxsize if self._size is None else self._size
        for place, data, stored, packed in rows:
            leaf = sha256(b"\x00" + data).digest()
            # The canonical form begins with the index, so nothing needs parsing.
            at_home = place == self._expected and data.startswith(b'{"index":%d,"kind":"' % place)
            if at_home and leaf == stored and place < size:
                self._expected = place + 1
            else:
                self._look_closely(place, data, leaf, stored)
            if self._stored_peaks is not None:
                push(self._stored_peaks, self.count, stored)
            finished = push(self._peaks, self.count, leaf)
            if place != self.count:
                self._aligned = False
            if packed is not None and (self._broken or packed != b"".join(finished)):
                self._compare_nodes(place, finished, packed)
            self.count += 1
            if self.count in self._watched:
                self._watch()

    def compare_edge(self, frontier: Frontier) -> None:
        """Hold the right edge the store appends to against the one found, after reading."""
        if not self._aligned or self.count != frontier.size:
            return  # rows are missing or too many, which is noted already
        edges = zip(subtrees(0, self.count), self._peaks, frontier.peaks, strict=True)
        for (level, index), found, stored in edges:
            span = (index << level, ((index + 1) << level) - 1)
            noted = (self._altered, self._vacant, self._rewritten)
            if found != stored and not any(each.overlaps(*span) for each in noted):
                self._edges.append(span)

    def damages(self, *, least_size: int, proven: int) -> tuple[Damage, ...]:
        """Explain everything noted, in the order of the entries.

        At least `least_size` entries existed; the first `proven` are known to be unchanged.
        """
        size = self._size
        if size is None:
            home_end = self._vacant.start_of_end(self._expected)
            size = max(least_size, self._known_end, home_end)
        if self._expected < size:
            self._vacant.add(self._expected, size - 1)
        found = weigh(Remaining(self._vacant.before(size)), self._strays)
        found += _unless_proven(Fault.ALTERED, self._altered.spans, proven)
        found += _unless_proven(Fault.REWRITTEN, (*self._rewritten.spans, *self._edges), proven)
        return tuple(sorted(found, key=lambda each: (each.first, each.last, each.fault)))

    def _watch(self) -> None:
        if self.count in self._watched:
            stored = self._peaks if self._stored_peaks is None else self._stored_peaks
            self.roots[self.count] = (root_of_peaks(self._peaks), root_of_peaks(stored))

    def _look_closely(self, place: int, data: bytes, leaf: bytes, stored: bytes) -> None:
        fits = leaf == stored
        if not fits and self._stored_peaks is None:
            self._stored_peaks = list(self._peaks)
        reach = self._expected - 1 if place < self._expected else None
        if reach is None:
            self._pass_over(place)
        claim = claimed_index(data)
        beyond = self._size is not None and place >= self._size
        if claim == place and reach is None and not beyond:
            if not fits:
                self._altered.add(place, place)
            return
        if reach is None and not beyond:
            self._vacant.add(place, place)
        # Bytes that do not fit their hash are no witness; that a row stood there still is.
        known = claim if claim is not None and fits else place
        self._known_end = max(self._known_end, known + 1)
        self._note_stray(Stray(place, claim, 1, reach, None if fits else (leaf, stored)))

    def _pass_over(self, place: int) -> None:
        """Note the places from the expected one up to this one as empty."""
        if place > self._expected:
            self._vacant.add(self._expected, place - 1)
        self._expected = place + 1

    def _note_stray(self, stray: Stray) -> None:
        joined = self._strays[-1].joined(stray) if self._strays else None
        if joined is not None:
            self._strays[-1] = joined
        elif len(self._strays) < self._damage_limit:
            self._strays.append(stray)
        else:
            self._strays_dropped += 1

    def _compare_nodes(self, place: int, finished: tuple[bytes, ...], packed: bytes) -> None:
        """Note the lowest stored nodes that differ; above a differing node all must differ."""
        if not self._aligned:
            return  # a row is missing or too many: from there on nodes are over other leaves
        for level, node in enumerate(finished, start=1):
            index = place >> level
            children = {(level - 1, 2 * index), (level - 1, 2 * index + 1)}
            differs_below = not self._broken.isdisjoint(children)
            self._broken -= children
            if packed[(level - 1) * HASH_BYTES : level * HASH_BYTES] == node:
                continue
            self._broken.add((level, index))
            if not differs_below:
                self._note_rewritten(index << level, place)
        if len(packed) > len(finished) * HASH_BYTES:
            self._note_rewritten(place, place)

    def _note_rewritten(self, first: int, last: int) -> None:
        # A row already known to be wrong explains the node above it.
        if not self._altered.reaches(first) and not self._vacant.reaches(first):
            self._rewritten.add(first, last)


def _unless_proven(fault: Fault, spans: Iterable[Span], proven: int) -> list[Damage]:
    """Report spans; what a signed checkpoint proves unchanged has damaged hashes only."""
    found = []
    for first, last in spans:
        if last < proven:
            found.append(Damage(Fault.HASHES, first, last))
        elif fault is Fault.ALTERED and first < proven:
            found += [Damage(Fault.HASHES, first, proven - 1), Damage(fault, proven, last)]
        else:
            found.append(Damage(fault, first, last))
    return found
