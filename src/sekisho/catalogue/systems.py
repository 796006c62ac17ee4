"""How old what is known of a system may be, and how soon its weaknesses must be closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from sekisho.catalogue.entry import Entry
from sekisho.catalogue.files import data_folder, read_mapping
from sekisho.catalogue.model import Text


@dataclass(frozen=True, slots=True)
class Grade:
    """How grave something is, and within how many days it must be seen to."""

    id: str
    days: int
    title: Text


@dataclass(frozen=True, slots=True)
class SystemRules:
    """The whole file; days count back from the day of the check."""

    list_days: int
    unused_days: int
    privilege_days: int
    drill_days: int
    weaknesses: Mapping[str, Grade]
    source: str
    confirmed: bool


@cache
def load_system_rules() -> SystemRules:
    """Return the rules of this installation; they are read once per process."""
    return system_rules(read_mapping(data_folder(), "systems.yaml"))


def system_rules(entry: Entry) -> SystemRules:
    """Read the file. Raises CatalogueError."""
    grades = [grade(each) for each in entry.entries("weaknesses")]
    if len({each.id for each in grades}) != len(grades):
        raise entry.error("a weakness is graded twice")
    found = SystemRules(
        list_days=entry.number("list_days"),
        unused_days=entry.number("unused_days"),
        privilege_days=entry.number("privilege_days"),
        drill_days=entry.number("drill_days"),
        weaknesses=MappingProxyType({each.id: each for each in grades}),
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
    )
    entry.done()
    return found


def grade(entry: Entry) -> Grade:
    """Read one grade. Raises CatalogueError."""
    found = Grade(entry.word("id"), entry.number("days"), entry.text("title"))
    entry.done()
    return found
