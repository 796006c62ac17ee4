"""Reads one table file: the program of the short-lived child process.

Run by `ui.apart`. The order is a line of JSON (`name`, `headings`: normalised, one of which every
heading row has), then the file. The answer is JSON: a table (see `table_of`), or `{"code": …}` with
figures when the file is refused. No formula is computed, no link followed, no macro run.
"""

import json
from typing import Any

from sekisho.web.registers.apart import csvfile, workbook
from sekisho.web.registers.apart.refusal import TableError
from sekisho.web.registers.limits import TableLimits
from sekisho.web.ui.apart import answer

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, or a workbook with a password
_ZIP = b"PK\x03\x04"


def order_of(untrusted_data: bytes, name: str, headings: list[str]) -> bytes:
    """Return what `answer_of` reads."""
    head = json.dumps({"name": name, "headings": headings}).encode("ascii")
    return head + b"\n" + untrusted_data


def answer_of(order: bytes) -> bytes:
    """Return the table of an order's file, or why there is none, as JSON."""
    head, _line, untrusted_data = order.partition(b"\n")
    given = json.loads(head)
    try:
        found = table_of(untrusted_data, frozenset(given["headings"]), TableLimits())
    except TableError as error:
        found = {"code": error.code, "figures": error.figures}
    return json.dumps(found).encode("ascii")


def table_of(
    untrusted_data: bytes, headings: frozenset[str], limits: TableLimits
) -> dict[str, Any]:
    """Return the table: `headings`, `rows` of [number in the file, cells], `merged` row numbers.

    A cell is text, a number, true or false, null, or a mapping: `day` (ISO), `formula` or `fault`.
    Also `since_1904` (the workbook counts days so) and `encoding` of a CSV. Raises TableError.
    """
    if not untrusted_data.strip():
        raise TableError("empty")
    if len(untrusted_data) > limits.bytes:
        raise TableError("too-large", most=limits.bytes // 1024 // 1024)
    if untrusted_data.startswith(_COMPOUND):
        raise TableError("old-or-locked")
    if untrusted_data.startswith(_ZIP):
        return workbook.read(untrusted_data, headings, limits)
    return csvfile.read(untrusted_data, headings, limits)


if __name__ == "__main__":
    answer(answer_of)
