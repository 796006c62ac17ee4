"""How the controls of a chapter are audited: papers to see, and how; and the term of a plan."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from sekisho.catalogue.entry import Entry
from sekisho.catalogue.files import data_folder, read_mapping
from sekisho.catalogue.load import load
from sekisho.catalogue.model import Text


@dataclass(frozen=True, slots=True)
class ChapterAudit:
    """What an auditor of one chapter sees, and how."""

    chapter: str
    documents: Text
    how: Text


@dataclass(frozen=True, slots=True)
class AuditRules:
    """The whole file; every chapter of the catalogue is there."""

    chapters: Mapping[str, ChapterAudit]
    term_years: int
    source: str
    confirmed: bool


@cache
def load_audit_rules() -> AuditRules:
    """Return the rules of this installation; they are read once per process."""
    return audit_rules(read_mapping(data_folder(), "audit.yaml"), load().chapters)


def audit_rules(entry: Entry, chapters: Collection[str]) -> AuditRules:
    """Read the file. Raises CatalogueError for a chapter missing, twice or unknown."""
    read = [_chapter(each) for each in entry.entries("chapters")]
    if sorted(each.chapter for each in read) != sorted(chapters):
        raise entry.error("the chapters are not those of chapters.yaml, each once")
    found = AuditRules(
        chapters=MappingProxyType({each.chapter: each for each in read}),
        term_years=entry.number("term_years"),
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
    )
    entry.done()
    return found


def _chapter(entry: Entry) -> ChapterAudit:
    found = ChapterAudit(entry.word("chapter"), entry.text("documents"), entry.text("how"))
    entry.done()
    return found
