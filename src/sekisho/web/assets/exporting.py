"""The register as a CSV file that the body's spreadsheets open without garbling."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run a cell that begins so
MISSING = "〓"  # what printers set for a character they lack
# Unicode's sign and the one Windows-31J maps the same JIS position to.
_TWINS = str.maketrans("〜−‖—¢£¬", "～－∥―￠￡￢")

ENCODINGS = ("utf-8", "cp932")


def csv_bytes(rows: Iterable[Sequence[str]], encoding: str) -> bytes:
    """Write rows as CSV (RFC 4180): UTF-8 with byte order mark, or CP932.

    In CP932 a character it lacks becomes 〓. A cell that would run as a formula gets a `'` before.
    """
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows([_safe(cell) for cell in row] for row in rows)
    if encoding == "cp932":
        return _cp932(out.getvalue())
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _cp932(text: str) -> bytes:
    text = text.translate(_TWINS)
    try:
        return text.encode("cp932")
    except UnicodeEncodeError:
        return b"".join(_cp932_character(character) for character in text)


def _cp932_character(character: str) -> bytes:
    try:
        return character.encode("cp932")
    except UnicodeEncodeError:
        return MISSING.encode("cp932")
