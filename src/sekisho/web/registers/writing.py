"""Registers as files a spreadsheet opens: .xlsx, and CSV in UTF-8 or CP932.

No cell is ever a formula: in a workbook text is stored as text, whatever it begins with; in CSV a
text that would run gets a `'` before, which reading takes off again.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeAlias, cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

Written: TypeAlias = str | int | float | date | None
FORMULA = re.compile(r"'*[=+\-@\t\r\n]")  # a spreadsheet would run a cell that begins so
MISSING = "〓"  # what printers set for a character they lack
ENCODINGS = ("utf-8", "cp932")
FORMATS = ("xlsx", "csv", "csv-cp932")
# Unicode's sign and the one Windows-31J maps the same JIS position to.
_TWINS = str.maketrans("〜−‖—¢£¬", "～－∥―￠￡￢")
# What XML 1.0 cannot carry.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_SERIAL = date(1900, 3, 1)  # before it serial numbers are a day off
_WAREKI = '[$-411]ggge"年"m"月"d"日";@'
_WIDEST, _NARROWEST = 40, 8


def csv_bytes(rows: Iterable[Sequence[Written]], encoding: str) -> bytes:
    """Write rows as CSV (RFC 4180): UTF-8 with byte order mark, or CP932.

    In CP932 a character it lacks becomes 〓. A text that would run as a formula gets a `'` before.
    """
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in rows)
    if encoding == "cp932":
        return to_cp932(out.getvalue())
    return _UNWRITABLE.sub("\ufffd", out.getvalue()).encode("utf-8-sig")


def workbook_bytes(title: str, headings: Sequence[str], rows: Iterable[Sequence[Written]]) -> bytes:
    """Write one sheet: headings that stay in sight and filter, dates shown as 和暦."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31] or "Sheet1")
    sheet.freeze_panes = "B2"
    body = list(rows)
    for number, heading in enumerate(headings):
        letter = get_column_letter(number + 1)
        sheet.column_dimensions[letter].width = _width(heading, [row[number] for row in body[:200]])
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(headings), 1))}{len(body) + 1}"
    fill = PatternFill("solid", fgColor="FFE8F1FE")
    heads = [_cell(sheet, heading) for heading in headings]
    for head in heads:
        head.font, head.fill = Font(bold=True), fill
        head.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.append(heads)
    for row in body:
        sheet.append([_cell(sheet, value) for value in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def to_cp932(text: str) -> bytes:
    """Encode as Windows-31J: twins are kept, what it lacks becomes 〓."""
    text = text.translate(_TWINS)
    try:
        return text.encode("cp932")
    except UnicodeEncodeError:
        return b"".join(_character(character) for character in text)


def through_cp932(text: str) -> str:
    """Return the text as a CP932 file of ours gives it back."""
    return to_cp932(text).decode("cp932")


def _safe(cell: Written) -> str:
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    return f"'{cell}" if FORMULA.match(cell) else cell


def _character(character: str) -> bytes:
    try:
        return character.encode("cp932")
    except UnicodeEncodeError:
        return MISSING.encode("cp932")


def _cell(sheet: Any, value: Written) -> Cell:
    if isinstance(value, date) and value < _FIRST_SERIAL:
        value = value.isoformat()
    if isinstance(value, str):
        return _text_cell(sheet, value)
    cell: Cell = WriteOnlyCell(sheet, cast("float | datetime | None", value))
    if isinstance(value, date):
        cell.number_format = _WAREKI
    return cell


def _text_cell(sheet: Any, value: str) -> Cell:
    """Make a text cell; the library itself would take what begins with = for a formula."""
    cell: Cell = WriteOnlyCell(sheet, None)
    cell._value = _escaped(_UNWRITABLE.sub("\ufffd", value))  # type: ignore[attr-defined]  # noqa: SLF001  # its door guesses types
    cell.data_type = "s"
    cell.number_format = "@"  # typing 1-2 into it stays text
    if FORMULA.match(value):
        cell.quotePrefix = True  # and editing it does not wake it
    return cell


def _escaped(value: str) -> str:
    """Keep `_x0041_` as it is: spreadsheets read such a text as the character it names."""
    return re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", value)


def _width(heading: str, values: Sequence[Written]) -> float:
    longest = max(
        (_columns(str(each)) for each in (heading, *values) if each is not None), default=0
    )
    return float(min(max(longest + 2, _NARROWEST), _WIDEST))


def _columns(text: str) -> int:
    """Return how many half-width letters the longest line is wide."""
    return max(sum(1 if letter.isascii() else 2 for letter in line) for line in text.split("\n"))
