"""The board of permits as a register that goes out to Excel and CSV; it never comes back in."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from functools import partial

from django.utils.translation import gettext_noop

from sekisho.web.approvals.things import Thing
from sekisho.web.evidence import actions as evidence
from sekisho.web.registers import Change, Column, Kind, Reader, Register, Row, Source, Value

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

DEVICES = (
    Column("decision", gettext_noop("文書番号"), required=True, unique=True),
    Column("name", gettext_noop("端末の呼び名")),
    Column("device", gettext_noop("端末の種類")),
    Column("model", gettext_noop("メーカーと機種")),
    Column("serial", gettext_noop("製造番号")),
    Column("zone", gettext_noop("つなぐ領域")),
    Column("holder", gettext_noop("持ち主")),
    Column("unit", gettext_noop("所属")),
    Column("starts", gettext_noop("開始日"), Kind.DAY),
    Column("ends", gettext_noop("終了日"), Kind.DAY),
    Column("state", gettext_noop("状態")),
    Column("removed_on", gettext_noop("業務から外した日"), Kind.DAY),
)
SERVICES = (
    Column("decision", gettext_noop("文書番号"), required=True, unique=True),
    Column("name", gettext_noop("サービス")),
    Column("address", gettext_noop("アドレス")),
    Column("grade", gettext_noop("扱う情報の重さ")),
    Column("holder", gettext_noop("許可を受けた人")),
    Column("unit", gettext_noop("所属")),
    Column("starts", gettext_noop("開始日"), Kind.DAY),
    Column("ends", gettext_noop("終了日"), Kind.DAY),
)
STATE_WORDS = {
    "in-force": gettext_noop("効力あり"),
    "to-come": gettext_noop("開始前"),
    "lapsed": gettext_noop("終了（業務から外した確認なし）"),
    "removed": gettext_noop("業務から外した"),
}


def board_of(lines: Callable[[], Iterable[object]]) -> Register:
    """Return the lines (of the board) as a register: only for a file, in the body's own order."""

    def rows() -> Iterable[dict[str, Value]]:
        names = [column.key for column in COLUMNS]
        return [{name: getattr(line, name) for name in names} for line in lines()]

    return only_out("permits", gettext_noop("許可の一覧"), COLUMNS, rows)


def devices_of(things: Callable[[], Iterable[Thing]]) -> Register:
    """Return own devices as a register, only for a file."""
    rows = partial(_rows, things, DEVICES)
    return only_out("own-devices", gettext_noop("私物の端末の一覧"), DEVICES, rows)


def services_of(things: Callable[[], Iterable[Thing]]) -> Register:
    """Return the external services that may be used as a register, only for a file."""
    rows = partial(_rows, things, SERVICES)
    title = gettext_noop("利用を許可した外部サービスの一覧")
    return only_out("external-services", title, SERVICES, rows)


def _rows(
    things: Callable[[], Iterable[Thing]], columns: Sequence[Column]
) -> Iterable[dict[str, Value]]:
    for each in things():
        row = each.permit
        known: dict[str, Value] = {
            **each.about,
            "decision": row.decision,
            "name": each.name,
            "holder": row.holder.name,
            "unit": row.unit.name,
            "starts": row.starts,
            "ends": row.ends,
            "state": STATE_WORDS[each.state],
            "removed_on": each.removed_on,
        }
        yield {column.key: known.get(column.key, column.empty) for column in columns}


def only_out(
    name: str,
    title: str,
    columns: tuple[Column, ...],
    lines: Callable[[], Iterable[dict[str, Value]]],
) -> Register:
    """Return a register that only goes out, in the body's own order of columns."""

    def rows(_reader: Reader, _locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
        return [Row(values) for values in lines()]

    return Register(
        id=name,
        title=title,
        columns=columns,
        key="decision",
        look=(),
        keep=(),
        rows=rows,
        write=_nothing,
        handed_out=evidence.seal_handed_out,
    )


def _nothing(_changes: Sequence[Change], _source: Source, _reader: Reader, _at: datetime) -> None:
    raise ValueError("the board of permits is not written from a file")
