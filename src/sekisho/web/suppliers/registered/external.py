"""The external services as a register that goes out to Excel and comes back (decision 0008)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils import timezone
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
from sekisho.web.suppliers.actions.external import hosts_of
from sekisho.web.suppliers.agreement import TABLES
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.external import permits_by_service, wanting
from sekisho.web.suppliers.models import Service

_BETWEEN = re.compile(r"[\s、,，]+")  # hosts in one cell


def _rows(_reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    rows = Service.objects.in_use().order_by("pk")
    permits = permits_by_service(timezone.now())
    for row in rows.select_for_update() if locked else rows:
        ends = max((each.ends for each in permits.get(row.pk, ())), default=None)
        yield Row(_values(row) | {"permitted_until": ends}, row.own)


def _values(row: Service) -> dict[str, Value]:
    short = "、".join(each.question.ja for each in wanting(row))
    return {
        "name": row.name,
        "provider": row.provider,
        "hosts": " ".join(row.hosts),
        "unit": row.unit_id,
        "administrator": row.administrator_id,
        "grade": row.grade,
        "information": row.information,
        "region": row.region,
        "law": row.law,
        "assessed_on": timezone.localdate(row.assessed_at) if row.assessed_at else None,
        "wanting": short,
    }


def _taken(_reader: Reader) -> frozenset[str]:
    """Return the names of services no longer used: they are in no file and given to no other."""
    rows = Service.objects.filter(ended_on__isnull=False)
    return frozenset(rows.values_list("name", flat=True))


def _judge(changes: Sequence[Change], _reader: Reader) -> Mapping[str, str]:
    wrong = {}
    for change in changes:
        try:
            hosts_of(_hosts(change))
        except SuppliersError as refusal:
            wrong[change.number] = str(refusal)
    return wrong


def _hosts(change: Change) -> list[str]:
    return [each for each in _BETWEEN.split(str(change.values["hosts"])) if each]


def _write(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    del source  # each row is sealed as the forms seal it
    rows = Service.objects.in_use().filter(name__in=[each.number for each in changes])
    known = {row.name: row for row in rows.select_related("administrator")}
    units = Unit.objects.in_bulk([each.values["unit"] for each in changes])
    people = Person.objects.in_bulk([each.values["administrator"] for each in changes])
    taken = [
        actions.TakenService(known.get(each.number), _entry(each, units, people), each.own)
        for each in changes
    ]
    actions.take_in_services(taken=taken, by=reader.person, at=at)


def _entry(
    change: Change, units: Mapping[int, Unit], people: Mapping[int, Person]
) -> actions.ServiceEntry:
    values = change.values
    return actions.ServiceEntry(
        name=change.number,
        provider=str(values["provider"]),
        hosts=_hosts(change),
        unit=units[int(str(values["unit"]))],
        administrator=people[int(str(values["administrator"]))],
        grade=str(values["grade"]),
        information=str(values["information"]),
        region=str(values["region"]),
        law=str(values["law"]),
    )


def _options(reader: Reader) -> Mapping[str, Options]:
    units = Unit.objects.values_list("pk", "name")
    standing = Service.objects.in_use().order_by().values("administrator")
    return {
        "units": Options(tuple(Choice(pk, name) for pk, name in units)),
        "people": people_options(reader.on, standing=standing),
    }


# Headings are Japanese: files are the body's own papers (decision 0008).
SERVICES = Register(
    id="services",
    title=gettext_noop("外部サービスの登録簿"),
    columns=(
        Column("name", "サービスの名称", required=True, unique=True, longest=100,
               others=("サービス名",)),
        Column("provider", "提供者", required=True, longest=100, others=("事業者",)),
        Column("hosts", "アドレス", required=True, longest=1000, others=("ドメイン", "URL")),
        Column("unit", "利用する所属", Kind.REFERENCE, required=True, options="units"),
        Column("administrator", "サービス管理者", Kind.REFERENCE, required=True, options="people"),
        Column("grade", "扱ってよい情報の重さ", Kind.CHOICE, required=True, choices=tuple(
            Choice(each.id, each.title.ja) for each in load_suppliers().grades.values()
        )),
        Column("information", "扱ってよい情報", required=True, longest=300),
        Column("region", "情報の置き場所", required=True, longest=100),
        Column("law", "適用される法律と裁判所", required=True, longest=100),
        Column("assessed_on", gettext_noop("条件を確かめた日"), Kind.DAY, only_out=True),
        Column("wanting", gettext_noop("満たさない条件"), longest=4000, only_out=True),
        Column("permitted_until", gettext_noop("許可の終了日"), Kind.DAY, only_out=True),
    ),
    key="name",
    look=(LOOK, MANAGE),
    keep=(MANAGE,),
    rows=_rows,
    options=_options,
    taken=_taken,
    judge=_judge,
    write=_write,
    handed_out=evidence.seal_handed_out,
    rewrite=OwnColumns(
        rows=Service.objects.all,
        visible=lambda _reader: Service.objects.all(),
        tables=TABLES,
        kind="service.own",
        subject=lambda row: f"service:{row.pk}",
    ).rewrite,
)  # fmt: skip
