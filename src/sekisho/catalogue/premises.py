"""Physical security as data: grades of areas, door systems, round sheets, ways of disposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType

from sekisho.catalogue.entry import Entry, by_id
from sekisho.catalogue.files import data_folder, read_mapping
from sekisho.catalogue.model import Text

FILE = "premises.yaml"
DOOR_COLUMNS = ("at", "date", "clock", "card", "holder", "door", "direction")


@dataclass(frozen=True, slots=True)
class Titled:
    """A word of a list with its title."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class AreaLevel:
    """A grade of controlled areas.

    `log_days`: how many days the entry log may lag. `review_days`: how often the list of who may
    enter is looked through. `stay_hours`: longer inside is asked about. `escort`: outsiders are
    accompanied.
    """

    id: str
    title: Text
    meaning: Text
    log_days: int
    review_days: int
    stay_hours: int
    escort: bool
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class DoorFormat:
    """The columns of a door system's file, and its words for what happened; an empty name: none."""

    id: str
    title: Text
    columns: Mapping[str, str]  # keys: DOOR_COLUMNS
    entering: tuple[str, ...]
    leaving: tuple[str, ...]
    denied: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A question of a round sheet, asked of each thing of a kind."""

    id: str
    subject: str  # a kind of fixture
    safeguard: str
    question: Text


@dataclass(frozen=True, slots=True)
class Sheet:
    """A round sheet (点検表)."""

    id: str
    title: Text
    every_days: int
    lines: tuple[SheetLine, ...]


@dataclass(frozen=True, slots=True)
class DisposalMethod:
    """A way of disposal; enough for information up to a rank of confidentiality."""

    id: str
    title: Text
    up_to_rank: int


@dataclass(frozen=True, slots=True)
class Premises:
    """The whole file. The days say until when something must be seen to."""

    levels: Mapping[str, AreaLevel]
    door_formats: Mapping[str, DoorFormat]
    safeguards: Mapping[str, Titled]
    fixture_kinds: Mapping[str, Titled]
    sheets: Mapping[str, Sheet]
    disposal_methods: Mapping[str, DisposalMethod]
    mend_days: int
    disposal_days: int
    stocktaking_days: int
    difference_days: int
    visitor_days: int


@cache
def load_premises() -> Premises:
    """Return the data of this installation; it is read once per process. Raises CatalogueError."""
    return read_premises(data_folder())


def read_premises(folder: Traversable) -> Premises:
    """Read the file from a folder laid out like `data/`. Raises CatalogueError."""
    entry = read_mapping(folder, FILE)
    safeguards, kinds = _titled(entry, "safeguards"), _titled(entry, "fixture_kinds")
    found = Premises(
        levels=by_id(FILE, (_level(each) for each in entry.each("levels"))),
        door_formats=by_id(FILE, (_door_format(each) for each in entry.each("door_formats"))),
        safeguards=safeguards,
        fixture_kinds=kinds,
        sheets=by_id(FILE, (_sheet(each, kinds, safeguards) for each in entry.each("sheets"))),
        disposal_methods=by_id(FILE, (_method(each) for each in entry.each("disposal_methods"))),
        mend_days=entry.number("mend_days"),
        disposal_days=entry.number("disposal_days"),
        stocktaking_days=entry.number("stocktaking_days"),
        difference_days=entry.number("difference_days"),
        visitor_days=entry.number("visitor_days"),
    )
    entry.done()
    return found


def _titled(entry: Entry, field: str) -> Mapping[str, Titled]:
    return by_id(FILE, (Titled(each.word("id"), each.text("title")) for each in entry.each(field)))


def _level(entry: Entry) -> AreaLevel:
    return AreaLevel(
        id=entry.word("id"),
        title=entry.text("title"),
        meaning=entry.text("meaning"),
        log_days=entry.number("log_days"),
        review_days=entry.number("review_days"),
        stay_hours=entry.number("stay_hours"),
        escort=entry.flag("escort"),
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
    )


def _door_format(entry: Entry) -> DoorFormat:
    identifier = entry.word("id")
    columns = entry.take("columns")
    if not isinstance(columns, dict) or set(columns) != set(DOOR_COLUMNS):
        raise entry.error(f"field 'columns' must name {', '.join(DOOR_COLUMNS)}")
    return DoorFormat(
        id=identifier,
        title=entry.text("title"),
        columns=MappingProxyType({name: str(columns[name]) for name in DOOR_COLUMNS}),
        entering=entry.words("entering"),
        leaving=entry.words("leaving"),
        denied=entry.words("denied"),
    )


def _sheet(entry: Entry, kinds: Mapping[str, Titled], safeguards: Mapping[str, Titled]) -> Sheet:
    identifier = entry.word("id")
    lines = by_id(FILE, (_line(each, kinds, safeguards) for each in entry.each("items")))
    return Sheet(identifier, entry.text("title"), entry.number("every_days"), tuple(lines.values()))


def _line(entry: Entry, kinds: Mapping[str, Titled], safeguards: Mapping[str, Titled]) -> SheetLine:
    return SheetLine(
        id=entry.word("id"),
        subject=entry.one_of("subject", tuple(kinds)),
        safeguard=entry.one_of("safeguard", tuple(safeguards)),
        question=entry.text("question"),
    )


def _method(entry: Entry) -> DisposalMethod:
    return DisposalMethod(entry.word("id"), entry.text("title"), entry.number("up_to_rank"))
