"""The board of permits as a register that goes out to Excel and CSV; it never comes back in."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext_noop

from sekisho.web.evidence import actions as evidence
from sekisho.web.registers import Change, Column, Kind, Reader, Register, Row, Source

COLUMNS = (
    Column("decision", gettext_noop("文書番号"), required=True, unique=True),
    Column("label", gettext_noop("許可の種類")),
    Column("about", gettext_noop("対象")),
    Column("holder", gettext_noop("許可を受けた人")),
    Column("unit", gettext_noop("所属")),
    Column("starts", gettext_noop("開始日"), Kind.DAY),
    Column("ends", gettext_noop("終了日"), Kind.DAY),
    Column("days_left", gettext_noop("残り日数"), Kind.NUMBER),
)


def board_of(lines: Callable[[], Iterable[object]]) -> Register:
    """Return the lines (of the board) as a register: only for a file, in the body's own order."""

    def rows(_reader: Reader, _locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
        names = [column.key for column in COLUMNS]
        return [Row({name: getattr(line, name) for name in names}) for line in lines()]

    return Register(
        id="permits",
        title=gettext_noop("許可の一覧"),
        columns=COLUMNS,
        key="decision",
        look=(),
        keep=(),
        rows=rows,
        write=_nothing,
        handed_out=evidence.seal_handed_out,
    )


def _nothing(_changes: Sequence[Change], _source: Source, _reader: Reader, _at: datetime) -> None:
    raise ValueError("the board of permits is not written from a file")
