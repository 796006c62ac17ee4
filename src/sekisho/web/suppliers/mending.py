"""Where what falls short at contractors is mended: the corrective actions, handed in by site.

The law: a finding is mended in one place. While a corrective action for it is open, the finding is
mended by that action being seen done, and by nothing else.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sekisho.web.organization.models import Person, Unit


@dataclass(frozen=True, slots=True)
class Demand:
    """What is to be mended at a contractor, who sees to it until when, and how grave it is."""

    finding: int
    title: str
    detail: str
    measure: str
    unit: Unit
    owner: Person
    grave: bool
    due_on: date


@dataclass(frozen=True, slots=True)
class Mending:
    """The corrective action of a finding: where it is, how it is called and how it stands."""

    url: str
    number: str
    state: str
    open: bool


Opener = Callable[[Demand, Person, datetime], object]
Reader = Callable[[Iterable[int]], Mapping[int, Mending]]

_openers: list[Opener] = []
_readers: list[Reader] = []


def install(opener: Opener, reader: Reader) -> None:
    """Take both; called once at start-up."""
    _openers[:] = [opener]
    _readers[:] = [reader]


def demand(what: Demand, by: Person, at: datetime) -> None:
    """Have a corrective action opened; raises what that room refuses."""
    _openers[0](what, by, at)


def mendings(findings: Iterable[int]) -> Mapping[int, Mending]:
    """Return the newest corrective action, not withdrawn, of each finding; one query."""
    return _readers[0](findings)
