"""How soon what was found must be mended, and how long each step of mending may take."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from sekisho.catalogue.entry import Entry
from sekisho.catalogue.files import data_folder, read_mapping
from sekisho.catalogue.systems import Grade, grade


@dataclass(frozen=True, slots=True)
class CorrectionRules:
    """The whole file; `grades` go from the gravest down, their days count from the finding."""

    grades: Mapping[str, Grade]
    plan_days: int
    confirm_days: int
    source: str
    confirmed: bool


@cache
def load_correction_rules() -> CorrectionRules:
    """Return the rules of this installation; they are read once per process."""
    return correction_rules(read_mapping(data_folder(), "corrections.yaml"))


def correction_rules(entry: Entry) -> CorrectionRules:
    """Read the file. Raises CatalogueError."""
    grades = [grade(each) for each in entry.entries("grades")]
    if not grades or len({each.id for each in grades}) != len(grades):
        raise entry.error("there are no grades, or one stands twice")
    if [each.days for each in grades] != sorted(each.days for each in grades):
        raise entry.error("a graver finding has more time than a lighter one")
    found = CorrectionRules(
        grades=MappingProxyType({each.id: each for each in grades}),
        plan_days=entry.number("plan_days"),
        confirm_days=entry.number("confirm_days"),
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
    )
    entry.done()
    return found
