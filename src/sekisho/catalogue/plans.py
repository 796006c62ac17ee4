"""The emergency response plan to begin with, and kinds of drills, as data."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Literal

from sekisho.catalogue.entry import Entry
from sekisho.catalogue.errors import CatalogueError
from sekisho.catalogue.files import data_folder, read_mapping
from sekisho.catalogue.model import Text

FILE = "plan.yaml"
Computed = Literal["", "contacts", "measures", "recovery"]
COMPUTED: tuple[Computed, ...] = ("contacts", "measures", "recovery")


@dataclass(frozen=True, slots=True)
class PlanSection:
    """A section to begin with; `computed`: a table the product fills beneath it, empty: none."""

    id: str
    title: Text
    words: Text
    computed: Computed


@dataclass(frozen=True, slots=True)
class PlanTemplate:
    """The whole file. A plan is looked through and drilled within the days."""

    source: str
    confirmed: bool
    review_days: int
    drill_days: int
    drill_kinds: Mapping[str, Text]
    sections: Mapping[str, PlanSection]


@cache
def load_plan_template() -> PlanTemplate:
    """Return the template of this installation; it is read once per process. CatalogueError."""
    return read_plan_template(data_folder())


def read_plan_template(folder: Traversable) -> PlanTemplate:
    """Read the file from a folder laid out like `data/`. Raises CatalogueError."""
    entry = read_mapping(folder, FILE)
    sections = [_section(each) for each in entry.each("sections")]
    kinds = [(each.word("id"), each.text("title")) for each in entry.each("drill_kinds")]
    found = PlanTemplate(
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
        review_days=entry.number("review_days"),
        drill_days=entry.number("drill_days"),
        drill_kinds=MappingProxyType(dict(kinds)),
        sections=MappingProxyType({each.id: each for each in sections}),
    )
    entry.done()
    if len(found.sections) != len(sections) or len(found.drill_kinds) != len(kinds):
        raise CatalogueError(FILE, "file", "an id is used twice")
    return found


def _section(entry: Entry) -> PlanSection:
    return PlanSection(entry.word("id"), entry.text("title"), entry.text("words"), _computed(entry))


def _computed(entry: Entry) -> Computed:
    word = entry.take("computed", "")
    return _table(entry, word) if word else ""


def _table(entry: Entry, word: object) -> Computed:
    """Return which table a word names; an unknown one is an error."""
    for each in COMPUTED:
        if each == word:
            return each
    raise entry.error(f"field 'computed' is {word!r}, not one of {', '.join(COMPUTED)}")
