"""CSV and TSV as our writer makes them: one quoting, CRLF, no cell a spreadsheet would run."""

import re

from sekisho.sanitize.verify.contract import require
from sekisho.sanitize.verify.text import visible

FORMATS = ("csv", "tsv")
_NUMBER = re.compile(r"[+\-−]?[¥￥$€]?\d[\d,]*(\.\d+)?([eE][+-]?\d{1,3})?[%％]?|[+\-−]?\.\d+|-+|\+")
_PHONE = re.compile(r"\+\d{1,4}([\- ()]?\d){4,16}")
_RUN = "=+-@＝＋－＠−"
_BLANKS = ' \t\n\u3000\u00a0"'


def verify(data: bytes, children: frozenset[str]) -> None:
    """Refuse a table with a live formula, in a cell or behind another delimiter in it."""
    require(not children, "tables hold no documents")
    text = data.decode("utf-8")
    require(text.startswith("\ufeff") and visible(text[1:]), "csv characters")
    for cell in _cells(text[1:]):
        require(not _runs(cell), "csv formula")
        require(not any(map(_runs, re.split(r"[;\t|,\n]", cell))), "csv formula behind a delimiter")


def _runs(cell: str) -> bool:
    """Whether a spreadsheet would take the cell for more than a number or a telephone number."""
    bare = cell.strip(_BLANKS)
    live = bare[:1] in _RUN if bare else False
    return live and not (_NUMBER.fullmatch(bare) or _PHONE.fullmatch(bare))


def _cells(text: str) -> list[str]:
    """Return the cells; the only delimiters considered are those outside quotes."""
    pieces = re.split(r'("(?:[^"]|"")*")', text)
    cells, current = [], ""
    for number, piece in enumerate(pieces):
        if number % 2:
            current += piece[1:-1].replace('""', '"')
            continue
        *ended, rest = re.split(r"[,;\t]|\r\n", piece)
        for cell in ended:
            cells.append(current + cell)
            current = ""
        current += rest
    return [*cells, current]
