"""Kinds of permits: what an application asks, what the permit is limited to, and how it ends."""

from dataclasses import dataclass
from typing import Literal

from sekisho.catalogue.handling import Act
from sekisho.catalogue.model import Text

FieldType = Literal["text", "long", "number", "date", "choice", "yes"]
Duty = Literal["return", "wipe"]
FIELD_TYPES: tuple[FieldType, ...] = ("text", "long", "number", "date", "choice", "yes")
DUTIES: tuple[Duty, ...] = ("return", "wipe")


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class Field:
    """One question of an application form. `scope`: the permit is limited to the answer."""

    name: str
    type: FieldType
    title: Text
    help: Text | None
    required: bool
    scope: bool
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class SubjectField:
    """What the permit is about: things of one register, named by opaque `room:id` strings.

    `room` is the word before the colon. Without a register of that word the question is answered
    in writing; `in_words`: with one, too. `many`: one permit may be about several of them.
    """

    room: str
    title: Text
    help: Text | None
    many: bool
    in_words: bool = False


@dataclass(frozen=True, slots=True)
class Shorter:
    """A permit lasts at most `days` when `field` is answered by one of `values`."""

    field: str
    values: tuple[str, ...]
    days: int


@dataclass(frozen=True, slots=True)
class PermitKind:
    """A kind of permit. `longest_days` counts the first and the last day.

    `duties` are what is owed at the end: the thing returned, the data on it wiped. `carries` asks
    which information of the register goes along, and `act` is what is done with it: the class of
    each thing named, by the rules of handling, forbids that act or shortens the permit.
    """

    id: str
    title: Text
    help: Text
    subject: SubjectField | None
    fields: tuple[Field, ...]
    longest_days: int
    shorter: tuple[Shorter, ...]
    duties: tuple[Duty, ...]
    source: str
    confirmed: bool
    act: Act | None = None
    carries: SubjectField | None = None

    def days_for(self, answers: dict[str, object]) -> int:
        """Return how many days a permit with these answers may last at most."""
        found = [
            each.days for each in self.shorter if str(answers.get(each.field, "")) in each.values
        ]
        return min([self.longest_days, *found])
