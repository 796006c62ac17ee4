"""A table of flows (CSV), one record a row, as firewalls and collectors write them out.

The first row names the columns, in Japanese or English, in any order; columns of other names are
left aside. Times are ISO 8601, `YYYY/MM/DD HH:MM:SS` or seconds since 1970; one without its zone is
of the zone given. A row that says no flow is named by its line, never left out.
"""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import NamedTuple, TypeVar

from sekisho.separation.flows.records import FlowNotRead, FlowRecord
from sekisho.separation.packet import ICMP, ICMPV6, PROTOCOLS, WITH_PORTS
from sekisho.separation.policy.model import TOKYO
from sekisho.separation.spans import prefix

T = TypeVar("T")
HEADINGS = {
    "at": ("日時", "時刻", "開始日時", "開始", "time", "timestamp", "datetime", "start", "ts",
           "starttime", "firstseen", "flowstart"),
    "source": ("送信元", "送信元アドレス", "送信元ip", "送信元ipアドレス", "source", "src",
               "srcip", "srcaddr", "sourceip", "sourceaddress", "sa"),
    "destination": ("宛先", "宛先アドレス", "宛先ip", "宛先ipアドレス", "送信先", "destination",
                    "dst", "dstip", "dstaddr", "destinationip", "destinationaddress", "da"),
    "protocol": ("プロトコル", "protocol", "proto", "pr"),
    "source_port": ("送信元ポート", "送信元ポート番号", "srcport", "sourceport", "sport", "sp"),
    "destination_port": ("宛先ポート", "宛先ポート番号", "ポート", "ポート番号", "dstport",
                         "destinationport", "dport", "port", "dp"),
    "icmp_type": ("icmpタイプ", "icmptype"),
}  # fmt: skip
_COLUMN = {name: column for column, names in HEADINGS.items() for name in names}
_NEEDED = frozenset({"at", "source", "destination", "protocol"})
_DELIMITERS = (",", "\t", ";")
_LAST_PORT, _LAST_BYTE = 65_535, 255
_THOUSANDTHS = 10**11  # an epoch beyond is one of thousandths


class FlowTableError(ValueError):
    """The text is no table of flows: columns that are needed are missing (`missing`)."""

    def __init__(self, missing: frozenset[str]) -> None:
        super().__init__(", ".join(sorted(missing)))
        self.missing = missing


@dataclass(frozen=True, slots=True)
class FlowTable:
    """A source of records: the text of a table. Raises FlowTableError when it is read."""

    text: str
    zone: tzinfo = TOKYO

    def records(self) -> Iterator[FlowRecord | FlowNotRead]:
        """Yield each row in order."""
        delimiter, columns = _layout(self.text)
        rows = csv.reader(io.StringIO(self.text, newline=""), delimiter=delimiter)
        reader = _Rows(columns, self.zone)
        next(rows)
        while True:
            try:
                cells = next(rows)
            except StopIteration:
                return
            except csv.Error:
                yield FlowNotRead(rows.line_num, "")
                continue
            if any(cells):
                yield reader.read(cells, rows.line_num)


def _layout(text: str) -> tuple[str, Mapping[str, int]]:
    """Return the delimiter, and where each column stands. Raises FlowTableError."""
    head = text.lstrip("\ufeff").partition("\n")[0]
    missing = _NEEDED
    for delimiter in _DELIMITERS:
        names = [_COLUMN.get(_plain(cell)) for cell in head.split(delimiter)]
        found = {name: at for at, name in reversed(list(enumerate(names))) if name}
        missing = min(missing, _NEEDED - found.keys(), key=len)
        if not missing:
            return delimiter, found
    raise FlowTableError(missing)


def _plain(heading: str) -> str:
    folded = unicodedata.normalize("NFKC", heading).strip().strip('"').lower()
    return folded.replace(" ", "").replace("_", "").replace("-", "")


class _CellError(ValueError):
    """A cell says nothing of its column."""


class _Cells(NamedTuple):
    """The cells of a row by column; None where there is no such column."""

    at: str
    source: str
    destination: str
    protocol: str
    source_port: str | None
    destination_port: str | None
    icmp_type: str | None


class _Rows:
    """Reads the rows of one table."""

    def __init__(self, columns: Mapping[str, int], zone: tzinfo) -> None:
        self._places = [columns.get(name) for name in _Cells._fields]
        self._moment = lru_cache(maxsize=1 << 16)(lambda text: _moment(text, zone))

    def read(self, cells: list[str], line: int) -> FlowRecord | FlowNotRead:
        """Return a row's record, or where it says nothing."""
        try:
            row = _Cells._make(
                None if place is None else cells[place].strip() for place in self._places
            )
        except IndexError:
            return FlowNotRead(line, "")
        try:
            return self._record(row)
        except _CellError as error:
            return FlowNotRead(line, str(error))

    def _record(self, row: _Cells) -> FlowRecord:
        at = _tried("at", self._moment, row.at)
        family, source = _tried("source", _address, row.source)
        other, destination = _tried("destination", _address, row.destination)
        if other != family:
            raise _CellError("destination")
        protocol = _tried("protocol", _protocol, row.protocol)
        if protocol in WITH_PORTS:
            ports = (
                _tried("source_port", _port, row.source_port or "0"),
                _tried("destination_port", _port, row.destination_port or ""),
            )
        elif protocol in {ICMP, ICMPV6}:
            ports = (_tried("icmp_type", _type, row.icmp_type or "-1"), 0)
        else:
            ports = (0, 0)
        return FlowRecord(at, family, source, destination, protocol, *ports)


def _tried(column: str, parse: Callable[[str], T], text: str) -> T:
    try:
        return parse(text)
    except (ValueError, OverflowError, OSError) as error:
        raise _CellError(column) from error


def _moment(text: str, zone: tzinfo) -> datetime:
    if text.replace(".", "", 1).isdecimal():
        seconds = float(text)
        if seconds >= _THOUSANDTHS:
            seconds /= 1000
        return datetime.fromtimestamp(seconds, UTC)
    found = datetime.fromisoformat(text.replace("/", "-"))
    return found if found.tzinfo else found.replace(tzinfo=zone)


@lru_cache(maxsize=1 << 16)
def _address(text: str) -> tuple[int, int]:
    if "/" in text:
        raise ValueError(text)
    family, spans = prefix(text)
    return family, spans[0][0]


@lru_cache(maxsize=1 << 10)
def _protocol(text: str) -> int:
    known = PROTOCOLS.get(text.lower())
    return _whole(text, 0, _LAST_BYTE) if known is None else known


@lru_cache(maxsize=1 << 16)
def _port(text: str) -> int:
    return _whole(text, 0, _LAST_PORT)


def _type(text: str) -> int:
    return _whole(text, -1, _LAST_BYTE)  # -1: it is not said


def _whole(text: str, least: int, most: int) -> int:
    found = int(text)
    if not least <= found <= most:
        raise ValueError(text)
    return found
