"""The weaknesses of systems as a register: noted and closed from a file too (decision 0008)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.catalogue import load_system_rules
from sekisho.web.evidence import actions as evidence
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
from sekisho.web.registers.numbering import refused_number
from sekisho.web.systems import access, actions
from sekisho.web.systems.models import InformationSystem, Weakness

_CLOSING = frozenset({"closed_on", "remedy"})


def _known(reader: Reader) -> QuerySet[Weakness]:
    systems = access.visible_to(reader.rights).in_use().order_by()
    return Weakness.objects.filter(system__in=systems.values("pk"))


def _rows(reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    rows = _known(reader).order_by("pk")
    if locked:
        list(rows.select_for_update(of=("self",)).values_list("pk"))
    return (Row(_values(each)) for each in rows)


def _values(row: Weakness) -> dict[str, Value]:
    return {
        "number": str(row.pk),
        "system": row.system_id,
        "title": row.title,
        "reference": row.reference,
        "grade": row.grade,
        "found_on": row.found_on,
        "due_on": row.due_on,
        "closed_on": row.closed_on,
        "remedy": row.remedy,
    }


def _options(reader: Reader) -> Mapping[str, Options]:
    systems = access.visible_to(reader.rights).in_use().order_by("pk")
    found = systems.values_list("pk", "name")
    return {"systems": Options(tuple(Choice(pk, name) for pk, name in found))}


def _judge(changes: Sequence[Change], reader: Reader) -> Mapping[str, str]:
    found = {each.number: _refusal(each, reader.on) for each in changes}
    wrong = {number: words for number, words in found.items() if words}
    new = [each for each in changes if each.before is None and each.number not in wrong]
    return wrong | _noted_before(new, _known(reader))


def _noted_before(new: Sequence[Change], known: QuerySet[Weakness]) -> dict[str, str]:
    """Return the new rows already noted, or twice in the file: a file taken in again adds none."""
    names = ("system", "title", "reference", "found_on")
    seen = set(known.order_by().values_list(*names)) if new else set()
    wrong = {}
    for each in new:
        mark = tuple(each.values[name] for name in names)
        if mark in seen:
            wrong[each.number] = _("同じ脆弱性が既に記録されています。")
        seen.add(mark)
    return wrong


def _refusal(change: Change, today: date) -> str:
    if change.before is None:
        return _refused_new(change, today) or _refused_closing(change, today)
    if change.changed - _CLOSING or (change.changed and change.before.values["closed_on"]):
        return _("記録した脆弱性で変えられるのは、まだ空の対応と対応した日だけです。")
    return _refused_closing(change, today) if change.changed else ""


def _refused_new(change: Change, today: date) -> str:
    if words := refused_number(change):
        return words
    if _day(change.values["found_on"]) > today:
        return _("知った日は今日までの日にしてください。")
    return ""


def _refused_closing(change: Change, today: date) -> str:
    closed, remedy = change.values["closed_on"], str(change.values["remedy"]).strip()
    if not closed and not remedy:
        return ""
    if not closed or not remedy:
        return _("対応と対応した日は、両方を書いてください。")
    if not _day(change.values["found_on"]) <= _day(closed) <= today:
        return _("対応した日は、知った日から今日までの日にしてください。")
    return ""


def _day(value: Value) -> date:
    if not isinstance(value, date):
        raise TypeError("the day is required")
    return value


def _write(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    del source  # each row is sealed as the forms seal it
    told = [each for each in changes if each.changed]
    rows = _known(reader).in_bulk([int(each.number) for each in told if each.before])
    systems = access.visible_to(reader.rights).select_related("zone").in_bulk()
    for each in told:
        row = rows[int(each.number)] if each.before else _noted(each, systems, reader, at)
        if closed := each.values["closed_on"]:
            actions.close_weakness(
                weakness=row, remedy=str(each.values["remedy"]), on=_day(closed),
                by=reader.person, at=at,
            )  # fmt: skip


def _noted(
    change: Change, systems: Mapping[int, InformationSystem], reader: Reader, at: datetime
) -> Weakness:
    values = change.values
    return actions.note_weakness(
        system=systems[int(str(values["system"]))],
        title=str(values["title"]),
        reference=str(values["reference"]),
        grade=str(values["grade"]),
        found_on=_day(values["found_on"]),
        by=reader.person,
        at=at,
    )


# Headings are Japanese: files are the body's own papers (decision 0008).
WEAKNESSES = Register(
    id="weaknesses",
    title=gettext_noop("脆弱性の一覧"),
    columns=(
        Column("number", gettext_noop("番号"), required=True, unique=True, longest=40),
        Column("system", gettext_noop("情報システム"), Kind.REFERENCE, required=True,
               options="systems", others=("システム名",)),
        Column("title", gettext_noop("内容"), required=True),
        Column("reference", gettext_noop("番号（JVN、CVEなど）"), longest=100, others=("CVE",)),
        Column("grade", gettext_noop("重さ"), Kind.CHOICE, required=True, choices=tuple(
            Choice(each.id, each.title.ja) for each in load_system_rules().weaknesses.values()
        )),
        Column("found_on", gettext_noop("知った日"), Kind.DAY, required=True),
        Column("due_on", gettext_noop("期限"), Kind.DAY, only_out=True),
        Column("closed_on", gettext_noop("対応した日"), Kind.DAY),
        Column("remedy", gettext_noop("対応"), longest=500),
    ),
    key="number",
    look=(access.LOOK, access.MANAGE),
    keep=(access.MANAGE,),
    rows=_rows,
    options=_options,
    judge=_judge,
    write=_write,
    handed_out=evidence.seal_handed_out,
)  # fmt: skip
