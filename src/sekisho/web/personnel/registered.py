"""A move as a table that comes from the personnel section and goes back (decision 0008).

The staff number tells the rows apart: of who leaves or moves it is the one in the register of
people, of who joins the one they will have. The table is that of the one move being prepared.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext, gettext_noop

from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.kinds import kinds
from sekisho.web.organization.models import Person, Post, Unit
from sekisho.web.personnel import access
from sekisho.web.personnel.actions import Entry, Told, take_in
from sekisho.web.personnel.errors import PersonnelError
from sekisho.web.personnel.models import Line, Move
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

# Headings are Japanese: files are the body's own papers (decision 0008).
COLUMNS = (
    Column(
        "number", gettext_noop("職員番号"), required=True, unique=True, longest=40,
        others=(gettext_noop("職員コード"), gettext_noop("社員番号")),
    ),
    Column(
        "kind", gettext_noop("区分"), Kind.CHOICE, required=True,
        choices=(
            Choice(Line.Kind.JOIN.value, gettext_noop("採用・転入"),
                   (gettext_noop("採用"), gettext_noop("転入"), gettext_noop("着任"))),
            Choice(Line.Kind.CHANGE.value, gettext_noop("異動"),
                   (gettext_noop("昇任"), gettext_noop("配置換"))),
            Choice(Line.Kind.LEAVE.value, gettext_noop("退職・転出"),
                   (gettext_noop("退職"), gettext_noop("転出"), gettext_noop("離任"))),
        ),
        others=(gettext_noop("異動区分"), gettext_noop("異動種別")),
    ),
    Column("name", gettext_noop("氏名"), longest=100),
    Column("furigana", gettext_noop("フリガナ"), longest=100, others=(gettext_noop("カナ氏名"),)),
    Column("category", gettext_noop("身分"), Kind.REFERENCE, options="kinds"),
    Column(
        "unit", gettext_noop("新しい所属"), Kind.REFERENCE, options="units",
        others=(gettext_noop("所属"), gettext_noop("異動先")),
    ),
    Column("post", gettext_noop("新しい職"), longest=100, others=(gettext_noop("職名"),)),
    Column("email", gettext_noop("メールアドレス"), longest=254),
    Column(
        "successor", gettext_noop("後任の職員番号"), longest=40, others=(gettext_noop("後任"),)
    ),
)  # fmt: skip


def _rows(reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    del reader
    rows = Line.objects.filter(move__in=Move.objects.drafts()).exclude(number="").order_by("pk")
    if locked:
        list(rows.select_for_update(of=("self",)).values_list("pk"))
    rows = rows.select_related("person", "post", "successor", "successor_line")
    return [Row(_values(row)) for row in rows]


def _values(row: Line) -> dict[str, str | int | None]:
    said = row.person or row
    return {
        "number": row.number,
        "kind": row.kind,
        "name": said.name,
        "furigana": said.furigana,
        "category": said.category or None,
        "unit": row.unit_id,
        "post": row.post.title if row.post else "",
        "email": said.email,
        "successor": _number(row),
    }


def _number(row: Line) -> str:
    heir = row.successor or row.successor_line
    return heir.number if heir else ""


def _options(reader: Reader) -> Mapping[str, Options]:
    del reader
    return {
        "kinds": Options(tuple(Choice(kind.id, str(kind)) for kind in kinds().values())),
        "units": Options(tuple(Choice(unit.pk, unit.name) for unit in Unit.objects.all())),
    }


def _judge(changes: Sequence[Change], reader: Reader) -> Mapping[str, str]:
    """Say what is wrong with a row before anything is written."""
    move = Move.objects.drafts().first()
    numbers = [each.number for each in changes]
    there = {row.number: row for row in Person.objects.filter(number__in=numbers)}
    posts = set(Post.objects.values_list("unit_id", "title"))
    found = {}
    for each in changes:
        why = _fault(each, there.get(each.number), posts) if move else _no_move()
        if not why and there.get(each.number) == reader.person:
            why = gettext("自分の異動は記入できません。ほかの担当者に依頼してください。")
        if why:
            found[each.number] = why
    return found


def _fault(change: Change, person: Person | None, posts: set[tuple[int, str]]) -> str:
    values = change.values
    if values["kind"] == Line.Kind.JOIN:
        return _fault_of_joiner(change, person) or _fault_of_place(change, posts)
    if person is None:
        return gettext("この職員番号の人は登録されていません。")
    return "" if values["kind"] == Line.Kind.LEAVE else _fault_of_place(change, posts)


def _fault_of_joiner(change: Change, person: Person | None) -> str:
    if person is not None:
        return gettext("この職員番号は既に使われています。")
    if not all(change.values[name] for name in ("name", "furigana", "category")):
        return gettext("採用・転入する人の氏名・フリガナ・身分を入力してください。")
    return ""


def _fault_of_place(change: Change, posts: set[tuple[int, str]]) -> str:
    values = change.values
    if values["unit"] is None:
        return gettext("新しい所属を選んでください。")
    if values["post"] and (values["unit"], values["post"]) not in posts:
        return gettext("新しい所属にこの職名がありません。先に職を登録してください。")
    return ""


def _no_move() -> str:
    return gettext("準備中の人事異動がありません。先に人事異動を作ってください。")


def _write(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    del source  # each row is sealed as the forms seal it
    move = Move.objects.drafts().first()
    if move is None:
        raise PersonnelError(_no_move())
    numbers = [each.number for each in changes]
    people = {row.number: row for row in Person.objects.filter(number__in=numbers)}
    units = Unit.objects.in_bulk()
    posts = {(row.unit_id, row.title): row for row in Post.objects.all()}
    told = [_told(each, people, units, posts) for each in changes]
    take_in(move=move, told=told, by=reader.person, at=at)


def _told(
    change: Change,
    people: Mapping[str, Person],
    units: Mapping[int, Unit],
    posts: Mapping[tuple[int, str], Post],
) -> Told:
    values = {name: str(value or "") for name, value in change.values.items()}
    leaves, joins = values["kind"] == Line.Kind.LEAVE, values["kind"] == Line.Kind.JOIN
    unit = None if leaves or not values["unit"] else units[int(values["unit"])]
    entry = Entry(
        kind=values["kind"],
        person=None if joins else people[change.number],
        number=change.number,
        unit=unit,
        post=posts.get((unit.pk, values["post"])) if unit else None,
    )
    if joins:
        words: dict[str, Any] = {
            name: values[name] for name in ("name", "furigana", "category", "email")
        }
        entry = Entry(entry.kind, None, change.number, unit=unit, post=entry.post, **words)
    return Told(entry, values["successor"].strip())


MOVES = Register(
    id="moves",
    title=gettext_noop("人事異動の一覧"),
    columns=COLUMNS,
    key="number",
    look=(access.MANAGE,),
    keep=(access.MANAGE,),
    rows=_rows,
    options=_options,
    judge=_judge,
    write=_write,
    handed_out=evidence.seal_handed_out,
)
