"""Figures by unit in which nobody is singled out: small units stand together. Pure.

The law: no figures stand for fewer than `smallest` letters, unless the whole drill has fewer;
then all of it stands together. Sums are kept. Units of enough letters stand alone, but the
smallest of them joins the small ones when these together are still too few.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SMALLEST = 5


@dataclass(frozen=True, slots=True)
class Figures:
    """Letters sent, opened by their link, and reported."""

    sent: int = 0
    opened: int = 0
    reported: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        """Return both together."""
        return Figures(
            self.sent + other.sent, self.opened + other.opened, self.reported + other.reported
        )


@dataclass(frozen=True, slots=True)
class Group:
    """Units whose figures stand together; one unit: it stands alone."""

    units: tuple[int, ...]
    figures: Figures


def folded(by_unit: Mapping[int, Figures], smallest: int = SMALLEST) -> tuple[Group, ...]:
    """Return the figures: units alone in the order given, then the small ones together."""
    apart = {unit: each for unit, each in by_unit.items() if each.sent >= smallest}
    together = {unit: each for unit, each in by_unit.items() if 0 < each.sent < smallest}
    while together and apart and sum(each.sent for each in together.values()) < smallest:
        least = min(apart, key=lambda unit: apart[unit].sent)
        together[least] = apart.pop(least)
    alone = [Group((unit,), each) for unit, each in apart.items()]
    if together:
        alone.append(Group(tuple(together), sum(together.values(), Figures())))
    return tuple(alone)
