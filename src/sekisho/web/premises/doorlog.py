"""Reads the log file of a door system: text in columns, as a mapping says where what stands.

Laws: every line after the headings is a row or is kept with the reason it is none; nothing raises
but LogRefusedError; times are local (no offset in such files) and returned without one.
"""

import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.utils.translation import gettext_lazy as _

Way = Literal["in", "out", "denied"]
REASONS = {
    "columns": _("列の数が見出しと合いません"),
    "time": _("日時を読み取れません"),
    "future": _("日時が先の日付です"),
    "card": _("カード番号がありません"),
    "way": _("入退の区分を読み取れません"),
    "door": _("登録していない扉です"),
}
_HEADING_WITHIN = 30  # lines: some systems write a title and a period above the headings
_LONGEST_LINE = 4000
_ERAS = {"令和": 2018, "R": 2018, "平成": 1988, "H": 1988}
_DATE = re.compile(
    r"(?:(?P<era>令和|平成|[RH])\.?\s*(?P<year>元|\d{1,2})|(?P<western>\d{4}))\s*(?:年|[./-])\s*"
    r"(?P<month>\d{1,2})\s*(?:月|[./-])\s*(?P<day>\d{1,2})日?(?:\s*[(（].[)）])?"
)
_PLAIN_DATE = re.compile(r"(?P<western>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_CLOCK = re.compile(
    r"(?P<half>午前|午後)?\s*(?P<hour>\d{1,2})(?::|時)(?P<minute>\d{1,2})"
    r"(?:(?::|分)(?P<second>\d{1,2})(?:\.\d+)?秒?|分)?"
)
_PLAIN_CLOCK = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where what stands: `columns` by `catalogue.DOOR_COLUMNS` (empty: none), words for ways."""

    columns: Mapping[str, str]
    entering: Sequence[str]
    leaving: Sequence[str]
    denied: Sequence[str]


@dataclass(frozen=True, slots=True)
class LogLimits:
    """What is read at most."""

    bytes: int = 10 * 1024 * 1024
    lines: int = 100_000


@dataclass(frozen=True, slots=True)
class Row:
    """One event at a door. `text` is the line as it stood."""

    line: int
    text: str
    at: datetime  # naive, local
    door: str
    card: str
    holder: str
    way: Way


@dataclass(frozen=True, slots=True)
class Unread:
    """A line that is no row, and why: a code of REASONS."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class DoorLog:
    """What a file says."""

    rows: tuple[Row, ...]
    unread: tuple[Unread, ...]


class LogRefusedError(Exception):
    """A file that cannot be read as the layout says: `empty`, `large`, `encoding`, `headings`.

    `missing` names the columns that were looked for.
    """

    def __init__(self, code: str, missing: Sequence[str] = ()) -> None:
        super().__init__(code)
        self.code, self.missing = code, tuple(missing)


def read_door_log(
    untrusted: bytes, layout: Layout, *, now: datetime, limits: LogLimits | None = None
) -> DoorLog:
    """Read a file of a door system. `now` is local and naive: what lies a day after it is no row.

    Raises LogRefusedError.
    """
    bounds = limits or LogLimits()
    if len(untrusted) > bounds.bytes:
        raise LogRefusedError("large")
    lines = re.split(r"\r\n|\r|\n", _decoded(untrusted))
    if len(lines) > bounds.lines:
        raise LogRefusedError("large")
    numbered = [(number, text) for number, text in enumerate(lines, 1) if text.strip(" \t,\x00")]
    if not numbered:
        raise LogRefusedError("empty")
    start, places, delimiter = _headings(numbered, layout)
    reader = _Reader(layout, places, delimiter, now + timedelta(days=1))
    found = [reader.read(number, text) for number, text in numbered[start:]]
    return DoorLog(
        tuple(each for each in found if isinstance(each, Row)),
        tuple(each for each in found if isinstance(each, Unread)),
    )


