"""Exemptions of the rooms above that stand on the same board as permits; handed in by `site`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise

from sekisho.web.organization.models import Person


@dataclass(frozen=True, slots=True)
class Exemption:
    """Something in force that departs from the rule until its last day.

    `holder` and `unit` are rows of the organization room; `url` is its page, for who may open it.
    """

    kind: str
    label: str | Promise
    about: str
    holder: Person
    unit: str
    starts: date
    ends: date
    decision: str
    url: str

    def days_left(self, on: date) -> int:
        """Days after that day on which it still counts; 0 on its last day."""
        return (self.ends - on).days


Source = Callable[[datetime], Iterable[Exemption]]

_sources: list[Source] = []


def install(*sources: Source) -> None:
    """Take what tells the exemptions in force at a moment; called once at start-up."""
    _sources[:] = sources


def in_force(at: datetime) -> list[Exemption]:
    """Return the exemptions of the rooms above in force at that moment."""
    return [each for source in _sources for each in source(at)]
