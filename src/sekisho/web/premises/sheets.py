"""The round sheets in force: those of the catalogue, and what the body asks in their place.

A sheet changed on its page is the body's own from then on. What was asked stays with what was
answered: a question whose words change is a new question, and the old one is asked no more.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sekisho.catalogue import SheetLine, load_premises
from sekisho.web.premises.models import Fixture, SheetEdition
from sekisho.web.ui.words import worded


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a sheet, asked of each thing of a kind; `ended`: asked no more."""

    id: str
    subject: str  # a kind of fixture
    safeguard: str
    question: str
    ended: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return what is kept of it."""
        return {
            "id": self.id,
            "subject": self.subject,
            "safeguard": self.safeguard,
            "question": self.question,
            "ended": self.ended,
        }


@dataclass(frozen=True, slots=True)
class RoundSheet:
    """A sheet: its title in the reader's language, how often, and every question it ever had."""

    id: str
    title: str
    every_days: int
    every_line: tuple[Asked, ...]
    own: bool = False  # the body's, not the catalogue's

    @property
    def lines(self) -> tuple[Asked, ...]:
        """What is asked now."""
        return tuple(line for line in self.every_line if not line.ended)

    def lines_for(self, fixture: Fixture) -> tuple[Asked, ...]:
        """Return what is asked of a thing."""
        return tuple(line for line in self.lines if line.subject == fixture.kind)

    def question(self, line: str) -> str:
        """Return the words of a question, asked still or not; its id when nobody knows them."""
        return next((each.question for each in self.every_line if each.id == line), line)


def sheets() -> Mapping[str, RoundSheet]:
    """Return every sheet by its id, the catalogue's first; one query."""
    found = {
        sheet.id: RoundSheet(sheet.id, worded(sheet.title), sheet.every_days, _lines(sheet.lines))
        for sheet in load_premises().sheets.values()
    }
    for row in SheetEdition.objects.order_by("pk"):
        lines = tuple(Asked(**line) for line in row.lines)
        found[row.key] = RoundSheet(row.key, row.title, row.every_days, lines, own=True)
    return found


def unasked(found: Iterable[RoundSheet]) -> tuple[str, ...]:
    """Return the titles of the safeguards no sheet asks about."""
    asked = {line.safeguard for sheet in found for line in sheet.lines}
    safeguards = load_premises().safeguards.values()
    return tuple(worded(each.title) for each in safeguards if each.id not in asked)


def _lines(lines: Iterable[SheetLine]) -> tuple[Asked, ...]:
    return tuple(
        Asked(line.id, line.subject, line.safeguard, worded(line.question)) for line in lines
    )
