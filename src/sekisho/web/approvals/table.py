"""The board of permits as a register that goes out to Excel and CSV; it never comes back in."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.utils.translation import gettext_noop

from sekisho.web.approvals.things import Thing
from sekisho.web.evidence import actions as evidence
from sekisho.web.registers import Column, Kind, Reader, Register, Row, Value

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
USABLE = (
    Column("decision", gettext_noop("文書番号"), required=True, unique=True),
    Column("name", gettext_noop("サービス")),
    Column("address", gettext_noop("アドレス")),
    Column("grade", gettext_noop("扱う情報の重さ")),
    Column("holder", gettext_noop("許可を受けた人")),
    Column("unit", gettext_noop("所属")),
    Column("starts", gettext_noop("開始日"), Kind.DAY),
    Column("ends", gettext_noop("終了日"), Kind.DAY),
)
DECIDED = gettext_noop("許可は決裁だけで生じるため、ファイルからは取り込みません。")
STATE_WORDS = {
    "in-force": gettext_noop("効力あり"),
    "to-come": gettext_noop("開始前"),
    "lapsed": gettext_noop("終了（業務から外した確認なし）"),
    "removed": gettext_noop("業務から外した"),
}


def of_lines(register: Register, lines: Iterable[object]) -> Register:
    """Return the register over what a page shows: lines with the columns as attributes."""
    names = [column.key for column in register.columns]
    return _over(register, [{name: getattr(line, name) for name in names} for line in lines])


def of_things(register: Register, found: Iterable[Thing]) -> Register:
    """Return the register over own devices or external services."""
    return _over(register, list(_rows(found, register.columns)))


def _rows(things: Iterable[Thing], columns: Sequence[Column]) -> Iterable[dict[str, Value]]:
    for each in things:
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


def _over(register: Register, lines: Sequence[dict[str, Value]]) -> Register:
    return replace(register, rows=lambda _reader, _locked: [Row(values) for values in lines])


def _only_what_a_page_shows(_reader: Reader, _locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    raise ValueError("what may be seen of permits depends on the seat: a page hands in the rows")


def _only_out(name: str, title: str, columns: tuple[Column, ...]) -> Register:
    """Declare a register that only goes out, in the body's own order of columns."""
    return Register(
        id=name,
        title=title,
        columns=columns,
        key="decision",
        look=(),
        keep=(),
        rows=_only_what_a_page_shows,
        handed_out=evidence.seal_handed_out,
        one_way=DECIDED,
    )


PERMITS = _only_out("permits", gettext_noop("許可の一覧"), COLUMNS)
OWN_DEVICES = _only_out("own-devices", gettext_noop("私物の端末の一覧"), DEVICES)
SERVICES = _only_out("external-services", gettext_noop("利用を許可した外部サービスの一覧"), USABLE)
