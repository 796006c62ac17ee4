"""Reads of this room: a register's layout, a file that waits, a register as a file."""

import hashlib
from collections.abc import Sequence

from django.utils.translation import override

from sekisho.web.registers import layout as layouts
from sekisho.web.registers import writing
from sekisho.web.registers.cells import in_file, words_of
from sekisho.web.registers.layout import Layout, Place
from sekisho.web.registers.models import KeptLayout, Upload
from sekisho.web.registers.register import HandedOut, Outgoing, Reader, Register, Row
from sekisho.web.registers.writing import Written


def layout_of(register: Register) -> Layout:
    """Return the body's layout of a register; one query."""
    kept = KeptLayout.objects.filter(register=register.id).first()
    return layouts.stored(register, kept.places) if kept else layouts.standard(register)


def own_headings(register: Register) -> tuple[str, ...]:
    """Return the headings of the body's own fields, in its order; one query."""
    return tuple(place.heading for place in layout_of(register) if place.column is None)


def waiting_of(register: Register, person: str) -> Upload | None:
    """Return the newest file of that person that waits to be applied."""
    return Upload.objects.filter(register=register.id, person=person).first()


def file_of(register: Register, reader: Reader, form: str) -> bytes:
    """Return the register as the reader may know it as a file; see `outgoing_file`."""
    return outgoing_file(register, reader, form)[0]


def outgoing_file(register: Register, reader: Reader, form: str) -> tuple[bytes, HandedOut]:
    """Return the file, one of `writing.FORMATS`, and what is told of it.

    Files are Japanese whatever the reader's language: they are the body's papers and come back.
    """
    layout = layout_of(register)
    with override("ja"):
        options = register.options(reader)
        labels = {c.key: words_of(c, options).labels for c in register.columns}
        leaving = register.outgoing(list(register.rows(reader, False)))  # noqa: FBT003  # locked
        rows = [_cells(layout, row, labels) for row in leaving.rows]
    content = _written_as(form, register.title, [place.heading for place in layout], rows, leaving)
    digest = hashlib.sha256(content).hexdigest()
    return content, HandedOut(register.id, form, digest, len(rows), leaving.mark)


def _written_as(
    form: str,
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[Written]],
    leaving: Outgoing,
) -> bytes:
    if form == "xlsx":
        from sekisho.web.registers.workbooks import workbook_bytes  # noqa: PLC0415  # heavy

        return workbook_bytes(title, headings, rows, mark=leaving.mark)
    return writing.csv_bytes([headings, *rows], "cp932" if form == "csv-cp932" else "utf-8")


def _cells(
    layout: Layout, row: Row, labels: dict[str, dict[str | int, str]]
) -> tuple[Written, ...]:
    return tuple(_written(place, row, labels) for place in layout)


def _written(place: Place, row: Row, labels: dict[str, dict[str | int, str]]) -> Written:
    if place.column is None:
        return row.own.get(place.heading)
    return in_file(place.column, row.values[place.column.key], labels[place.column.key])
