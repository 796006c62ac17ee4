"""Draws the months as stacked bars: figures in, places out; the table beside says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from sekisho.web.transfers.queries import Month

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 12, 28
PARTS = ("delivered", "text_only", "held", "rejected")  # from the ground up
LINES = 4


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a bar."""

    part: str
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """One month."""

    x: float
    width: float
    month: Month
    pieces: tuple[Piece, ...]

    @property
    def middle(self) -> float:
        """Where its name stands."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the scale."""

    y: float
    value: int


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing."""

    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]

    @property
    def ground(self) -> int:
        """Where the bars stand."""
        return HEIGHT - BOTTOM


def chart(months: Sequence[Month]) -> Chart:
    """Return the drawing; the scale ends at a round number no bar passes."""
    top = scale_end(max((each.total for each in months), default=0))
    step = (WIDTH - LEFT - RIGHT) / max(len(months), 1)
    unit = (HEIGHT - TOP - BOTTOM) / top
    bars = tuple(_bar(each, LEFT + step * at, step, unit) for at, each in enumerate(months))
    lines = tuple(
        Line(round(HEIGHT - BOTTOM - value * unit, 1), value)
        for value in range(0, top + 1, top // LINES)
    )
    return Chart(bars, lines)


def scale_end(largest: int) -> int:
    """Return the smallest round number that is at least `largest`; it divides into four."""
    size = 1
    while True:
        for each in (4, 8, 12, 16, 20, 24, 32, 40, 60, 80):
            if each * size >= largest:
                return each * size
        size *= 10


def _bar(month: Month, x: float, step: float, unit: float) -> Bar:
    width = round(step * 0.6, 1)
    ground = float(HEIGHT - BOTTOM)
    pieces = []
    for part in PARTS:
        height = getattr(month, part) * unit
        ground -= height
        if height:
            pieces.append(Piece(part, round(ground, 1), round(height, 1)))
    return Bar(round(x + step * 0.2, 1), width, month, tuple(pieces))
