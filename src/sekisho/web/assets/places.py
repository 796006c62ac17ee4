"""Where assets stand: the controlled areas of a room above, handed in at start-up."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Area:
    """A controlled area by its reference (`area:…`) and its name."""

    reference: str
    label: str


class Areas(Protocol):
    """The register of controlled areas, in one query."""

    def areas(self) -> Iterable[Area]:
        """Return every area, in order."""
        ...


class _NoAreas:
    def areas(self) -> Iterable[Area]:
        """Return nothing: no room keeps areas yet."""
        return ()


_source: list[Areas] = [_NoAreas()]


def install(areas: Areas) -> None:
    """Take the register of areas; called once at start-up."""
    _source[:] = [areas]


def areas() -> tuple[Area, ...]:
    """Return every controlled area, in order."""
    return tuple(_source[0].areas())


def label_of(reference: str) -> str:
    """Return the name of the area; the reference itself for one nobody knows."""
    return next((each.label for each in areas() if each.reference == reference), reference)
