"""How long originals in quarantine are kept, by class."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType

from sekisho.catalogue.files import data_folder, read_mapping
from sekisho.catalogue.model import Text

FILE = "quarantine.yaml"


@dataclass(frozen=True, slots=True)
class OriginalClass:
    """A class of originals: what it is called, and the days it is kept."""

    id: str
    title: Text
    days: int


@cache
def original_classes() -> Mapping[str, OriginalClass]:
    """Return the classes of originals by id."""
    return read_original_classes(data_folder())


@cache
def original_days() -> Mapping[str, int]:
    """Return the days each class of originals is kept before it is destroyed."""
    return read_original_days(data_folder())


def read_original_days(folder: Traversable) -> Mapping[str, int]:
    """Read the days from a folder of data files; raises CatalogueError."""
    return MappingProxyType(
        {name: each.days for name, each in read_original_classes(folder).items()}
    )


def read_original_classes(folder: Traversable) -> Mapping[str, OriginalClass]:
    """Read the classes from a folder of data files; raises CatalogueError."""
    file = read_mapping(folder, FILE)
    found: dict[str, OriginalClass] = {}
    for entry in file.entries("classes"):
        name, title = entry.word("id"), entry.text("title")
        days = entry.take("days")
        if isinstance(days, bool) or not isinstance(days, int) or days < 1:
            raise entry.error("field 'days' must be a whole number, 1 or more")
        if name in found:
            raise entry.error("stands twice")
        entry.done()
        found[name] = OriginalClass(name, title, days)
    file.done()
    return MappingProxyType(found)
