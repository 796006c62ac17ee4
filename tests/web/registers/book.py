"""A register of keys kept in memory, and files of it, for these tests."""

import csv
import io
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

from openpyxl import Workbook

from sekisho.web.registers import Choice, Column, Kind, Options, Reader, Register, Row
from sekisho.web.ui.errors import Refused

COLUMNS = (
    Column("number", "番号", required=True, unique=True, longest=20),
    Column("name", "名称", required=True, others=("鍵の名称",)),
    Column("state", "状態", Kind.CHOICE, choices=(Choice("in", "在庫"), Choice("out", "貸出中"))),
    Column("unit", "所属", Kind.REFERENCE, options="units"),
    Column("made", "作成日", Kind.DAY),
    Column("copies", "本数", Kind.NUMBER, most=99),
    Column("master", "親鍵", Kind.FLAG),
    Column("tag", "札番号", unique=True),
    Column("note", "備考", longest=1000),
    Column("checked", "確認日", Kind.DAY, only_out=True),
)
UNITS = Options((Choice(1, "総務課"), Choice(2, "給付課", ("給付",)), Choice(3, "総務課 分室")))


@dataclass
class Person:
    """Somebody signed in."""

    opaque_id: str = field(default_factory=lambda: str(uuid4()))


@dataclass
class Keys:
    """The rows, and the register over them."""

    rows: dict[str, Row] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    refused: dict[str, str] = field(default_factory=dict)
    written: list[Any] = field(default_factory=list)
    fails: bool = False

    def register(self) -> Register:
        return Register(
            id="keys",
            title="鍵の登録簿",
            columns=COLUMNS,
            key="number",
            look=("status.read",),
            keep=("assets.manage",),
            rows=lambda _reader, _locked: list(self.rows.values()),
            write=self._write,
            options=lambda _reader: {"units": UNITS},
            taken=lambda _reader: self.taken,
            judge=lambda changes, _reader: {
                each.number: self.refused[each.number]
                for each in changes
                if each.number in self.refused
            },
        )

    def _write(self, changes, source, reader, at):
        if self.fails:
            raise Refused("書けません。")
        for each in changes:
            self.rows[each.number] = Row(dict(each.values), dict(each.own))
        self.written.append((source, reader, at))

    def put(self, number: str, **values: Any) -> Row:
        """Add a row as it stands."""
        own = values.pop("own", {})
        whole = {column.key: column.empty for column in COLUMNS} | {"number": number, "name": "鍵"}
        self.rows[number] = Row(whole | values, own)
        return self.rows[number]


def reader(person: Person | None = None) -> Reader:
    rights = frozenset({"status.read", "assets.manage"})
    return Reader(person or Person(), rights, date(2026, 6, 1))


def xlsx(*rows: Any, merge: str = "", title: str = "Sheet") -> bytes:
    """A workbook with these rows, as somebody else's program writes it."""
    book = Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_of(*rows: Any, encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode(encoding)
