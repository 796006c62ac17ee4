"""The dry run: what a table would change in a register, row by row, and what is wrong with it."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from sekisho.web.registers.cells import CellError, in_file, in_words, own_value, read_cell
from sekisho.web.registers.cells import words_of as _words_of
from sekisho.web.registers.columns import Column, Kind, Value
from sekisho.web.registers.layout import Layout, Place
from sekisho.web.registers.reading import Table
from sekisho.web.registers.register import Change, Own, Reader, Register, Row
from sekisho.web.registers.writing import through_cp932

_FEW = 900  # numbers asked for in one query; SQLite takes 999 at least


class Verdict(StrEnum):
    """What becomes of a row of the file."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Difference:
    """One cell that changes, in words."""

    heading: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: its number there, its row in the register, what becomes of it."""

    row: int
    number: str
    verdict: Verdict
    differences: tuple[Difference, ...] = ()
    errors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole dry run. Only a plan without a wrong line can be applied."""

    lines: tuple[Line, ...]
    changes: tuple[Change, ...]
    left_alone: int  # rows of the register the file does not have: they stay
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 over every change with what stood before: another register, another digest."""
        told = [[c.number, c.values, c.own, _told(c.before)] for c in self.changes]
        text = json.dumps(told, sort_keys=True, default=str, ensure_ascii=True)
        return hashlib.sha256(text.encode("ascii")).hexdigest()


def plan(
    register: Register, layout: Layout, table: Table, reader: Reader, *, locked: bool = False
) -> Plan:
    """Compare a table with the rows of the register as the reader may know them.

    `layout` is that of the table's headings. Reads rows, options and taken numbers once each;
    `locked` keeps the rows from changing until the transaction ends.
    """
    return _Planning(register, layout, table, reader, locked=locked).done(reader)


class _Planning:
    """What is known while the lines of one table are judged."""

    def __init__(
        self,
        register: Register,
        layout: Layout,
        table: Table,
        reader: Reader,
        *,
        locked: bool,
    ) -> None:
        self.register, self.layout, self.table = register, layout, table
        options = register.options(reader)
        self.words = {column.key: _words_of(column, options) for column in register.columns}
        asking = replace(reader, wanted=self._wanted())
        rows = register.rows(asking, locked)
        self.rows = {str(row.values[register.key]): row for row in rows}
        self.taken = frozenset(register.taken(reader))
        self.read = [place for place in layout if not (place.column and place.column.only_out)]
        self.twice = self._twice()

    def _twice(self) -> Mapping[tuple[str, Any], list[int]]:
        """Return where each value of a unique column stands in the file, if more than once."""
        found: dict[tuple[str, Any], list[int]] = {}
        for place, at in zip(self.layout, range(len(self.layout)), strict=True):
            if place.column is None or not place.column.unique:
                continue
            for number, cells in self.table.rows:
                if (cell := cells[at]) is not None:
                    found.setdefault((place.column.key, _comparable(cell)), []).append(number)
        return {name: rows for name, rows in found.items() if len(rows) > 1}

    def done(self, reader: Reader) -> Plan:
        judged = [self._line(number, cells) for number, cells in self.table.rows]
        judged = self._unique(judged)
        changes = [change for _line, change in judged if change is not None]
        refused = self.register.judge(changes, reader) if changes else {}
        lines = tuple(_refused(line, refused.get(line.number)) for line, _change in judged)
        counts = Counter(str(line.verdict) for line in lines)
        wrong = bool(counts[Verdict.WRONG])
        there = {line.number for line in lines} & self.rows.keys()
        count = self.register.count
        total = count(reader) if count else len(self.rows)
        return Plan(
            lines=lines,
            changes=() if wrong else tuple(changes),
            left_alone=total - len(there),
            counts={str(each): counts[each] for each in Verdict},
        )

    def _line(self, number: int, cells: tuple[Any, ...]) -> tuple[Line, Change | None]:
        name = self._name(cells)
        before = self.rows.get(name)
        values, own, errors = self._values(cells, before)
        errors += self._odd(number, name, cells)
        if before is None:
            errors += self._wanting(values)
        if errors:
            return Line(number, name, Verdict.WRONG, (), tuple(errors)), None
        differences = self._differences(before, values, own)
        if before is not None and not differences:
            return Line(number, name, Verdict.UNCHANGED), None
        verdict = Verdict.ADDED if before is None else Verdict.CHANGED
        return Line(number, name, verdict, differences), Change(name, values, own, before)

    def _wanted(self) -> frozenset[str] | None:
        """Return the numbers in the file; None when all rows must be known."""
        few = len(self.table.rows) <= _FEW
        if not few or self.register.count is None or self.register.unique_besides:
            return None
        return frozenset(self._name(cells) for _number, cells in self.table.rows)

    def _name(self, cells: tuple[Any, ...]) -> str:
        for place, cell in zip(self.layout, cells, strict=True):
            if place.column and place.column.key == self.register.key:
                return "" if cell is None or isinstance(cell, dict) else str(cell)
        return ""

    def _values(
        self, cells: tuple[Any, ...], before: Row | None
    ) -> tuple[dict[str, Value], dict[str, str | int | float], list[str]]:
        values = dict(before.values) if before else {c.key: c.empty for c in self.register.columns}
        own: dict[str, str | int | float] = dict(before.own) if before else {}
        errors = []
        for place, raw in zip(self.layout, cells, strict=True):
            if place.column and place.column.only_out:
                continue
            cell = self._mended(place, raw, before)
            try:
                if place.column is None:
                    _take_own(own, place.heading, own_value(cell))
                else:
                    values[place.column.key] = self._read(place.column, cell, before)
            except CellError as error:
                errors.append(f"{place.heading}：{error}")
        return values, own, errors

    def _read(self, column: Column, cell: Any, before: Row | None) -> Value:
        words = self.words[column.key]
        if before is not None and column.kind is Kind.REFERENCE and cell is not None:
            stands = before.values[column.key]  # two may be called so; one that left is no choice
            if isinstance(stands, str | int) and words.labels.get(stands) == str(cell):
                return stands
        return read_cell(column, cell, words, since_1904=self.table.since_1904)

    def _mended(self, place: Place, cell: Any, before: Row | None) -> Any:
        """Return what stood before, where a CP932 file could only hold it garbled."""
        if before is None or self.table.encoding != "cp932" or not isinstance(cell, str):
            return cell
        stood = self._stood(place, before)
        return stood if stood and through_cp932(stood) == cell else cell

    def _stood(self, place: Place, before: Row) -> str:
        if place.column is None:
            return in_words(before.own.get(place.heading))
        labels = self.words[place.column.key].labels
        return in_words(in_file(place.column, before.values[place.column.key], labels))

    def _odd(self, number: int, name: str, cells: tuple[Any, ...]) -> list[str]:
        errors = []
        if number in self.table.merged:
            errors.append(
                _("結合されたセルがあります。結合を解除し、それぞれに値を入れてください。")
            )
        if name in self.taken:
            errors.append(
                _("番号「{number}」は既に使われています。別の番号にしてください。").format(
                    number=name
                )
            )
        for place, cell in zip(self.layout, cells, strict=True):
            if place.column is None or cell is None:
                continue
            others = self.twice.get((place.column.key, _comparable(cell)), [])
            if others:
                rows = "、".join(str(each) for each in others if each != number)
                errors.append(
                    _("{heading}：{rows}行目と同じ値です。").format(
                        heading=place.heading, rows=rows
                    )
                )
        return errors

    def _wanting(self, values: Mapping[str, Value]) -> list[str]:
        """Say which required columns a new row lacks because the file has no such column."""
        there = {place.column.key for place in self.layout if place.column}
        return [
            _("{heading}：新しい行には必要です。この列をファイルに加えてください。").format(
                heading=column.heading
            )
            for column in self.register.columns
            if column.required and column.key not in there and values[column.key] in {None, ""}
        ]

    def _unique(self, judged: list[tuple[Line, Change | None]]) -> list[tuple[Line, Change | None]]:
        """Refuse a value that another row of the register keeps."""
        columns = self.register.unique_besides
        written = {change.number for _line, change in judged if change}
        for column in columns:
            kept = {
                row.values[column.key]: number
                for number, row in self.rows.items()
                if number not in written and row.values[column.key] not in {None, ""}
            }
            judged = [_clash(line, change, column, kept) for line, change in judged]
        return judged

    def _differences(
        self, before: Row | None, values: Mapping[str, Value], own: Own
    ) -> tuple[Difference, ...]:
        found = []
        for place in self.read:
            if place.column is None:
                old = in_words((before.own if before else {}).get(place.heading))
                new = in_words(own.get(place.heading))
            else:
                labels = self.words[place.column.key].labels
                blank = place.column.empty
                stood = before.values[place.column.key] if before else blank
                old = in_words(in_file(place.column, stood, labels))
                new = in_words(in_file(place.column, values[place.column.key], labels))
            if old != new:
                found.append(Difference(place.heading, old if before else "", new))
        return tuple(found)


def _take_own(own: dict[str, str | int | float], heading: str, value: str | float) -> None:
    """Set an own field; the number 5 and the text 5 are the same, and what stood stays."""
    if in_words(own.get(heading)) == in_words(value):
        return
    if value == "":
        own.pop(heading, None)
    else:
        own[heading] = value


def _clash(
    line: Line, change: Change | None, column: Column, kept: Mapping[Any, str]
) -> tuple[Line, Change | None]:
    if change is None or kept.get(change.values[column.key], change.number) == change.number:
        return line, change
    error = _("{heading}：{number} と同じ値です。").format(
        heading=column.heading, number=kept[change.values[column.key]]
    )
    return Line(line.row, line.number, Verdict.WRONG, (), (error,)), None


def _refused(line: Line, reason: str | None) -> Line:
    if reason is None or line.verdict is Verdict.WRONG:
        return line
    return Line(line.row, line.number, Verdict.WRONG, line.differences, (reason,))


def _comparable(cell: Any) -> str:
    return str(cell["day"]) if isinstance(cell, dict) and "day" in cell else str(cell)


def _told(row: Row | None) -> Any:
    return None if row is None else [row.values, row.own]
