"""The chart of the organisation: boxes under each other, each hanging from the one above it.

One column is readable on a phone. Only words come in; they are cut to fit by their width.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, GAP, STEP, EDGE = 640, 46, 12, 26, 4
_FULL, _HALF = 12.2, 6.6  # widths of a letter at the size of a name


@dataclass(frozen=True, slots=True)
class Figure:
    """One box: how deep it hangs, its name, and the words under it."""

    depth: int
    name: str
    words: str
    vacant: bool = False  # a place that must be filled and is not


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its place."""

    x: int
    y: int
    width: int
    name: str
    words: str
    vacant: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """The whole picture; `lines` are paths."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[str, ...]


def draw(figures: Sequence[Figure]) -> Chart:
    """Place every figure in order. The law: boxes never overlap, and every line ends at a box."""
    boxes = tuple(_box(each, row) for row, each in enumerate(figures))
    lines = tuple(
        _line(boxes[above], boxes[row])
        for row, each in enumerate(figures)
        if each.depth and (above := _above(figures, row)) is not None
    )
    height = max((box.y + HEIGHT for box in boxes), default=0) + EDGE
    return Chart(WIDTH, height, boxes, lines)


def _box(each: Figure, row: int) -> Box:
    x = EDGE + each.depth * STEP
    width = WIDTH - EDGE - x
    return Box(
        x,
        EDGE + row * (HEIGHT + GAP),
        width,
        cut(each.name, width - 20),
        cut(each.words, (width - 20) * 1.2),
        each.vacant,
    )


def _above(figures: Sequence[Figure], row: int) -> int | None:
    """Return the nearest figure before it that hangs less deep."""
    for number in range(row - 1, -1, -1):
        if figures[number].depth < figures[row].depth:
            return number
    return None


def _line(above: Box, box: Box) -> str:
    x, y = above.x + STEP // 2, box.y + HEIGHT // 2
    return f"M{x} {above.y + HEIGHT}V{y}H{box.x}"


def cut(text: str, width: float) -> str:
    """Return the text, or its beginning with … when it is wider."""
    used = 0.0
    for place, letter in enumerate(text):
        used += _FULL if unicodedata.east_asian_width(letter) in "FWA" else _HALF
        if used > width:
            return text[: max(place - 1, 0)] + "…"
    return text
