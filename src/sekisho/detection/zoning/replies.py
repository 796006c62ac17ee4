"""One-way records (NetFlow) that answer a permitted conversation."""

from dataclasses import dataclass, field

import numpy as np

from sekisho.detection.zoning.values import Booleans, FlowKind, Integers, Position

_BEFORE_US = 60_000_000  # clocks of exporters differ by a little
_AFTER_US = 86_400_000_000  # a conversation may answer so long after it began


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of flows: ids of their ends, protocol, ports, time; what they are; where they stand."""

    plain: Integers  # n × 6
    kinds: Integers
    permits: Integers
    positions: list[Position]

    def where(self, wanted: Booleans) -> "Rows":
        """Return some of the rows."""
        kept = [each for each, is_ in zip(self.positions, wanted.tolist(), strict=True) if is_]
        return Rows(self.plain[wanted], self.kinds[wanted], self.permits[wanted], kept)


@dataclass(slots=True)
class Replies:
    """What was asked with permission, and what may be an answer."""

    _asked: list[Integers] = field(default_factory=list)
    _maybe: list[Rows] = field(default_factory=list)

    def asked(self, plain: Integers) -> None:
        """Remember permitted one-way flows."""
        if len(plain):
            self._asked.append(_merged(np.column_stack((_key(plain), plain[:, 5], plain[:, 5]))))

    def may_answer(self, rows: Rows) -> None:
        """Set aside wrong one-way flows until everything was seen."""
        if len(rows.plain):
            self._maybe.append(rows)

    def settled(self) -> list[Rows]:
        """Return the rows set aside, those that answer as replies."""
        asked = _merged(np.concatenate(self._asked)) if self._asked else None
        found = []
        for rows in self._maybe:
            if asked is not None:
                answers = _answers(_key(rows.plain[:, [1, 0, 2, 4, 3]]), rows.plain[:, 5], asked)
                rows.kinds[answers] = FlowKind.REPLY
            found.append(rows)
        self._maybe = []
        return found


def _key(plain: Integers) -> Integers:
    """Return two numbers that together are the ends, protocol and ports, without loss."""
    source, destination, protocol, first, second = plain[:, :5].T
    return np.column_stack(
        (source << 32 | destination, protocol << 34 | first + 1 << 17 | second + 1)
    )


def _merged(asked: Integers) -> Integers:
    """Return each conversation once, from its first time to its last, in order of its key."""
    order = np.lexsort((asked[:, 1], asked[:, 0]))
    rows = asked[order]
    new = np.ones(len(rows), dtype=np.bool_)
    new[1:] = (rows[1:, :2] != rows[:-1, :2]).any(axis=1)
    starts = np.flatnonzero(new)
    first = np.minimum.reduceat(rows[:, 2], starts)
    last = np.maximum.reduceat(rows[:, 3], starts)
    return np.column_stack((rows[starts, :2], first, last))


def _answers(keys: Integers, at: Integers, asked: Integers) -> Booleans:
    """Say of each row whether the conversation of its key was seen about its time."""
    found = _places(keys, asked[:, :2])
    known = found >= 0
    periods = asked[np.where(known, found, 0), 2:]
    return known & (at >= periods[:, 0] - _BEFORE_US) & (at <= periods[:, 1] + _AFTER_US)


def _places(keys: Integers, table: Integers) -> Integers:
    """Return where each key stands in a table in order, -1 where it does not."""
    everything = np.concatenate((table, keys))
    _, inverse = np.unique(everything, axis=0, return_inverse=True)
    inverse = inverse.reshape(-1)
    by_number = np.full(inverse.max() + 1, -1, dtype=np.int64)
    by_number[inverse[: len(table)]] = np.arange(len(table))
    return by_number[inverse[len(table) :]]
