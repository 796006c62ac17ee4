"""CSV and TSV: read as a table, written as one that a spreadsheet does not run.

A cell that a spreadsheet would take for a formula gets an apostrophe in front; plain numbers
(−5, +3.2, ▲ is no sign) and telephone numbers (+81-75-…) stay as they are.
"""

import csv
import io
import re

from sekisho.sanitize.rebuild.charset import decode
from sekisho.sanitize.rebuild.contract import Hold, Log, Rebuilt, Request
from sekisho.sanitize.rebuild.words import visible
from sekisho.sanitize.results import Action

FORMATS = ("csv",)
_LEADING = re.compile("[\\s\u3000\u200b-\u200f\u2060\ufeff\u00a0\u00ad'\"]*")
_NUMBER = re.compile(r"[+\-−]?[¥￥$€]?\d[\d,]*(\.\d+)?([eE][+-]?\d{1,3})?[%％]?|[+\-−]?\.\d+|-+|\+")
_PHONE = re.compile(r"\+\d{1,4}([\- ()]?\d){4,16}")
_DDE = re.compile(r"\w+\s*\|\s*['\"]?.*!|\bDDE\s*\(", re.IGNORECASE)
_CALLS = re.compile(
    r"\b(HYPERLINK|WEBSERVICE|IMPORT(XML|DATA|HTML|FEED|RANGE)|IMAGE|CALL|EXEC|RTD)\s*\(",
    re.IGNORECASE,
)
_SIGNS = {
    "=": "csv.formula-equals",
    "+": "csv.formula-plus",
    "-": "csv.formula-minus",
    "@": "csv.formula-at",
    "＝": "csv.formula-fullwidth",
    "＋": "csv.formula-fullwidth",
    "－": "csv.formula-fullwidth",
    "＠": "csv.formula-fullwidth",
    "−": "csv.formula-fullwidth",
}
_PIECE = re.compile(r"([;\t|,\n])([^;\t|,\n]*)")  # what another locale takes for a cell
_SAMPLE = 64 << 10
_FIELD_MOST = 1 << 20
csv.field_size_limit(_FIELD_MOST)


def rebuild(request: Request) -> Rebuilt:
    """Return the table anew: UTF-8 with a byte-order mark, CRLF, every formula inert."""
    log = Log()
    read = decode(request.data)
    if "\x00" in read.text or read.unreadable > max(2, len(read.text) // 50):
        raise Hold("broken")
    if read.unreadable:
        log.change(f"読めない文字が {read.unreadable} 字ありました。")
    tabbed = request.name.lower().endswith((".tsv", ".tab"))
    delimiter = "\t" if tabbed else _delimiter(read.text)
    rows = _rows(read.text, delimiter, request.options.limits.cells)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    for number, row in enumerate(rows, 1):
        cells = [inert(cell, log, f"{number}行{column}列") for column, cell in enumerate(row, 1)]
        log.count("cells", len(cells))
        writer.writerow(cells)
    return Rebuilt(
        b"\xef\xbb\xbf" + out.getvalue().encode("utf-8"), "tsv" if tabbed else "csv", log
    )


def _delimiter(text: str) -> str:
    """Return the delimiter the first lines use: comma unless semicolons or tabs clearly are."""
    lines = text[:_SAMPLE].splitlines()[:20]
    counts = {mark: sum(line.count(mark) for line in lines) for mark in ",;\t"}
    best = max(counts, key=lambda mark: (counts[mark], mark == ","))
    return best if counts[best] > 2 * counts[","] else ","


def _rows(text: str, delimiter: str, most: int) -> list[list[str]]:
    rows: list[list[str]] = []
    cells = 0
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False):
            cells += len(row)
            if cells > most:
                raise Hold("limit")
            rows.append(row)
    except csv.Error as error:
        raise Hold("broken") from error
    return rows


def inert(cell: str, log: Log, place: str) -> str:
    """Return `cell` so that no spreadsheet takes it for a formula."""
    shown = visible(cell.replace("\r\n", "\n").replace("\r", "\n"), log, place)
    stripped = shown[len(_LEADING.match(shown)[0]) :]  # type: ignore[index]  # matches always
    vector = _vector(shown, stripped)
    if vector is None:
        return shown
    for found in _all(vector, stripped):
        log.remove(found, place, Action.NEUTRALISED)
    return _quoted(shown)


def _vector(shown: str, stripped: str) -> str | None:
    if _NUMBER.fullmatch(stripped) or _PHONE.fullmatch(stripped):
        return None
    if shown.startswith("'"):
        return None if shown == _quoted(shown[1:]) else "csv.formula-hidden"
    sign = _SIGNS.get(stripped[:1])
    if sign is not None:
        before = shown[: len(shown) - len(stripped)]
        if "\t" in before or "\n" in before:
            return "csv.formula-after-tab"
        return "csv.formula-hidden" if before else sign
    return "csv.formula-other-delimiter" if _behind(shown) != shown else None


def _all(vector: str, stripped: str) -> list[str]:
    found = [vector]
    if _DDE.search(stripped):
        found.append("csv.dde")
    if _CALLS.search(stripped):
        found.append("csv.hyperlink")
    return found


def _quoted(shown: str) -> str:
    """Put an apostrophe before the cell, and before formulas behind other delimiters in it."""
    body = _behind(shown)
    sign = body[len(_LEADING.match(body)[0]) :][:1]  # type: ignore[index]  # matches always
    return "'" + body.lstrip("\t\n ") if sign in _SIGNS else body


def _behind(shown: str) -> str:
    """Put an apostrophe behind each other delimiter that a formula follows."""

    def mended(match: "re.Match[str]") -> str:
        piece = match[2]
        bare = piece[len(_LEADING.match(piece)[0]) :]  # type: ignore[index]  # matches always
        harmless = _NUMBER.fullmatch(bare.rstrip()) or _PHONE.fullmatch(bare.rstrip())
        if bare[:1] not in _SIGNS or harmless or piece.startswith("'"):
            return match[0]
        return f"{match[1]}'{piece}"

    return _PIECE.sub(mended, shown)
