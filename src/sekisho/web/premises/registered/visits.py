"""Visitors as a register: a book kept by hand comes in, the whole goes out (decision 0008)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.catalogue import load_premises
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.own_columns import OwnColumns
from sekisho.web.organization.choosing import people_options
from sekisho.web.organization.models import Person
from sekisho.web.premises import actions
from sekisho.web.premises.access import MANAGE, READ_EVIDENCE, RECORD
from sekisho.web.premises.agreement import TABLES
from sekisho.web.premises.models import Area, Visit
from sekisho.web.premises.models.entries import VISIT_CODE
from sekisho.web.registers import (
    Change,
    Choice,
    Column,
    Kind,
    Options,
    Reader,
    Register,
    Row,
    Source,
    Value,
)

_GIVEN = re.compile(rf"{VISIT_CODE}\d{{5,}}")  # numbers of rows to which nobody gave one
_LEAVING = frozenset({"out_day", "out_clock"})


def _rows(_reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    rows = Visit.objects.order_by("pk")
    for row in rows.select_for_update() if locked else rows:
        yield Row(_values(row), row.own)


def _values(row: Visit) -> dict[str, Value]:
    came = timezone.localtime(row.in_at)
    left = timezone.localtime(row.out_at) if row.out_at else None
    return {
        "number": row.code,
        "area": row.area_id,
        "day": came.date(),
        "clock": _minutes(came),
        "out_day": left.date() if left and left.date() != came.date() else None,
        "out_clock": _minutes(left) if left else "",
        "name": row.name,
        "company": row.company,
        "purpose": row.purpose,
        "brought": row.brought,
        "host": row.host_id,
        "escort": row.escort_id,
        "identified": row.identified,
        "badge": row.badge,
        "erased_on": timezone.localdate(row.erased_at) if row.erased_at else None,
    }


def _minutes(moment: datetime) -> str:
    return f"{moment:%H:%M}"


def _judge(changes: Sequence[Change], _reader: Reader) -> Mapping[str, str]:
    levels = load_premises().levels
    escorted = {row.pk: levels[row.level].escort for row in Area.objects.in_use()}
    now = timezone.now()
    found = {
        each.number: _refused_change(each) or _refused_times(each, now)
        if each.before
        else _refused_new(each, escorted) or _refused_times(each, now)
        for each in changes
    }
    return {number: words for number, words in found.items() if words}


def _refused_change(change: Change) -> str:
    gone = change.before is not None and bool(change.before.values["out_clock"])
    if change.changed - _LEAVING or (gone and change.changed):
        return _("受け付けた来訪で変えられるのは、まだ空の退室の日時と独自の項目だけです。")
    return ""


def _refused_new(change: Change, escorted: Mapping[int, bool]) -> str:
    values = change.values
    if _GIVEN.fullmatch(change.number):
        return _("この形の番号は、自動で付ける番号です。別の番号にしてください。")
    if not values["name"] or not values["purpose"]:
        return _("来訪者の氏名と用件を入力してください。")
    if values["escort"] is None and escorted.get(int(str(values["area"])), False):
        return _("この管理区域では、来訪者に付き添う職員を選んでください。")
    return ""


def _refused_times(change: Change, now: datetime) -> str:
    came, left = _times(change)
    if came > now or (left is not None and left > now):
        return _("入室と退室は、今より前の日時にしてください。")
    if left is not None and left < came:
        return _("退室は、入室より後の日時にしてください。")
    if left is None and change.values["out_day"]:
        return _("退室日には、退室の時刻も入力してください。")
    return ""


def _times(change: Change) -> tuple[datetime, datetime | None]:
    """Return when the visitor came and left, in the zone of the body."""
    values = change.values
    came = _moment(values["day"], str(values["clock"]))
    if change.before is not None:  # the row knows the second; the file only the minute
        came = came.replace(second=0)
    if not values["out_clock"]:
        return came, None
    return came, _moment(values["out_day"] or values["day"], str(values["out_clock"]))


def _moment(day: Value, clock: str) -> datetime:
    if not isinstance(day, date):
        raise TypeError("the day of a visit is required")
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))


def _write(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    del source  # each row is sealed as the forms seal it
    names = {each.number for each in changes if each.before is not None}
    keys = [row.pk for row in Visit.objects.only("number") if row.code in names]
    known = {row.code: row for row in Visit.objects.in_bulk(keys).values()}
    areas, people = Area.objects.in_bulk(), Person.objects.in_bulk(_people(changes))
    taken = [_taken(each, known.get(each.number), areas, people) for each in changes]
    actions.take_in_visits(taken=taken, by=reader.person, at=at)


def _people(changes: Sequence[Change]) -> set[int]:
    asked = {change.values[each] for change in changes for each in ("host", "escort")}
    return {int(str(each)) for each in asked if each is not None}


def _taken(
    change: Change, row: Visit | None, areas: Mapping[int, Area], people: Mapping[int, Person]
) -> actions.TakenVisit:
    values = change.values
    came, left = _times(change)
    escort = values["escort"]
    return actions.TakenVisit(
        row=row,
        number=change.number,
        area=areas[int(str(values["area"]))],
        visitor=actions.Visitor(
            *(str(values[each]) for each in ("name", "company", "purpose", "brought"))
        ),
        host=people[int(str(values["host"]))],
        escort=people[int(str(escort))] if escort is not None else None,
        identified=bool(values["identified"]),
        badge=str(values["badge"]),
        in_at=came,
        out_at=left,
        own=change.own,
    )


def _options(reader: Reader) -> Mapping[str, Options]:
    areas = Area.objects.order_by("pk")
    standing = Visit.objects.order_by()
    seen = standing.values("host").union(standing.exclude(escort=None).values("escort"))
    return {
        "areas": Options(
            tuple(Choice(row.pk, row.name, over=row.closed_at is not None) for row in areas)
        ),
        "people": people_options(reader.on, standing=[each["host"] for each in seen]),
    }


# Headings are Japanese: files are the body's own papers (decision 0008).
VISITS = Register(
    id="visitors",
    title=gettext_noop("来訪者の記録"),
    columns=(
        Column("number", "受付番号", required=True, unique=True, longest=40, others=("番号",)),
        Column("area", "管理区域", Kind.REFERENCE, required=True, options="areas"),
        Column("day", gettext_noop("来訪日"), Kind.DAY, required=True, others=("入室日", "日付")),
        Column("clock", gettext_noop("入室時刻"), Kind.CLOCK, required=True, others=("入室",)),
        Column("out_day", gettext_noop("退室日"), Kind.DAY),
        Column("out_clock", gettext_noop("退室時刻"), Kind.CLOCK, others=("退室",)),
        Column("name", "氏名", longest=100, of_new=True, others=("来訪者", "来訪者氏名")),
        Column("company", "会社・団体", longest=100, others=("会社名",)),
        Column("purpose", "用件", of_new=True),
        Column("brought", "持ち込む機器", others=("持込機器",)),
        Column("host", "応対者", Kind.REFERENCE, required=True, options="people"),
        Column("escort", "付添者", Kind.REFERENCE, options="people"),
        Column("identified", gettext_noop("身分証の確認"), Kind.FLAG),
        Column("badge", "入館証の番号", longest=40),
        Column("erased_on", gettext_noop("個人情報を消去した日"), Kind.DAY, only_out=True),
    ),
    key="number",
    look=(MANAGE, RECORD, READ_EVIDENCE),
    keep=(RECORD,),
    rows=_rows,
    options=_options,
    judge=_judge,
    write=_write,
    handed_out=evidence.seal_handed_out,
    rewrite=OwnColumns(
        rows=Visit.objects.all,
        visible=lambda _reader: Visit.objects.all(),
        tables=TABLES,
        kind="visit.own",
        subject=lambda row: f"visit:{row.pk}",
    ).rewrite,
)  # fmt: skip
