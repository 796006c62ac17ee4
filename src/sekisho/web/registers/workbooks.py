"""Registers as workbooks a spreadsheet opens (.xlsx).

No cell is ever a formula: text is stored as text, whatever it begins with. The library is heavy, so
whoever serves pages loads this module only when a workbook is asked for.
"""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from sekisho.web.registers.writing import FORMULA, UNWRITABLE, Written

_FIRST_SERIAL = date(1900, 3, 1)  # before it serial numbers are a day off
_WAREKI = '[$-411]ggge"年"m"月"d"日";@'
_WIDEST, _NARROWEST = 40, 8


def workbook_bytes(
    title: str, headings: Sequence[str], rows: Iterable[Sequence[Written]], *, mark: str = ""
) -> bytes:
    """Write one sheet: headings that stay in sight and filter, dates shown as 和暦.

    `mark` is printed at the head and foot of every page.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(re.sub(r"[\[\]:*?/\\']", " ", title)[:31] or "Sheet1")
    sheet.freeze_panes = "B2"
    if mark:  # a single & would begin a code of the spreadsheet
        for edge in (sheet.oddHeader.right, sheet.oddFooter.center):
            edge.text = UNWRITABLE.sub("\ufffd", mark).replace("&", "&&")
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
    cell._value = _escaped(UNWRITABLE.sub("\ufffd", value))  # type: ignore[attr-defined]  # noqa: SLF001  # its door guesses types
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
