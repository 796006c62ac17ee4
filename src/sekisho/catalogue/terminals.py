"""What terminals must show, zone by zone, and the questions asked of an agent on them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from sekisho.catalogue.entry import Entry, by_id
from sekisho.catalogue.files import data_folder, read_mapping
from sekisho.catalogue.model import Text

Takeout = Literal["closed", "read"]
Platform = Literal["windows", "linux"]
TAKEOUT: tuple[Takeout, ...] = ("closed", "read")
PLATFORMS: tuple[Platform, ...] = ("windows", "linux")


@dataclass(frozen=True, slots=True)
class Measure:
    """Something a terminal reports about itself; `mend` says what to do when it is wrong."""

    id: str
    title: Text
    mend: Text


@dataclass(frozen=True, slots=True)
class ZoneRule:
    """What the terminals of a zone must show (`id` is the zone's).

    `takeout` is how far USB storage is shut where no permit lifts it: `closed` neither reads nor
    writes, `read` reads only. Days are how old a report, malware definitions and the newest update
    may be.
    """

    id: str
    takeout: Takeout
    required: tuple[str, ...]
    wanted: tuple[str, ...]
    report_days: int
    malware_days: int
    patch_days: int
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A query of the agent's schedule, asked every `seconds`; its rows speak of one measure."""

    id: str
    measure: str
    platform: Platform
    seconds: int
    sql: str


@dataclass(frozen=True, slots=True)
class TerminalRules:
    """The whole file, by id; the mappings are read-only."""

    measures: Mapping[str, Measure]
    zones: Mapping[str, ZoneRule]
    questions: Mapping[str, Question]

    def questions_for(self, platform: str) -> tuple[Question, ...]:
        """Return what an agent of that platform is asked; nothing for another platform."""
        return tuple(each for each in self.questions.values() if each.platform == platform)


@cache
def load_terminal_rules() -> TerminalRules:
    """Return the rules of this installation; they are read once per process."""
    return terminal_rules(read_mapping(data_folder(), "terminals.yaml"))


def terminal_rules(entry: Entry) -> TerminalRules:
    """Read the file. Raises CatalogueError for an id used twice or a measure nobody defined."""
    found = TerminalRules(
        measures=by_id(entry.file, (_measure(each) for each in entry.each("measures"))),
        zones=by_id(entry.file, (_zone(each) for each in entry.each("zones"))),
        questions=by_id(entry.file, (_question(each) for each in entry.each("queries"))),
    )
    entry.done()
    named = {each.measure for each in found.questions.values()}
    named.update(word for zone in found.zones.values() for word in (*zone.required, *zone.wanted))
    if unknown := named - set(found.measures):
        raise entry.error(f"names measures nobody defined: {', '.join(sorted(unknown))}")
    return found


def _measure(entry: Entry) -> Measure:
    return Measure(entry.word("id"), entry.text("title"), entry.text("mend"))


def _zone(entry: Entry) -> ZoneRule:
    return ZoneRule(
        id=entry.word("id"),
        takeout=entry.one_of("takeout", TAKEOUT),
        required=entry.words("required", optional=True),
        wanted=entry.words("wanted", optional=True),
        report_days=entry.number("report_days"),
        malware_days=entry.number("malware_days"),
        patch_days=entry.number("patch_days"),
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
    )


def _question(entry: Entry) -> Question:
    return Question(
        id=entry.word("id"),
        measure=entry.word("measure"),
        platform=entry.one_of("platform", PLATFORMS),
        seconds=entry.number("seconds"),
        sql=entry.word("sql"),
    )
