"""Draws drills side by side: what share opened, what share reported; the table says the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from sekisho.web.maildrills.folding import Figures

WIDTH, HEIGHT = 720, 220
LEFT, RIGHT, TOP, BOTTOM = 48, 8, 12, 28
WHOLE, LINES = 100, (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Bar:
    """One share of one drill."""

    part: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Pair:
    """A drill's two bars, and where its name stands."""

    label: str
    middle: float
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing."""

    pairs: tuple[Pair, ...]
    lines: tuple[tuple[float, int], ...]  # height, per cent

    @property
    def ground(self) -> int:
        """Where the bars stand."""
        return HEIGHT - BOTTOM


def chart(drills: Sequence[tuple[str, Figures]]) -> Chart:
    """Return the drawing of drills with their labels, in order."""
    step = (WIDTH - LEFT - RIGHT) / max(len(drills), 1)
    pairs = tuple(_pair(*each, LEFT + step * at, step) for at, each in enumerate(drills))
    return Chart(pairs, tuple((_height(each), each) for each in LINES))


def _pair(label: str, figures: Figures, x: float, step: float) -> Pair:
    width = round(min(step * 0.3, 60), 1)
    middle = round(x + step / 2, 1)
    opened = _bar("opened", figures.opened, figures.sent, middle - width, width)
    reported = _bar("reported", figures.reported, figures.sent, middle, width)
    return Pair(label, middle, (opened, reported))


def _bar(part: str, number: int, whole: int, x: float, width: float) -> Bar:
    y = _height(number * WHOLE / whole if whole else 0)
    return Bar(part, round(x, 1), y, width, round(HEIGHT - BOTTOM - y, 1))


def _height(per_cent: float) -> float:
    return round(HEIGHT - BOTTOM - per_cent * (HEIGHT - TOP - BOTTOM) / WHOLE, 1)
