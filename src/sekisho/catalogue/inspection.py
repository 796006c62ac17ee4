"""What is asked at a self-inspection (自己点検): one question of a control, in plain words."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from sekisho.catalogue.entry import Entry
from sekisho.catalogue.files import data_folder, read_mapping
from sekisho.catalogue.load import load
from sekisho.catalogue.model import Text


@dataclass(frozen=True, slots=True)
class Audience:
    """Whom a set of questions is for; without roles it is for everybody in scope."""

    id: str
    title: Text
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InspectionQuestion:
    """One question; yes means that the control is kept. An audience is asked once of each."""

    audience: str
    control: str
    text: Text


@dataclass(frozen=True, slots=True)
class InspectionRules:
    """The whole file, in its order."""

    audiences: Mapping[str, Audience]
    questions: tuple[InspectionQuestion, ...]
    confirm_days: int
    source: str
    confirmed: bool

    def asked(self, audience: str) -> tuple[InspectionQuestion, ...]:
        """Return the questions of an audience, in order; none for an unknown one."""
        return tuple(each for each in self.questions if each.audience == audience)

    def digest(self, audience: str) -> str:
        """Return SHA-256, in hexadecimal, over the Japanese questions as they are asked."""
        lines = (f"{each.control}\t{each.text.ja}\n" for each in self.asked(audience))
        return hashlib.sha256("".join(lines).encode()).hexdigest()


@cache
def load_inspection() -> InspectionRules:
    """Return the questions of this installation; they are read once per process."""
    entry = read_mapping(data_folder(), "inspection.yaml")
    return inspection_rules(entry, load().controls, load().roles)


def inspection_rules(
    entry: Entry, controls: Collection[str], roles: Collection[str]
) -> InspectionRules:
    """Read the file. Raises CatalogueError for what points to nothing or stands twice."""
    audiences = [_audience(each, roles) for each in entry.entries("audiences")]
    known = {each.id: each for each in audiences}
    if len(known) != len(audiences):
        raise entry.error("an audience stands twice")
    questions = tuple(_question(each, known, controls) for each in entry.entries("questions"))
    if len({(each.audience, each.control) for each in questions}) != len(questions):
        raise entry.error("an audience is asked twice about one control")
    if silent := known.keys() - {each.audience for each in questions}:
        raise entry.error(f"{', '.join(sorted(silent))} is asked nothing")
    found = InspectionRules(
        audiences=MappingProxyType(known),
        questions=questions,
        confirm_days=entry.number("confirm_days"),
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
    )
    entry.done()
    return found


def _audience(entry: Entry, roles: Collection[str]) -> Audience:
    found = Audience(entry.word("id"), entry.text("title"), entry.words("roles", optional=True))
    for role in found.roles:
        if role not in roles:
            raise entry.error(f"unknown role {role!r}")
    entry.done()
    return found


def _question(
    entry: Entry, audiences: Collection[str], controls: Collection[str]
) -> InspectionQuestion:
    audience, control = entry.word("audience"), entry.word("control")
    entry.name = f"{audience}/{control}"
    if audience not in audiences or control not in controls:
        raise entry.error("points to an audience or a control that does not exist")
    found = InspectionQuestion(audience, control, entry.text("text"))
    entry.done()
    return found
