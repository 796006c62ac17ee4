"""Terminals that reach the internet by screen transfer alone: how many, told by the room above.

That no packet of theirs gets there is another room's proof; this one reads what was sealed of it.
"""

from collections.abc import Callable

PROOF = "zones-lgwan-through-gateways"  # the check whose evidence says that there is no way

_source: list[Callable[[], int]] = [lambda: 0]


def install(source: Callable[[], int]) -> None:
    """Take what counts the terminals of the LGWAN zone; called once at start-up."""
    _source[0] = source


def terminals() -> int:
    """Return how many terminals stand in the LGWAN zone; one query."""
    return _source[0]()
