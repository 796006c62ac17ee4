"""The corrections as a register that goes out to Excel and comes back (decision 0008)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.catalogue import load_correction_rules
from sekisho.web.corrections import access, actions
from sekisho.web.corrections.agreement import TABLES
from sekisho.web.corrections.models import Correction, State
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.own_columns import OwnColumns
from sekisho.web.organization.choosing import people_options
from sekisho.web.organization.models import Person, Unit
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

# Headings are Japanese: files are the body's own papers (decision 0008).
_SOURCES = tuple(
    Choice(value, label)
    for value, label in (
        ("audit", gettext_noop("監査の指摘")),
        ("inspection", gettext_noop("自己点検")),
        ("incident", gettext_noop("インシデント")),
        ("check", gettext_noop("自動の確認の不適合")),
        ("review", gettext_noop("見直し")),
        ("risk", gettext_noop("リスク")),
        ("supplier", gettext_noop("委託先への指摘")),
        ("other", gettext_noop("その他")),
    )
)
_GRADES = tuple(Choice(each.id, each.title.ja) for each in load_correction_rules().grades.values())
COLUMNS = (
    Column("number", gettext_noop("番号"), required=True, unique=True, longest=30),
    Column("title", gettext_noop("直すこと"), required=True, longest=200),
    Column("detail", gettext_noop("見つかった事実"), longest=4000),
    Column("source", gettext_noop("見つけたもの"), Kind.CHOICE, required=True, choices=_SOURCES),
    Column("grade", gettext_noop("重さ"), Kind.CHOICE, required=True, choices=_GRADES),
    Column("unit", gettext_noop("直す所属"), Kind.REFERENCE, required=True, options="units"),
    Column("owner", gettext_noop("直す人"), Kind.REFERENCE, options="people"),
    Column("due_on", gettext_noop("期限"), Kind.DAY),
    Column("action", gettext_noop("是正案"), longest=4000, only_out=True),
    Column("result", gettext_noop("行ったこと"), longest=4000, only_out=True),
    Column("state", gettext_noop("状態"), only_out=True),
    Column("closed_on", gettext_noop("完了した日"), Kind.DAY, only_out=True),
)
_FIXED = frozenset({"source"})


def _rows(reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    rows = access.visible_to(reader.person, reader.rights).order_by("pk")
    if reader.wanted is not None:
        rows = rows.filter(number__in=reader.wanted)
    for row in rows.select_for_update(of=("self",)) if locked else rows:
        yield Row(_values(row), row.own)


def _values(row: Correction) -> Mapping[str, Value]:
    closed = row.confirmed_at or row.withdrawn_at
    return {
        "number": row.number,
        "title": row.title,
        "detail": row.detail,
        "source": row.source,
        "grade": row.grade,
        "unit": row.unit_id,
        "owner": row.owner_id,
        "due_on": row.due_on,
        "action": row.action,
        "result": row.result,
        "state": str(State(row.state).label),
        "closed_on": timezone.localdate(closed) if closed else None,
    }


def _options(reader: Reader) -> Mapping[str, Options]:
    standing = access.visible_to(reader.person, reader.rights).exclude(owner=None)
    return {
        "units": Options(tuple(Choice(unit.pk, unit.name) for unit in Unit.objects.all())),
        "people": people_options(reader.on, standing=standing.order_by().values("owner")),
    }


def _judge(changes: Sequence[Change], reader: Reader) -> Mapping[str, str]:
    rows = Correction.objects.filter(number__in=[each.number for each in changes])
    known = {row.number: row for row in rows}
    found = {each.number: _refusal(each, known.get(each.number), reader) for each in changes}
    return {number: words for number, words in found.items() if words}


def _refusal(change: Change, row: Correction | None, reader: Reader) -> str:
    if row is None:
        return _refused_new(change, reader)
    if not change.changed:
        return ""
    return _refused_row(change, row, reader) or _refused_values(change, reader)


def _refused_new(change: Change, reader: Reader) -> str:
    if change.values["source"] == Correction.Source.AUDIT and access.AUDIT not in reader.rights:
        return _("監査の指摘は、監査をする人だけが登録できます。")
    return _past(change.values["due_on"], reader.on)


def _refused_row(change: Change, row: Correction, reader: Reader) -> str:
    if not row.is_open:
        return _("完了したものと取り下げたものは変えられません。")
    if change.changed & _FIXED:
        return _("見つけたものは変えられません。新しい番号で登録してください。")
    if not access.may_keep(row, reader.person, reader.rights):
        return _("直す人とは別の、担当の人だけが変えられます。")
    return ""


def _refused_values(change: Change, reader: Reader) -> str:
    due = change.values["due_on"]
    if "due_on" in change.changed:
        return _past(due, reader.on) if due else _("期限を空にすることはできません。")
    if "owner" in change.changed and change.values["owner"] is None:
        return _("直す人を空にすることはできません。")
    return ""


def _past(due: Value, today: date) -> str:
    gone = isinstance(due, date) and due < today
    return _("期限は、今日以後の日にしてください。") if gone else ""


def _write(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    numbers = [each.number for each in changes]
    known = {row.number: row for row in Correction.objects.filter(number__in=numbers).with_names()}
    units, people = Unit.objects.in_bulk(), Person.objects.in_bulk()
    openings = []
    for each in changes:
        finding = _finding(each, units, people)
        row = known.get(each.number)
        if row is None:
            openings.append(actions.Opening(str(each.values["source"]), finding, each.own))
            continue
        if each.changed:
            _change(row, each, finding, source, reader, at)
            row.refresh_from_db()
        actions.keep_own(correction=row, own=each.own, by=reader.person, at=at)
    actions.open_many(openings=openings, by=reader.person, at=at)
    actions.tell_open(at=at)


def _finding(
    change: Change, units: Mapping[int, Unit], people: Mapping[int, Person]
) -> actions.Finding:
    values = change.values
    due, owner = values["due_on"], values["owner"]
    return actions.Finding(
        number=change.number,
        title=str(values["title"]),
        detail=str(values["detail"]),
        grade=str(values["grade"]),
        unit=units[int(str(values["unit"]))],
        owner=people[int(str(owner))] if owner is not None else None,
        due_on=due if isinstance(due, date) else None,
    )


def _change(  # noqa: PLR0913, PLR0917  # what a row of a file changes, and where from
    row: Correction,
    change: Change,
    said: actions.Finding,
    source: Source,
    reader: Reader,
    at: datetime,
) -> None:
    by = reader.person
    if change.changed & {"title", "detail", "grade", "unit"}:
        entry = actions.Entry(said.title, said.detail, said.grade, said.unit)
        actions.change(correction=row, entry=entry, by=by, at=at)
    if "owner" in change.changed and said.owner is not None:
        actions.hand_over(correction=row, owner=said.owner, by=by, at=at)
    if "due_on" in change.changed and said.due_on is not None:
        reason = _("ファイル「%(name)s」の取込み") % {"name": source.name}
        actions.put_off(correction=row, due_on=said.due_on, reason=reason, by=by, at=at)


CORRECTIONS = Register(
    id="corrections",
    title=gettext_noop("是正措置の一覧"),
    columns=COLUMNS,
    key="number",
    look=(access.MANAGE, access.AUDIT, access.EVIDENCE),
    keep=(access.MANAGE,),
    rows=_rows,
    options=_options,
    judge=_judge,
    write=_write,
    handed_out=evidence.seal_handed_out,
    rewrite=OwnColumns(
        rows=Correction.objects.all,
        visible=lambda reader: access.visible_to(reader.person, reader.rights),
        tables=TABLES,
        kind="correction.own",
        subject=lambda row: f"correction:{row.pk}",
    ).rewrite,
)
