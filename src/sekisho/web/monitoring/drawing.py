"""Draws a row of counts as a sparkline: figures in, places out; the number stands beside."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 120, 24


@dataclass(frozen=True, slots=True)
class Spark:
    """The bars of one line; those without anything have no height."""

    bars: tuple[tuple[float, float, float], ...]  # x, y, height
    width: float


def spark(counts: Sequence[int]) -> Spark:
    """Return the drawing; the largest count is as high as the line."""
    step = WIDTH / max(len(counts), 1)
    top = max(counts, default=0) or 1
    bars = tuple(
        (round(step * at, 1), round(HEIGHT - height, 1), round(height, 1))
        for at, count in enumerate(counts)
        if (height := HEIGHT * count / top)
    )
    return Spark(bars, round(step * 0.8, 1))
