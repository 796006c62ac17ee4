"""Reads CSV in UTF-8 (with or without byte order mark) and CP932."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from sekisho.web.registers.apart.grid import Numbered, cut
from sekisho.web.registers.apart.refusal import TableError
from sekisho.web.registers.limits import TableLimits

_MARKED = re.compile(r"'+[=+\-@\t\r\n]")  # a cell our own files keep from running as a formula


def read(untrusted_data: bytes, headings: frozenset[str], limits: TableLimits) -> dict[str, Any]:
    """Return the table of a CSV file (see `reader.table_of`). Raises TableError."""
    text, encoding = _text(untrusted_data)
    if "\x00" in text:
        raise TableError("no-table")
    csv.field_size_limit(limits.bytes)
    try:
        _number, titles, rows = cut(_rows(text), headings, limits)
    except csv.Error:
        raise TableError("broken-csv") from None
    return {
        "headings": titles,
        "rows": rows,
        "merged": [],
        "since_1904": False,
        "encoding": encoding,
    }


def _text(data: bytes) -> tuple[str, str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise TableError("utf-16")
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp932"), "cp932"
    except UnicodeDecodeError as error:
        raise TableError("encoding", row=data.count(b"\n", 0, error.start) + 1) from None


def _rows(text: str) -> Iterator[Numbered]:
    """Yield each record by its place among the records, as a spreadsheet numbers its rows."""
    for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), strict=True), 1):
        yield number, [_unmarked(cell) for cell in cells]


def _unmarked(cell: str) -> str:
    return cell[1:] if _MARKED.match(cell) else cell
