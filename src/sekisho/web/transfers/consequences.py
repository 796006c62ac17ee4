"""What follows when files were handed in: the worker is told, by what site gave at start-up."""

from collections.abc import Callable

_soon: list[Callable[[], object]] = []


def install(soon: Callable[[], object]) -> None:
    """Take what tells the worker; called once at start-up."""
    _soon[:] = [soon]


def process_soon() -> None:
    """Tell the worker that files wait; without one they wait for its next round."""
    for each in _soon:
        each()
