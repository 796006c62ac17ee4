"""What permits are about: things of the rooms above, known here only as opaque `room:id` strings.

A room above hands in one register per word at start-up. Without a register the applicant names
the thing in writing, and the permit carries no reference.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from sekisho.web.organization.models import Person


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing somebody may ask for: its `room:id` and what it is called."""

    subject: str
    label: str


class SubjectSource(Protocol):
    """A register of things permits can be about."""

    def choices(self, person: Person, rights: frozenset[str]) -> Iterable[Choice]:
        """Return what the person may ask for, in reading order; a flat number of queries."""
        ...

    def labels(self, subjects: Iterable[str]) -> Mapping[str, str]:
        """Return what these subjects are called, as far as known; a flat number of queries."""
        ...


_sources: dict[str, SubjectSource] = {}


def hand_in(sources: Mapping[str, SubjectSource]) -> None:
    """Take registers by the word before the colon. Called by `site` at start-up; each once."""
    for word, source in sources.items():
        if _sources.setdefault(word, source) is not source:
            raise ValueError(f"subjects {word!r} have two registers")


def source_of(word: str) -> SubjectSource | None:
    """Return the register of that word, if one was handed in."""
    return _sources.get(word)


def information_choices(person: Person, rights: frozenset[str]) -> list[tuple[str, str]]:
    """Return the information of the register a person may name, as forms offer it."""
    source = source_of("information")
    return [(each.subject, each.label) for each in source.choices(person, rights)] if source else []


def labels_of(subjects: Iterable[str]) -> dict[str, str]:
    """Return what each subject is called; the opaque string itself where nobody knows it."""
    wanted = list(dict.fromkeys(subjects))
    found = {each: each for each in wanted}
    for word, source in _sources.items():
        own = [each for each in wanted if each.partition(":")[0] == word]
        if own:
            found |= dict(source.labels(own))
    return found
