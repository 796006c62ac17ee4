"""A backup program's log as a CSV file: which backups it made, when, and with what result (pure).

The first row names the columns, in the words such programs use; other columns are passed over.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo

MOST_BYTES = 1024 * 1024
MOST_ROWS = 5000
LARGEST_SIZE = 2**62

# Compared without blanks and case.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "finished_at": (
        *("終わった日時", "終了日時", "完了日時", "日時"),
        *("finished_at", "finishedat", "endtime", "end", "finished", "datetime"),
    ),
    "result": ("結果", "成否", "状態", "succeeded", "result", "status"),
    "size": ("大きさ（バイト）", "大きさ", "サイズ", "容量", "size", "bytes"),
    "note": ("備考", "メッセージ", "内容", "note", "message"),
    "system": ("システム", "システム名", "ジョブ", "ジョブ名", "system", "job", "jobname"),
}
_GOOD = {
    "成功",
    "正常",
    "正常終了",
    "完了",
    "○",
    "1",
    "ok",
    "success",
    "succeeded",
    "true",
    "completed",
}
_BAD = {
    *("失敗", "異常", "異常終了", "エラー", "警告", "×", "0"),
    *("ng", "fail", "failed", "failure", "error", "false", "warning", "aborted"),
}
_TIME = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]\s*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?"
)


@dataclass(frozen=True, slots=True)
class Reported:
    """One backup of the log. An empty `system` is the one the file belongs to."""

    row: int
    finished_at: datetime
    succeeded: bool
    size: int = 0
    note: str = ""
    system: str = ""


class ReportError(ValueError):
    """The log cannot be read; `row` counts from 1 with the heading, 0: the whole file."""

    def __init__(self, problem: str, row: int = 0) -> None:
        super().__init__(problem)
        self.problem, self.row = problem, row


def read_report(untrusted: bytes, zone: tzinfo) -> list[Reported]:
    """Read a log in UTF-8 or CP932; times without an offset are of the zone. Raises ReportError."""
    if len(untrusted) > MOST_BYTES:
        raise ReportError("long")
    rows = _rows(_text(untrusted))
    if not rows:
        raise ReportError("empty")
    columns = _columns(rows[0])
    if len(rows) > MOST_ROWS + 1:
        raise ReportError("long")
    return [
        _reported(columns, cells, number, zone)
        for number, cells in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in cells)
    ]


def _text(untrusted: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = untrusted.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
        break
    raise ReportError("encoding")


def _rows(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise ReportError("form") from None


def _columns(head: list[str]) -> dict[str, int]:
    plain = [re.sub(r"[\s　]", "", cell).casefold() for cell in head]
    found = {
        field: plain.index(name)
        for field, names in HEADINGS.items()
        for name in reversed(names)
        if name in plain
    }
    if "finished_at" not in found or "result" not in found:
        raise ReportError("heading", 1)
    return found


def _reported(columns: Mapping[str, int], cells: list[str], number: int, zone: tzinfo) -> Reported:
    def cell(field: str) -> str:
        place = columns.get(field, -1)
        return cells[place].strip() if 0 <= place < len(cells) else ""

    return Reported(
        row=number,
        finished_at=_moment(cell("finished_at"), number, zone),
        succeeded=_result(cell("result"), number),
        size=_size(cell("size"), number),
        note=cell("note")[:200],
        system=cell("system")[:100],
    )


def _moment(word: str, number: int, zone: tzinfo) -> datetime:
    try:
        if found := _TIME.fullmatch(word):
            parts = [int(part or 0) for part in found.groups()]
            year, month, day, hour, minute, second = parts
            return datetime(year, month, day, hour, minute, second, tzinfo=zone)
        moment = datetime.fromisoformat(word)
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(zone)
    except (ValueError, OverflowError):
        raise ReportError("time", number) from None


def _result(word: str, number: int) -> bool:
    plain = word.casefold()
    if plain in _GOOD:
        return True
    if plain in _BAD:
        return False
    raise ReportError("result", number)


def _size(word: str, number: int) -> int:
    digits = word.replace(",", "")
    if not digits:
        return 0
    if not digits.isascii() or not digits.isdecimal() or not int(digits[:20]) < LARGEST_SIZE:
        raise ReportError("size", number)
    return int(digits)
