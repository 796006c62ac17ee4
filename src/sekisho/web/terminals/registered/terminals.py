"""The terminals as a register that goes out to Excel and comes back (decision 0008)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext_noop

from sekisho.web.assets import access as zones
from sekisho.web.assets.models import Zone
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
)
from sekisho.web.terminals import access, actions
from sekisho.web.terminals.agreement import TABLES
from sekisho.web.terminals.models import System, Terminal

# Headings are Japanese: files are the body's own papers (decision 0008).
COLUMNS = (
    Column(
        "number",
        gettext_noop("管理番号"),
        required=True,
        unique=True,
        longest=40,
        others=(gettext_noop("端末番号"),),
    ),
    Column("host", gettext_noop("ホスト名"), unique=True, longest=100),
    Column("zone", gettext_noop("領域"), Kind.REFERENCE, required=True, options="zones"),
    Column("unit", gettext_noop("管理する所属"), Kind.REFERENCE, required=True, options="units"),
    Column("place", gettext_noop("設置場所"), longest=100),
    Column(
        "system",
        gettext_noop("基本ソフト"),
        Kind.CHOICE,
        required=True,
        choices=(
            Choice(System.WINDOWS.value, "Windows"),
            Choice(System.LINUX.value, "Linux"),
            Choice(System.OTHER.value, gettext_noop("その他")),
        ),
        others=("OS",),
    ),
    Column(
        "user",
        gettext_noop("使う人"),
        Kind.REFERENCE,
        options="people",
        others=(gettext_noop("使用者"),),
    ),
    Column(
        "serial",
        gettext_noop("製造番号"),
        longest=100,
        others=(gettext_noop("シリアル番号"), "S/N"),
    ),
)


def _rows(reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    rows = access.visible_to(reader.rights).in_use()
    found = list(rows.select_for_update(of=("self",)) if locked else rows)
    users = _first_users(found)
    for row in found:
        yield Row(
            {
                "number": row.number,
                "host": row.host,
                "zone": row.zone_id,
                "unit": row.unit_id,
                "place": row.place,
                "system": row.system,
                "user": users.get(row.pk),
                "serial": row.serial,
            },
            row.own,
        )


def _first_users(rows: list[Terminal]) -> dict[int, int]:
    """Return one user of each terminal; where several use one, the file names the first."""
    through = Terminal.users.through.objects.filter(terminal__in=rows).order_by("-pk")
    return dict(through.values_list("terminal_id", "person_id"))


def _options(reader: Reader) -> Mapping[str, Options]:
    standing = Terminal.users.through.objects.values("person")
    return {
        "zones": Options(tuple(Choice(z.pk, z.label) for z in zones.zones_for(reader.rights))),
        "units": Options(tuple(Choice(unit.pk, unit.name) for unit in Unit.objects.all())),
        "people": people_options(reader.on, standing=standing),
    }


def _taken(reader: Reader) -> Collection[str]:
    known = access.visible_to(reader.rights).in_use()
    hidden = Terminal.objects.in_use().exclude(pk__in=known.values("pk"))
    return frozenset(hidden.values_list("number", flat=True))


def _write(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    del source  # each row is sealed as the forms seal it
    rows = access.visible_to(reader.rights).in_use().select_for_update(of=("self",)).with_names()
    mine = rows.filter(number__in=[change.number for change in changes])
    known = {row.number: row for row in mine.prefetch_related("users")}
    every = _Referred(
        Zone.objects.in_bulk(), Unit.objects.in_bulk(), Person.objects.in_bulk(_people(changes))
    )
    taken = [
        actions.Taken(row, every.entry(change, row), change.own)
        for change in changes
        for row in (known.get(change.number),)
    ]
    actions.take_in(taken=taken, by=reader.person, at=at)


def _people(changes: Sequence[Change]) -> list[int]:
    return [int(str(each.values["user"])) for each in changes if each.values["user"] is not None]


class _Referred:
    """What the rows of a file point to."""

    def __init__(
        self,
        zone_rows: Mapping[int, Zone],
        unit_rows: Mapping[int, Unit],
        people: Mapping[int, Person],
    ) -> None:
        self.zones, self.units, self.people = zone_rows, unit_rows, people

    def entry(self, change: Change, row: Terminal | None) -> actions.Entry:
        """Return what a row of the file says; a user not named there stays."""
        values = change.values
        return actions.Entry(
            number=change.number,
            host=str(values["host"]),
            zone=self.zones[int(str(values["zone"]))],
            unit=self.units[int(str(values["unit"]))],
            place=str(values["place"]),
            system=str(values["system"]),
            users=self._users(change, row),
            serial=str(values["serial"] or ""),
        )

    def _users(self, change: Change, row: Terminal | None) -> tuple[Person, ...]:
        there = tuple(row.users.all()) if row else ()
        if change.before is not None and "user" not in change.changed:
            return there
        user = change.values["user"]
        return () if user is None else (self.people[int(str(user))],)


TERMINALS = Register(
    id="terminals",
    title=gettext_noop("端末の登録簿"),
    columns=COLUMNS,
    key="number",
    look=(access.LOOK, access.MANAGE),
    keep=(access.MANAGE,),
    rows=_rows,
    options=_options,
    taken=_taken,
    write=_write,
    handed_out=evidence.seal_handed_out,
    rewrite=OwnColumns(
        rows=lambda: Terminal.objects.select_related("zone"),
        visible=lambda reader: access.visible_to(reader.rights),
        tables=TABLES,
        kind="terminal.own",
        subject=lambda row: f"terminal:{row.pk}",
        facts=lambda row: {"zone": row.zone.key},
    ).rewrite,
)
