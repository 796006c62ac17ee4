"""The systems as a register that goes out to Excel and comes back (decision 0008)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext_noop

from sekisho.web.assets import access as zones
from sekisho.web.assets.models import Zone
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.own_columns import OwnColumns
from sekisho.web.organization.models import Unit
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
from sekisho.web.systems import access, actions
from sekisho.web.systems.agreement import TABLES
from sekisho.web.systems.models import InformationSystem

# Headings are Japanese: files are the body's own papers (decision 0008).
COLUMNS = (
    Column(
        "name",
        gettext_noop("名称"),
        required=True,
        unique=True,
        longest=100,
        others=(gettext_noop("システム名"),),
    ),
    Column("zone", gettext_noop("領域"), Kind.REFERENCE, required=True, options="zones"),
    Column("unit", gettext_noop("管理する所属"), Kind.REFERENCE, required=True, options="units"),
    Column("backup_days", gettext_noop("バックアップの間隔（日）"), Kind.NUMBER, most=366),
    Column("patched_on", gettext_noop("最後の更新日"), Kind.DAY),
    Column("support_until", gettext_noop("サポートの終了日"), Kind.DAY),
)


def _rows(reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    rows = access.visible_to(reader.rights).in_use()
    for row in rows.select_for_update(of=("self",)) if locked else rows:
        yield Row(
            {
                "name": row.name,
                "zone": row.zone_id,
                "unit": row.unit_id,
                "backup_days": row.backup_days,
                "patched_on": row.patched_on,
                "support_until": row.support_until,
            },
            row.own,
        )


def _options(reader: Reader) -> Mapping[str, Options]:
    return {
        "zones": Options(tuple(Choice(z.pk, z.label) for z in zones.zones_for(reader.rights))),
        "units": Options(tuple(Choice(unit.pk, unit.name) for unit in Unit.objects.all())),
    }


def _taken(reader: Reader) -> Collection[str]:
    known = access.visible_to(reader.rights).in_use()
    hidden = InformationSystem.objects.in_use().exclude(pk__in=known.values("pk"))
    return frozenset(hidden.values_list("name", flat=True))


def _write(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    del source  # each row is sealed as the forms seal it
    rows = access.visible_to(reader.rights).in_use().select_for_update(of=("self",)).with_names()
    known = {row.name: row for row in rows.filter(name__in=[each.number for each in changes])}
    zone_rows, unit_rows = Zone.objects.in_bulk(), Unit.objects.in_bulk()
    taken = []
    for change in changes:
        values = change.values
        entry = actions.Entry(
            name=change.number,
            zone=zone_rows[int(str(values["zone"]))],
            unit=unit_rows[int(str(values["unit"]))],
            # An empty cell of a new row asks for a backup a day, as the form does.
            backup_days=1 if values["backup_days"] is None else int(str(values["backup_days"])),
            patched_on=_day(values["patched_on"]),
            support_until=_day(values["support_until"]),
        )
        taken.append(actions.TakenIn(known.get(change.number), entry, change.own))
    actions.take_in(taken=taken, by=reader.person, at=at)


def _day(value: Value) -> date | None:
    return value if isinstance(value, date) else None


SYSTEMS = Register(
    id="systems",
    title=gettext_noop("情報システムの登録簿"),
    columns=COLUMNS,
    key="name",
    look=(access.LOOK, access.MANAGE),
    keep=(access.MANAGE,),
    rows=_rows,
    options=_options,
    taken=_taken,
    write=_write,
    handed_out=evidence.seal_handed_out,
    rewrite=OwnColumns(
        rows=lambda: InformationSystem.objects.select_related("zone"),
        visible=lambda reader: access.visible_to(reader.rights),
        tables=TABLES,
        kind="system.own",
        subject=lambda row: f"system:{row.pk}",
        facts=lambda row: {"zone": row.zone.key},
    ).rewrite,
)
