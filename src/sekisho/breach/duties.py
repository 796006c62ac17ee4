"""What is owed: values an assessment is made of."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sekisho.catalogue import BreachDuty, Text


class Note(StrEnum):
    """What must be said beside a due date."""

    UNSURE = "unsure"  # facts are open: owed until they say it is not
    UNSURE_EXTENSION = "unsure-extension"  # whether there are more days is open: the fewer count
    YARDSTICK = "yardstick"  # the law says no number of days; ours is a yardstick
    UNCONFIRMED = "unconfirmed"  # the words of a rule were not read in the original
    BEFORE_RULES = "before-rules"  # known before the rules of the catalogue begin


class ReadingReason(StrEnum):
    """Why another day could be the last one."""

    ROLLS = "rolls"  # offices are closed on the last day: it may move to the next open one
    SHORTER = "shorter"  # a case of fewer days holds as well


@dataclass(frozen=True, slots=True)
class Reading:
    """Another reading of the same rule gives this day. The due date is not put off by it."""

    reason: ReadingReason
    day: date


@dataclass(frozen=True, slots=True)
class Ground:
    """A case the duty rests on; `open_facts`: what must be answered before it is certain."""

    case: str
    law: str
    article: str
    title: Text
    confirmed: bool
    open_facts: tuple[str, ...]

    @property
    def certain(self) -> bool:
        """Whether the facts leave no doubt that the case holds."""
        return not self.open_facts


@dataclass(frozen=True, slots=True)
class Duty:
    """One thing owed to one recipient, until `due_at` (the last second of a day in Japan).

    `aim_on`: the day by which it should be under way. `certain`: the facts leave no doubt.
    `confirmed`: the rule and the case were read in the original.
    """

    rule: BreachDuty
    grounds: tuple[Ground, ...]
    due_at: datetime
    aim_on: date | None
    certain: bool
    confirmed: bool
    notes: tuple[Note, ...]
    readings: tuple[Reading, ...]

    @property
    def id(self) -> str:
        """The id of its rule; an assessment has each at most once."""
        return self.rule.id

    @property
    def due_on(self) -> date:
        """The last day."""
        return self.due_at.date()

    @property
    def open_facts(self) -> tuple[str, ...]:
        """The facts to be answered first, each once, in the order of the grounds."""
        return tuple(dict.fromkeys(name for each in self.grounds for name in each.open_facts))


@dataclass(frozen=True, slots=True)
class SetAside:
    """A case that does not hold, and the facts that say so: why there is no duty from it."""

    case: str
    law: str
    article: str
    title: Text
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """The duties, the nearest due first, and the cases that do not hold."""

    known_at: datetime
    duties: tuple[Duty, ...]
    set_aside: tuple[SetAside, ...]

    def duty(self, identifier: str) -> Duty | None:
        """Return the duty of a rule, or None when nothing is owed by it."""
        return next((each for each in self.duties if each.id == identifier), None)

    @property
    def first_due(self) -> datetime | None:
        """When the first of the duties is due; None without any."""
        return min((each.due_at for each in self.duties), default=None)
