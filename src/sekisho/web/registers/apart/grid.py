"""From rows of cells to a table: where its headings stand and which rows count."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

from sekisho.web.registers.apart.refusal import TableError
from sekisho.web.registers.limits import TableLimits

Cell: TypeAlias = Any  # as `reader.table_of` says
# What neither XML nor the database takes, and half characters.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
Numbered: TypeAlias = tuple[int, Sequence[Cell]]


def plain_heading(cell: Cell) -> str:
    """Return a heading as headings are compared: half-width, no blanks, no line ends."""
    if cell is None or isinstance(cell, dict):
        return ""
    return "".join(unicodedata.normalize("NFKC", str(cell)).split())


def cut(
    rows: Iterable[Numbered], headings: frozenset[str], limits: TableLimits
) -> tuple[int, list[str], list[list[Any]]]:
    """Return the number of the heading row, its cells, and the rows below that are not empty.

    The heading row is the one of the first rows that holds most of the known headings. Raises
    TableError without one, and past the limits.
    """
    begun: list[Numbered] = []
    stream = iter(rows)
    for number, cells in stream:
        begun.append((number, cells))
        if number >= limits.heading_rows:
            break
    at = _heading_row(begun, headings)
    number, cells = begun[at]
    titles = _titles(cells, limits)
    body = _body([*begun[at + 1 :]], stream, len(titles), limits)
    return number, titles, body


def _heading_row(rows: Sequence[Numbered], headings: frozenset[str]) -> int:
    scores = [len({plain_heading(cell) for cell in cells} & headings) for _n, cells in rows]
    best = max(scores, default=0)
    if not best:
        raise TableError("no-headings", rows=len(rows))
    return scores.index(best)


def _titles(cells: Sequence[Cell], limits: TableLimits) -> list[str]:
    titles = ["" if isinstance(cell, dict) or cell is None else str(cell).strip() for cell in cells]
    while titles and not titles[-1]:
        titles.pop()
    if len(titles) > limits.columns:
        raise TableError("too-many-columns", most=limits.columns)
    return [" ".join(title.split())[: limits.cell] for title in titles]


def _body(
    begun: Iterable[Numbered], stream: Iterable[Numbered], width: int, limits: TableLimits
) -> list[list[Any]]:
    kept: list[list[Any]] = []
    for source in (begun, stream):
        for number, cells in source:
            row = [_bounded(cell, number, limits) for cell in cells]
            if all(cell is None for cell in row):
                continue
            if len(kept) >= limits.rows:
                raise TableError("too-many-rows", most=limits.rows)
            if any(cell is not None for cell in row[width:]):
                raise TableError("beyond-headings", row=number)
            kept.append([number, (row + [None] * width)[:width]])
    return kept


def _bounded(cell: Cell, number: int, limits: TableLimits) -> Cell:
    if isinstance(cell, str):
        cell = _UNFIT.sub("", cell.replace("\r\n", "\n").replace("\r", "\n")).strip()
        if len(cell) > limits.cell:
            raise TableError("long-cell", row=number, most=limits.cell)
        return cell or None
    return cell
