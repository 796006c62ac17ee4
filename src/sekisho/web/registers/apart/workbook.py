"""Reads .xlsx: values only. Formulas, errors and merged cells are said, links are not followed."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

from sekisho.web.registers.apart.grid import Cell, Numbered, cut
from sekisho.web.registers.apart.refusal import TableError
from sekisho.web.registers.limits import TableLimits

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="[A-Z]+(\d+)(?::[A-Z]+(\d+))?"')
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # how a workbook's text names a character
_READ = 1024 * 1024


def read(untrusted_data: bytes, headings: frozenset[str], limits: TableLimits) -> dict[str, Any]:
    """Return the table of the first sheet that has the headings (see `reader.table_of`).

    Raises TableError.
    """
    _look_inside(untrusted_data, limits)
    try:
        return _read(untrusted_data, headings, limits)
    except TableError:
        raise
    except Exception:  # noqa: BLE001  # the library meets broken files with errors of every type
        raise TableError("broken-workbook") from None


def _look_inside(data: bytes, limits: TableLimits) -> None:
    """Refuse bombs, macros and document type declarations before the library sees the file."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _look_at(archive, limits)
    except TableError:
        raise
    except Exception:  # noqa: BLE001  # a spoilt archive raises errors of zlib, struct and others
        raise TableError("broken-workbook") from None


def _look_at(archive: zipfile.ZipFile, limits: TableLimits) -> None:
    members = archive.infolist()
    names = {each.filename.lower() for each in members}
    if "xl/workbook.xml" not in names:
        raise TableError("no-table")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise TableError("macros")
    if len(members) > limits.members:
        raise TableError("bomb")
    _unpack(archive, members, limits.unpacked_bytes)


def _unpack(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], left: int) -> None:
    """Count what is really there: the sizes a directory names may be lies."""
    for member in members:
        with archive.open(member) as stream:
            head = b""
            while piece := stream.read(_READ):
                left -= len(piece)
                if left < 0:
                    raise TableError("bomb")
                if _DOCTYPE.search(head + piece.replace(b"\x00", b"")):
                    raise TableError("broken-workbook")
                head = piece[-16:].replace(b"\x00", b"")


def _read(data: bytes, headings: frozenset[str], limits: TableLimits) -> dict[str, Any]:
    import openpyxl  # noqa: PLC0415  # only the child needs it
    from openpyxl.utils.datetime import CALENDAR_MAC_1904  # noqa: PLC0415

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    refused: TableError | None = None
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        try:
            number, titles, rows = cut(_rows(sheet, limits), headings, limits)
        except TableError as error:
            if error.code != "no-headings":
                raise
            refused = refused or error
            continue
        return {
            "headings": titles,
            "rows": rows,
            "merged": _merged(data, sheet, number, [row[0] for row in rows]),
            "since_1904": book.epoch == CALENDAR_MAC_1904,
            "encoding": "",
        }
    raise refused or TableError("no-headings", rows=0)


def _rows(sheet: Any, limits: TableLimits) -> Iterator[Numbered]:
    sheet.reset_dimensions()  # a lying size would make it invent rows
    for number, cells in enumerate(sheet.iter_rows(max_col=limits.columns + 1), 1):
        yield number, [_cell(cell) for cell in cells]


def _cell(cell: Any) -> Cell:
    value, kind = cell.value, getattr(cell, "data_type", "")
    if value is None or isinstance(value, bool):
        return value
    if kind == "f":
        return {"formula": True}
    if kind == "e":
        return {"fault": str(value)}
    if isinstance(value, int | float):
        return _number(value)
    return {"day": value.isoformat()[:10]} if isinstance(value, date) else _unescaped(str(value))


def _number(value: float) -> int | float:
    return int(value) if isinstance(value, int) or value.is_integer() else value


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _merged(data: bytes, sheet: Any, heading_row: int, numbers: list[int]) -> list[int]:
    """Return the rows touched by merged cells, from the heading row on."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        found = _MERGED.findall(archive.read(sheet._worksheet_path))  # noqa: SLF001  # no public name
    counted = {heading_row, *numbers}
    touched: set[int] = set()
    for first, last in found:
        begin, end = int(first), int(last or first)
        touched.update(row for row in counted if begin <= row <= end)
    return sorted(touched)
