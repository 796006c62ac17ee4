"""Response to incidents as data: kinds in plain words, how grave, measures with their hours."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable

from sekisho.catalogue.entry import Entry, by_id
from sekisho.catalogue.files import data_folder, read_mapping
from sekisho.catalogue.model import Text

FILE = "response.yaml"


@dataclass(frozen=True, slots=True)
class ResponseWord:
    """A family of incidents or a phase of the response, with its title."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class IncidentKind:
    """What somebody reports, as they would say it; `first`: what to do at once.

    `reported` False: people who report are not offered it, since it is found in the logs.
    """

    id: str
    family: str
    title: Text
    examples: Text
    first: Text
    reported: bool


@dataclass(frozen=True, slots=True)
class IncidentSeverity:
    """How grave an incident is; `to_ciso`: it goes up to the CISO."""

    id: str
    title: Text
    meaning: Text
    to_ciso: bool


@dataclass(frozen=True, slots=True)
class ResponseMeasure:
    """Something done in incidents of some families, within `hours` of knowing of them."""

    id: str
    families: tuple[str, ...]
    phase: str
    hours: int
    words: Text


@dataclass(frozen=True, slots=True)
class ResponseRules:
    """The whole file, everything by id and in its order."""

    source: str
    confirmed: bool
    triage_hours: int
    review_days: int
    families: Mapping[str, ResponseWord]
    kinds: Mapping[str, IncidentKind]
    severities: Mapping[str, IncidentSeverity]
    phases: Mapping[str, ResponseWord]
    measures: Mapping[str, ResponseMeasure]

    def measures_for(self, kind: str) -> tuple[ResponseMeasure, ...]:
        """Return the measures of an incident of the kind, the soonest first."""
        family = self.kinds[kind].family
        found = [each for each in self.measures.values() if family in each.families]
        return tuple(sorted(found, key=lambda each: each.hours))


@cache
def load_response_rules() -> ResponseRules:
    """Return the rules of this installation; they are read once per process. CatalogueError."""
    return read_response_rules(data_folder())


def read_response_rules(folder: Traversable) -> ResponseRules:
    """Read the file from a folder laid out like `data/`. Raises CatalogueError."""
    entry = read_mapping(folder, FILE)
    families = by_id(FILE, (_word(each) for each in entry.each("families")))
    phases = by_id(FILE, (_word(each) for each in entry.each("phases")))
    found = ResponseRules(
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
        triage_hours=entry.number("triage_hours"),
        review_days=entry.number("review_days"),
        families=families,
        kinds=by_id(FILE, (_kind(each, families) for each in entry.each("kinds"))),
        severities=by_id(FILE, (_severity(each) for each in entry.each("severities"))),
        phases=phases,
        measures=by_id(FILE, (_measure(each, families, phases) for each in entry.each("measures"))),
    )
    entry.done()
    return found


def _word(entry: Entry) -> ResponseWord:
    return ResponseWord(entry.word("id"), entry.text("title"))


def _kind(entry: Entry, families: Mapping[str, ResponseWord]) -> IncidentKind:
    return IncidentKind(
        id=entry.word("id"),
        family=entry.one_of("family", tuple(families)),
        title=entry.text("title"),
        examples=entry.text("examples"),
        first=entry.text("first"),
        reported=not entry.has("reported") or entry.flag("reported"),
    )


def _severity(entry: Entry) -> IncidentSeverity:
    return IncidentSeverity(
        entry.word("id"), entry.text("title"), entry.text("meaning"), entry.flag("to_ciso")
    )


def _measure(
    entry: Entry, families: Mapping[str, ResponseWord], phases: Mapping[str, ResponseWord]
) -> ResponseMeasure:
    found = ResponseMeasure(
        id=entry.word("id"),
        families=entry.words("families"),
        phase=entry.one_of("phase", tuple(phases)),
        hours=entry.number("hours"),
        words=entry.text("words"),
    )
    if unknown := set(found.families) - set(families):
        raise entry.error(f"unknown family {sorted(unknown)}")
    return found
