"""Areas, their lists and fixtures as registers that go out to Excel and come back."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.catalogue import load_premises
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.own_columns import OwnColumns
from sekisho.web.organization.choosing import people_options
from sekisho.web.organization.models import Person, Post, Unit
from sekisho.web.premises import actions
from sekisho.web.premises.access import LOOK, MANAGE, RECORD
from sekisho.web.premises.agreement import TABLES
from sekisho.web.premises.models import Area, Fixture, Listed
from sekisho.web.premises.models.rounds import FIXTURE_CODE
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
)

_GIVEN = re.compile(rf"{FIXTURE_CODE}\d{{5,}}")  # numbers of rows to which nobody gave one
_FIXED = ("area", "person", "post", "from_date", "reason")


def _area_rows(_reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    rows = Area.objects.in_use().order_by("pk")
    for area in rows.select_for_update() if locked else rows:
        yield Row(
            {
                "name": area.name,
                "level": area.level,
                "unit": area.unit_id,
                "place": area.place,
                "logs_exit": area.logs_exit,
                "log_from": area.log_from,
            },
            area.own,
        )


def _write_areas(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    del source  # the register's own room seals the file
    known = {area.name: area for area in Area.objects.in_use()}
    units = Unit.objects.in_bulk()
    taken = [
        actions.TakenArea(
            row=known.get(change.number),
            name=str(change.values["name"]),
            level=str(change.values["level"]),
            unit=units[_number(change.values["unit"])],
            place=str(change.values["place"]),
            logs_exit=bool(change.values["logs_exit"]),
            own=change.own,
        )
        for change in changes
    ]
    actions.take_in_areas(taken=taken, by=reader.person, at=at)


def _listed_rows(reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    rows = Listed.objects.filter(until_date__gte=reader.on, area__closed_at=None).order_by("pk")
    for line in rows.select_for_update(of=("self",)) if locked else rows:
        yield Row(_values(line), line.own)


def _values(line: Listed) -> Mapping[str, Any]:
    return {
        "number": line.number,
        "area": line.area_id,
        "person": line.person_id,
        "post": line.post_id,
        "from_date": line.from_date,
        "until_date": line.until_date,
        "reason": line.reason,
    }


def _judge_listed(changes: Sequence[Change], reader: Reader) -> Mapping[str, str]:
    found = {each.number: _refusal(each, reader) for each in changes}
    return {number: words for number, words in found.items() if words}


def _refusal(change: Change, reader: Reader) -> str:
    values, me = change.values, reader.person
    first, last = values["from_date"], values["until_date"]
    if (values["person"] is None) == (values["post"] is None):
        return _("氏名か職の、どちらか一つを選んでください。")
    if not isinstance(first, date) or not isinstance(last, date) or last < first:
        return _("終了日は、開始日以後の日にしてください。")
    if change.before is None:
        own = values["person"] == me.pk or (
            values["post"] is not None and values["post"] == me.post_id
        )
        return (
            _("自分を名簿に載せることはできません。ほかの担当者に依頼してください。") if own else ""
        )
    if change.changed & set(_FIXED):
        return _("登録済みの行で変えられるのは終了日だけです。新しい番号で登録してください。")
    before = change.before.values["until_date"]
    if isinstance(before, date) and last > before:
        return _("終了日を後に延ばすことはできません。新しく登録してください。")
    return ""


def _write_listed(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    del source  # as above
    numbers = [change.number for change in changes]
    lines = Listed.objects.filter(number__in=numbers).select_related("person")
    known = {line.number: line for line in lines}
    areas, posts = Area.objects.in_bulk(), Post.objects.in_bulk()
    people = Person.objects.in_bulk([change.values["person"] for change in changes])
    taken = [
        actions.TakenLine(
            row=known.get(change.number),
            number=change.number,
            area=areas[_number(change.values["area"])],
            person=people.get(_number(change.values["person"])),
            post=posts.get(_number(change.values["post"])),
            from_date=_day(change.values["from_date"]),
            until_date=_day(change.values["until_date"]),
            reason=str(change.values["reason"]),
            own=change.own,
        )
        for change in changes
    ]
    actions.take_in_lines(taken=taken, by=reader.person, at=at)


def _fixture_rows(_reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    rows = Fixture.objects.in_use().order_by("pk")
    for row in rows.select_for_update() if locked else rows:
        yield Row(
            {"number": row.code, "area": row.area_id, "kind": row.kind, "name": row.name}, row.own
        )


def _judge_fixtures(changes: Sequence[Change], _reader: Reader) -> Mapping[str, str]:
    """Refuse one name twice in an area, as all rows would stand, and numbers only we give."""
    stands = {row.code: (row.area_id, row.name) for row in Fixture.objects.in_use()}
    stands |= {each.number: _standing(each) for each in changes}
    count = Counter(stands.values())
    found = {}
    for each in changes:
        if each.before is None and _GIVEN.fullmatch(each.number):
            found[each.number] = _("この形の番号は、自動で付ける番号です。別の番号にしてください。")
        elif count[_standing(each)] > 1:
            found[each.number] = _("この区域には、同じ名称の設備があります。")
    return found


def _standing(change: Change) -> tuple[int, str]:
    return _number(change.values["area"]), str(change.values["name"]).strip()


def _write_fixtures(
    changes: Sequence[Change], source: Source, reader: Reader, at: datetime
) -> None:
    del source  # as above
    known = {row.code: row for row in Fixture.objects.in_use()}
    areas = Area.objects.in_bulk()
    taken = [
        actions.TakenFixture(
            row=known.get(change.number),
            number=change.number,
            area=areas[_number(change.values["area"])],
            kind=str(change.values["kind"]),
            name=str(change.values["name"]),
            own=change.own,
        )
        for change in changes
    ]
    actions.take_in_fixtures(taken=taken, by=reader.person, at=at)


def _removed_numbers(_reader: Reader) -> frozenset[str]:
    rows = Fixture.objects.exclude(removed_at=None).exclude(number="")
    return frozenset(rows.values_list("number", flat=True))


def _areas(_reader: Reader) -> Mapping[str, Options]:
    areas = Area.objects.in_use().values_list("pk", "name")
    return {"areas": Options(tuple(Choice(pk, name) for pk, name in areas))}


def _units(_reader: Reader) -> Mapping[str, Options]:
    units = Unit.objects.values_list("pk", "name")
    return {"units": Options(tuple(Choice(pk, name) for pk, name in units))}


def _entrants(reader: Reader) -> Mapping[str, Options]:
    standing = Listed.objects.filter(until_date__gte=reader.on).order_by().exclude(person=None)
    posts = [
        Choice(post.pk, f"{post.unit.name} {post.title}")
        for post in Post.objects.select_related("unit")
    ]
    areas = Area.objects.in_use().values_list("pk", "name")
    return {
        "people": people_options(reader.on, standing=standing.values("person")),
        "posts": Options(tuple(posts)),
        "areas": Options(tuple(Choice(pk, name) for pk, name in areas)),
    }


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError("the columns of days are required")
    return value


AREAS = Register(
    id="areas",
    title=gettext_noop("管理区域"),
    columns=(
        Column("name", "名称", required=True, unique=True, longest=100),
        Column("level", "区分", Kind.CHOICE, required=True, choices=tuple(
            Choice(level.id, level.title.ja) for level in load_premises().levels.values()
        )),
        Column("unit", "管理する所属", Kind.REFERENCE, required=True, options="units"),
        Column("place", "場所"),
        Column("logs_exit", "退室の記録", Kind.FLAG),
        Column("log_from", "記録を始めた日", Kind.DAY, only_out=True),
    ),
    key="name",
    look=(LOOK, MANAGE, RECORD),
    keep=(MANAGE,),
    rows=_area_rows,
    write=_write_areas,
    handed_out=evidence.seal_handed_out,
    rewrite=OwnColumns(
        rows=Area.objects.all,
        visible=lambda _reader: Area.objects.all(),
        tables=TABLES,
        kind="area.own",
        subject=lambda row: f"area:{row.pk}",
    ).rewrite,
    options=_units,
)  # fmt: skip

LISTED = Register(
    id="listed",
    title=gettext_noop("入室者名簿"),
    columns=(
        Column("number", "番号", required=True, unique=True, longest=40),
        Column("area", "管理区域", Kind.REFERENCE, required=True, options="areas"),
        Column("person", "氏名", Kind.REFERENCE, options="people"),
        Column("post", "職", Kind.REFERENCE, options="posts"),
        Column("from_date", "開始日", Kind.DAY, required=True),
        Column("until_date", "終了日", Kind.DAY, required=True),
        Column("reason", "入室の理由", required=True),
    ),
    key="number",
    look=(MANAGE, RECORD),
    keep=(MANAGE,),
    rows=_listed_rows,
    write=_write_listed,
    handed_out=evidence.seal_handed_out,
    rewrite=OwnColumns(
        rows=Listed.objects.all,
        visible=lambda _reader: Listed.objects.all(),
        tables=TABLES,
        kind="entry-list.own",
        subject=lambda row: f"area:{row.area_id}",
    ).rewrite,
    options=_entrants,
    judge=_judge_listed,
)

FIXTURES = Register(
    id="fixtures",
    title=gettext_noop("設備"),
    columns=(
        Column("number", "設備の番号", required=True, unique=True, longest=40),
        Column("area", "管理区域", Kind.REFERENCE, required=True, options="areas"),
        Column("kind", "種類", Kind.CHOICE, required=True, choices=tuple(
            Choice(kind.id, kind.title.ja) for kind in load_premises().fixture_kinds.values()
        )),
        Column("name", "名称・番号", required=True, longest=100),
    ),
    key="number",
    look=(LOOK, MANAGE, RECORD),
    keep=(MANAGE,),
    rows=_fixture_rows,
    write=_write_fixtures,
    taken=_removed_numbers,
    handed_out=evidence.seal_handed_out,
    rewrite=OwnColumns(
        rows=Fixture.objects.all,
        visible=lambda _reader: Fixture.objects.all(),
        tables=TABLES,
        kind="fixture.own",
        subject=lambda row: f"fixture:{row.pk}",
    ).rewrite,
    options=_areas,
    judge=_judge_fixtures,
)  # fmt: skip
