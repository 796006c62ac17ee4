"""Opens the data files, wherever the package is installed (a wheel as well as a checkout)."""

from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml

from sekisho.catalogue.entry import Entry
from sekisho.catalogue.errors import CatalogueError

CHAPTER_FILES = (
    "controls/1-organization.yaml",
    "controls/2-assets.yaml",
    "controls/3-resilience.yaml",
    "controls/4-physical.yaml",
    "controls/5-people.yaml",
    "controls/6-technical.yaml",
    "controls/7-operation.yaml",
    "controls/8-suppliers.yaml",
    "controls/9-review.yaml",
)
"""The controls, one file per chapter; the digit is the chapter's number."""

COURSE_FILES = (
    "courses/basic-policy.yaml",
    "courses/targeted-mail.yaml",
    "courses/media.yaml",
    "courses/my-number.yaml",
    "courses/first-response.yaml",
    "courses/social-media.yaml",
)
"""The courses in the order they are shown; each has its pages beside it, in Markdown."""

DATA_FILES = (
    "breach.yaml",
    "calendar.yaml",
    "audit.yaml",
    "chapters.yaml",
    "checks.yaml",
    "classification.yaml",
    "corrections.yaml",
    "handling.yaml",
    "inspection.yaml",
    "maildrills.yaml",
    "people.yaml",
    "permits.yaml",
    "plan.yaml",
    "premises.yaml",
    "quarantine.yaml",
    "questions.yaml",
    "response.yaml",
    "risk.yaml",
    "roles.yaml",
    "routes.yaml",
    "separation.yaml",
    "standards.yaml",
    "suppliers.yaml",
    "systems.yaml",
    "terminals.yaml",
    "threats.yaml",
    "topics.yaml",
    "zones.yaml",
    *CHAPTER_FILES,
    *COURSE_FILES,
)
"""Every file the catalogue is made of; a test holds it against the folder."""


def data_folder() -> Traversable:
    """Return the folder of the data files inside the installed package."""
    return files("sekisho.catalogue") / "data"


def read_file(folder: Traversable, name: str) -> Any:
    """Return what the YAML file holds.

    Raises CatalogueError when the file is missing, is no YAML, or is empty.
    """
    try:
        raw = (folder / name).read_text(encoding="utf-8")
    except OSError as error:
        raise CatalogueError(name, "file", "cannot be opened") from error
    try:
        # CSafeLoader builds plain values only, as SafeLoader does; it is the C parser.
        found = yaml.load(raw, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise CatalogueError(name, "file", f"is no YAML: {error}") from error
    if not found:
        raise CatalogueError(name, "file", "is empty")
    return found


def read_list(folder: Traversable, name: str) -> tuple[Entry, ...]:
    """Return the entries of a file that is one list of mappings."""
    found = read_file(folder, name)
    if not isinstance(found, list):
        raise CatalogueError(name, "file", "must be a list")
    return tuple(Entry(name, raw) for raw in found)


def read_mapping(folder: Traversable, name: str) -> Entry:
    """Return a file that is one mapping as an entry named `file`."""
    return Entry(name, read_file(folder, name), "file")