def parse_time(text: str) -> datetime | None:
    """Return the local time written as officials' systems do, 和暦 included; None: it is none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    dated = _DATE.match(plain) or _PLAIN_DATE.match(plain)
    if dated is None:
        return None
    rest = plain[dated.end() :].strip().lstrip("T").strip()
    clock = _CLOCK.fullmatch(rest) or _PLAIN_CLOCK.fullmatch(rest)
    if clock is None:
        return None
    return _moment(dated.groupdict(), clock.groupdict())


def _moment(dated: Mapping[str, str | None], clock: Mapping[str, str | None]) -> datetime | None:
    year = dated.get("year")
    if western := dated.get("western"):
        number = int(western)
    else:
        number = _ERAS[str(dated["era"])] + (1 if year == "元" else int(str(year)))
    hour = int(str(clock["hour"]))
    if half := clock.get("half"):
        if hour > 12:  # noqa: PLR2004  # a clock's face
            return None
        hour = hour % 12 + (12 if half == "午後" else 0)
    try:
        return datetime(  # noqa: DTZ001  # local, as the file says it
            number,
            int(str(dated["month"])),
            int(str(dated["day"])),
            hour,
            int(str(clock["minute"])),
            int(clock.get("second") or 0),
        )
    except ValueError:
        return None


def _decoded(untrusted: bytes) -> str:
    """Return the text: UTF-16 by its mark, else UTF-8, else CP932."""
    if untrusted.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp932")
    for encoding in encodings:
        try:
            return untrusted.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise LogRefusedError("encoding")


def _cells(text: str, delimiter: str) -> list[str]:
    """Return the cells of one line; a quote that never closes spoils its own line only."""
    try:
        return [each.strip() for each in next(csv.reader([text], delimiter=delimiter), [])]
    except csv.Error:
        return []


def _headings(
    lines: Sequence[tuple[int, str]], layout: Layout
) -> tuple[int, Mapping[str, int], str]:
    """Return where the rows begin, each column's place, and the delimiter."""
    wanted = {key: _norm(name) for key, name in layout.columns.items() if name}
    least = set(wanted.values())
    for index, (_number, text) in enumerate(lines[:_HEADING_WITHIN]):
        for delimiter in (",", "\t", ";"):
            names = [_norm(each) for each in _cells(text[:_LONGEST_LINE], delimiter)]
            if wanted and least <= set(names):
                return index + 1, {k: names.index(v) for k, v in wanted.items()}, delimiter
    raise LogRefusedError("headings", [name for name in layout.columns.values() if name])


def _norm(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


class _Reader:
    """Reads the lines below the headings."""

    def __init__(
        self, layout: Layout, places: Mapping[str, int], delimiter: str, latest: datetime
    ) -> None:
        self._places, self._delimiter, self._latest = places, delimiter, latest
        self._width = max(places.values()) + 1
        self._ways: dict[str, Way] = dict(self._words(layout))

    @staticmethod
    def _words(layout: Layout) -> Iterator[tuple[str, Way]]:
        yield from ((_norm(word), "in") for word in layout.entering)
        yield from ((_norm(word), "out") for word in layout.leaving)
        yield from ((_norm(word), "denied") for word in layout.denied)

    def read(self, line: int, text: str) -> Row | Unread:
        """Return the row of a line, or the line and why it is none."""
        kept = text[:_LONGEST_LINE].replace("\x00", "�")
        if len(text) > _LONGEST_LINE or "\x00" in text:
            return Unread(line, kept, "columns")
        cells = _cells(text, self._delimiter)
        if len(cells) < self._width:
            return Unread(line, kept, "columns")
        at = parse_time(self._time(cells))
        card = unicodedata.normalize("NFKC", self._cell(cells, "card"))[:60]
        way = self._ways.get(_norm(self._cell(cells, "direction"))) if self._ways else None
        reason = self._reason(at, card, way)
        if reason or at is None or way is None:
            return Unread(line, kept, reason)
        door, holder = self._cell(cells, "door")[:100], self._cell(cells, "holder")[:100]
        return Row(line, kept, at, door, card, holder, way)

    def _reason(self, at: datetime | None, card: str, way: Way | None) -> str:
        if at is None:
            return "time"
        if at > self._latest:
            return "future"
        if not card:
            return "card"
        return "" if way else "way"

    def _time(self, cells: Sequence[str]) -> str:
        if "at" in self._places:
            return self._cell(cells, "at")
        return f"{self._cell(cells, 'date')} {self._cell(cells, 'clock')}"

    def _cell(self, cells: Sequence[str], key: str) -> str:
        place = self._places.get(key)
        return "" if place is None else cells[place]
