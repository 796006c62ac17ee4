"""The contracts as a register that goes out to Excel and comes back (decision 0008)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.catalogue import load_suppliers
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
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.access import LOOK, MANAGE
from sekisho.web.suppliers.agreement import TABLES
from sekisho.web.suppliers.models import Contract
from sekisho.web.suppliers.terms import missing_clauses


def _rows(reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    rows = Contract.objects.filter(ending=None).select_related("firm").order_by("pk")
    if reader.wanted is not None:
        rows = rows.filter(number__in=reader.wanted)
    for row in rows.select_for_update(of=("self",)) if locked else rows:
        yield Row(_values(row), row.own)


def _values(row: Contract) -> Mapping[str, Value]:
    missing = "、".join(each.title.ja for each in missing_clauses(row))
    return {
        "number": row.number,
        "title": row.title,
        "firm": row.firm.name,
        "unit": row.unit_id,
        "manager": row.manager_id,
        "grade": row.grade,
        "starts": row.starts,
        "ends": row.ends,
        "report_hours": row.report_hours,
        "report_to": row.report_to,
        "selected_paper": row.selected_paper,
        "missing": missing[:200],
    }


def _taken(_reader: Reader) -> frozenset[str]:
    """Return the numbers of contracts that are over: they are in no file and given to no other."""
    rows = Contract.objects.exclude(ending=None)
    return frozenset(rows.values_list("number", flat=True))


def _judge(changes: Sequence[Change], _reader: Reader) -> Mapping[str, str]:
    wrong = {}
    for change in changes:
        starts, ends = change.values["starts"], change.values["ends"]
        if not isinstance(starts, date) or not isinstance(ends, date) or ends < starts:
            wrong[change.number] = _("終了日は、開始日以後の日にしてください。")
    return wrong


def _write(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    del source  # each row is sealed as the forms seal it
    rows = Contract.objects.filter(number__in=[each.number for each in changes], ending=None)
    named = rows.select_related("firm", "manager", "selection__chosen")
    known = {row.number: row for row in named}
    units = Unit.objects.in_bulk([each.values["unit"] for each in changes])
    people = Person.objects.in_bulk([each.values["manager"] for each in changes])
    taken = [
        actions.TakenContract(row, _entry(each, row, units, people), each.own)
        for each in changes
        for row in (known.get(each.number),)
    ]
    actions.take_in_contracts(taken=taken, by=reader.person, at=at)


def _entry(
    change: Change, row: Contract | None, units: Mapping[int, Unit], people: Mapping[int, Person]
) -> actions.Entry:
    """Return what a row of the file says; which selection stands behind it a file cannot say."""
    values = change.values
    return actions.Entry(
        number=change.number,
        title=str(values["title"]),
        firm=str(values["firm"]),
        unit=units[int(str(values["unit"]))],
        manager=people[int(str(values["manager"]))],
        grade=str(values["grade"]),
        starts=_day(values["starts"]),
        ends=_day(values["ends"]),
        report_hours=None if not values["report_hours"] else int(str(values["report_hours"])),
        report_to=str(values["report_to"]),
        selected_paper=str(values["selected_paper"]),
        selection=row.selection if row else None,
    )


def _options(reader: Reader) -> Mapping[str, Options]:
    units = Unit.objects.values_list("pk", "name")
    standing = Contract.objects.filter(ending=None).order_by().values("manager")
    return {
        "units": Options(tuple(Choice(pk, name) for pk, name in units)),
        "people": people_options(reader.on, standing=standing),
    }


def _day(value: Value) -> date:
    if not isinstance(value, date):
        raise TypeError("the columns of days are required")
    return value


# Headings are Japanese: files are the body's own papers (decision 0008).
CONTRACTS = Register(
    id="contracts",
    title=gettext_noop("業務委託の台帳"),
    columns=(
        Column("number", "契約番号", required=True, unique=True, longest=40),
        Column("title", "委託する業務", required=True, longest=100),
        Column("firm", "委託先", required=True, longest=100, others=("事業者",)),
        Column("unit", "委託する所属", Kind.REFERENCE, required=True, options="units"),
        Column("manager", "責任者", Kind.REFERENCE, required=True, options="people"),
        Column("grade", "扱わせる情報の重さ", Kind.CHOICE, required=True, choices=tuple(
            Choice(each.id, each.title.ja) for each in load_suppliers().grades.values()
        )),
        Column("starts", "開始日", Kind.DAY, required=True),
        Column("ends", "終了日", Kind.DAY, required=True),
        Column("report_hours", "事故を知らせるまでの時間", Kind.NUMBER, most=720),
        Column("report_to", "事故の連絡先", longest=100),
        Column("selected_paper", "以前の選定の記録"),
        Column("missing", "契約に欠けている条項", only_out=True),
    ),
    key="number",
    look=(LOOK, MANAGE),
    keep=(MANAGE,),
    rows=_rows,
    options=_options,
    taken=_taken,
    judge=_judge,
    write=_write,
    count=lambda _reader: Contract.objects.filter(ending=None).count(),
    handed_out=evidence.seal_handed_out,
    rewrite=OwnColumns(
        rows=Contract.objects.all,
        visible=lambda _reader: Contract.objects.all(),
        tables=TABLES,
        kind="contract.own",
        subject=lambda row: f"contract:{row.pk}",
    ).rewrite,
)  # fmt: skip
