"""Registers as CSV in UTF-8 or CP932, and what it shares with workbooks.

No cell is ever a formula: a text that would run gets a `'` before, which reading takes off again.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeAlias

Written: TypeAlias = str | int | float | date | None
FORMULA = re.compile(r"'*[=+\-@\t\r\n]")  # a spreadsheet would run a cell that begins so
MISSING = "〓"  # what printers set for a character they lack
ENCODINGS = ("utf-8", "cp932")
FORMATS = ("xlsx", "csv", "csv-cp932")
# Unicode's sign and the one Windows-31J maps the same JIS position to.
_TWINS = str.maketrans("〜−‖—¢£¬", "～－∥―￠￡￢")
# What XML 1.0 cannot carry.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def csv_bytes(rows: Iterable[Sequence[Written]], encoding: str) -> bytes:
    """Write rows as CSV (RFC 4180): UTF-8 with byte order mark, or CP932.

    In CP932 a character it lacks becomes 〓. A text that would run as a formula gets a `'` before.
    """
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in rows)
    if encoding == "cp932":
        return to_cp932(out.getvalue())
    return UNWRITABLE.sub("\ufffd", out.getvalue()).encode("utf-8-sig")


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
