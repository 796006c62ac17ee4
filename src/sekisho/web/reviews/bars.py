"""Draws how clauses stood as stacked bars, one a year: figures in, rectangles out.

The law: the parts of a bar fill it to the pixel, each as wide as its share; a part too narrow for
its words shows none (the table beside says the same).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, BAR, GAP, LABEL = 640, 34, 18, 150
_WORDS = 34  # narrower parts show no number


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: its tone, where, how wide, how many."""

    key: str
    x: int
    width: int
    count: int
    shown: bool  # whether the number has room


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its year and parts; none where no clause was in force."""

    label: str
    y: int
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """All bars."""

    width: int
    height: int
    bars: tuple[Bar, ...]


def draw(rows: Sequence[tuple[str, Mapping[str, int]]]) -> Picture:
    """Return one bar for each row of label and counts by key, in order."""
    bars = tuple(
        Bar(label, number * (BAR + GAP), _parts(counts))
        for number, (label, counts) in enumerate(rows)
    )
    return Picture(WIDTH, max(len(rows) * (BAR + GAP) - GAP, 0), bars)


def _parts(counts: Mapping[str, int]) -> tuple[Part, ...]:
    total, room, done, parts = sum(counts.values()), WIDTH - LABEL, 0, []
    for key, count in counts.items():
        if not count:
            continue
        begins, done = done * room // total, done + count
        width = done * room // total - begins
        parts.append(Part(key, LABEL + begins, width, count, width >= _WORDS))
    return tuple(parts)
