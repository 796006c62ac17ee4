"""Has an untrusted table file read by a child process, and says in words why one is refused."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.web.registers.apart.grid import plain_heading
from sekisho.web.registers.apart.reader import order_of
from sekisho.web.registers.errors import TableRefusedError
from sekisho.web.ui.apart import ApartError, ApartLateError, ApartLimits, run_apart

_PROGRAM = "sekisho.web.registers.apart.reader"
LIMITS = ApartLimits(seconds=90.0, cpu_seconds=60, address_bytes=3 * 1024**3)


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read: headings, rows by their number in the file, and what is odd about it."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    merged: frozenset[int]  # numbers of rows with merged cells
    since_1904: bool
    encoding: str  # of a CSV


def read_table(
    untrusted_data: bytes, *, name: str, headings: Iterable[str], limits: ApartLimits = LIMITS
) -> Table:
    """Return the table in the file. Raises TableRefusedError with what to do."""
    known = [plain_heading(heading) for heading in headings]
    try:
        found = json.loads(run_apart(_PROGRAM, order_of(untrusted_data, name, known), limits))
    except ApartLateError:
        raise TableRefusedError(_(_REASONS["late"])) from None
    except (ApartError, ValueError):
        raise TableRefusedError(_(_REASONS["broken-workbook"])) from None
    if "code" in found:
        reason = _REASONS.get(found["code"], _REASONS["broken-workbook"])
        raise TableRefusedError(_(reason).format(**found["figures"]))
    return table_from(found)


def table_from(found: Mapping[str, Any]) -> Table:
    """Return the table of what the child answered."""
    return Table(
        headings=tuple(found["headings"]),
        rows=tuple((number, tuple(cells)) for number, cells in found["rows"]),
        merged=frozenset(found["merged"]),
        since_1904=found["since_1904"],
        encoding=found["encoding"],
    )


def as_json(table: Table) -> bytes:
    """Return the table as it is kept until it is applied."""
    return json.dumps(
        {
            "headings": table.headings,
            "rows": table.rows,
            "merged": sorted(table.merged),
            "since_1904": table.since_1904,
            "encoding": table.encoding,
        }
    ).encode("ascii")


_REASONS: Mapping[str, str] = {
    "empty": gettext_noop("ファイルが空です。"),
    "too-large": gettext_noop(
        "ファイルが大きすぎます（上限{most} MB）。分けて取り込んでください。"
    ),
    "old-or-locked": gettext_noop(
        "古い形式（.xls）か、パスワードの付いたファイルです。"
        "パスワードを外し、「Excelブック（.xlsx）」で保存し直してください。"
    ),
    "no-table": gettext_noop("表のファイルではありません。ExcelブックかCSVを選んでください。"),
    "macros": gettext_noop(
        "マクロの入ったファイルは取り込めません。「Excelブック（.xlsx）」で保存し直してください。"
    ),
    "bomb": gettext_noop(
        "展開すると大きくなりすぎるファイルです。表だけを新しいブックに移してください。"
    ),
    "broken-workbook": gettext_noop(
        "ファイルを読み取れませんでした。表計算ソフトで開き、"
        "「Excelブック（.xlsx）」で保存し直してください。"
    ),
    "broken-csv": gettext_noop(
        'CSVの引用符（"）が合っていません。表計算ソフトで開き、保存し直してください。'
    ),
    "utf-16": gettext_noop(
        "文字コードがUTF-16です。「CSV UTF-8（コンマ区切り）」で保存し直してください。"
    ),
    "encoding": gettext_noop(
        "{row}行目に、UTF-8でもShift_JISでもない文字があります。"
        "「CSV UTF-8（コンマ区切り）」で保存し直してください。"
    ),
    "no-headings": gettext_noop(
        "見出しの行が見つかりません。書き出したファイルの見出しを使ってください。"
    ),
    "too-many-columns": gettext_noop("列が多すぎます（上限{most}列）。"),
    "too-many-rows": gettext_noop(
        "行が多すぎます（上限{most}行）。分けて取り込んでください。何も変えていません。"
    ),
    "beyond-headings": gettext_noop("{row}行目に、見出しのない列の値があります。"),
    "long-cell": gettext_noop("{row}行目に、{most}文字を超えるセルがあります。"),
    "late": gettext_noop(
        "ファイルの読取りに時間がかかりすぎたため、中止しました。"
        "表だけを新しいブックに移して、もう一度お試しください。"
    ),
}
