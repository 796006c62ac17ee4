"""What the class of a thing says of the act a permit allows; handed in by `site`.

The register of assets knows which class a thing carries, and the catalogue what its class allows.
Here only the answer is known: forbidden, or leave for so many days at most.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sekisho.catalogue import PermitKind
from sekisho.catalogue.handling import Act


@dataclass(frozen=True, slots=True)
class Restriction:
    """What one thing allows: `words` is the rule, in the reader's language.

    `longest_days` counts the first and the last day; 0: no shorter end than the usual one.
    """

    label: str
    forbidden: bool
    longest_days: int
    words: str


Judge = Callable[[Act, Iterable[str]], Iterable[Restriction]]

_judges: list[Judge] = []


def install(*judges: Judge) -> None:
    """Take what judges things by their opaque `room:id`; called once at start-up."""
    _judges[:] = judges


def restrictions_of(kind: PermitKind, subjects: Iterable[str]) -> tuple[Restriction, ...]:
    """Return what restricts a permit of the kind about these things; a flat number of queries."""
    return () if kind.act is None else restrictions_on(kind.act, subjects)


def restrictions_on(act: Act, subjects: Iterable[str]) -> tuple[Restriction, ...]:
    """Return what restricts an act with these things; a flat number of queries."""
    about = tuple(subjects)
    return tuple(each for judge in _judges for each in judge(act, about)) if about else ()
