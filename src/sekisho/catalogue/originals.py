"""How long originals in quarantine are kept, by class."""

from collections.abc import Mapping
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType

from sekisho.catalogue.files import data_folder, read_mapping

FILE = "quarantine.yaml"


@cache
def original_days() -> Mapping[str, int]:
    """Return the days each class of originals is kept before it is destroyed."""
    return read_original_days(data_folder())


def read_original_days(folder: Traversable) -> Mapping[str, int]:
    """Read the days from a folder of data files; raises CatalogueError."""
    file = read_mapping(folder, FILE)
    found: dict[str, int] = {}
    for entry in file.entries("classes"):
        name, _ = entry.word("id"), entry.text("title")
        days = entry.take("days")
        if isinstance(days, bool) or not isinstance(days, int) or days < 1:
            raise entry.error("field 'days' must be a whole number, 1 or more")
        if name in found:
            raise entry.error("stands twice")
        entry.done()
        found[name] = days
    file.done()
    return MappingProxyType(found)
