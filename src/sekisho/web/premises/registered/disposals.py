"""Disposals as a register: permits to dispose come in, what was done goes out (decision 0008)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from sekisho.catalogue import load, load_premises
from sekisho.web.assets.access import visible_to
from sekisho.web.assets.grading import chosen
from sekisho.web.assets.models import Asset
from sekisho.web.assets.table import leaving_by
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.own_columns import OwnColumns
from sekisho.web.organization.models import Unit
from sekisho.web.premises import actions
from sekisho.web.premises.access import (
    MANAGE,
    READ_EVIDENCE,
    RECORD,
    hidden_levels,
    visible_disposals,
)
from sekisho.web.premises.actions.disposals import Waste, level_of, refuse_method
from sekisho.web.premises.agreement import TABLES
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import Disposal
from sekisho.web.premises.models.disposals import DISPOSAL_CODE
from sekisho.web.registers import (
    Change,
    Choice,
    Column,
    Kind,
    Options,
    Outgoing,
    Reader,
    Register,
    Row,
    Source,
    Value,
)

_GIVEN = re.compile(rf"{DISPOSAL_CODE}\d{{5,}}")  # numbers of rows to which nobody gave one


def _rows(reader: Reader, locked: bool) -> Iterable[Row]:  # noqa: FBT001  # as declared
    rows = visible_disposals(reader.rights).order_by("pk").select_related("confirmed_by")
    for row in rows.select_for_update(of=("self",)) if locked else rows:
        yield Row(_values(row), row.own)


def _values(row: Disposal) -> dict[str, Value]:
    return {
        "code": row.code,
        "name": row.name,
        "number": row.number,
        "asset": row.asset_id,
        "unit": row.unit_id,
        "level": row.level,
        "method": row.method,
        "contractor": row.contractor,
        "planned_on": timezone.localdate(row.planned_at),
        "due_on": row.due_on,
        "done_on": row.done_on,
        "sha256": row.sha256,
        "confirmed_on": timezone.localdate(row.confirmed_at) if row.confirmed_at else None,
        "confirmed_by": row.confirmed_by.name if row.confirmed_by else "",
    }


def _taken(reader: Reader) -> frozenset[str]:
    """Return the numbers of disposals the reader may not know of."""
    known = visible_disposals(reader.rights).order_by().values("pk")
    return frozenset(each.code for each in Disposal.objects.exclude(pk__in=known).only("ledger"))


def _judge(changes: Sequence[Change], _reader: Reader) -> Mapping[str, str]:
    found = {each.number: _refusal(each) for each in changes}
    return {number: words for number, words in found.items() if words}


def _refusal(change: Change) -> str:
    if change.before is not None and change.changed:
        return _("許可した廃棄の記載は変えられません。新しい番号で許可し直してください。")
    if change.before is None and _GIVEN.fullmatch(change.number):
        return _("この形の番号は、自動で付ける番号です。別の番号にしてください。")
    try:
        refuse_method(str(change.values["level"]), str(change.values["method"]))
    except PremisesError as refusal:
        return str(refusal)
    return ""


def _write(changes: Sequence[Change], source: Source, reader: Reader, at: datetime) -> None:
    del source  # each row is sealed as the forms seal it
    rows = visible_disposals(reader.rights).filter(pk__in=_keys(changes))
    known = {row.code: row for row in rows}
    units = Unit.objects.in_bulk([each.values["unit"] for each in changes])
    assets = Asset.objects.in_bulk(
        [each.values["asset"] for each in changes if each.values["asset"]]
    )
    taken = [
        actions.TakenDisposal(
            row=known.get(each.number),
            ledger=each.number,
            waste=_waste(each, units, assets),
            method=str(each.values["method"]),
            contractor=str(each.values["contractor"]),
            own=each.own,
        )
        for each in changes
    ]
    actions.take_in_disposals(taken=taken, by=reader.person, at=at)


def _keys(changes: Sequence[Change]) -> list[int]:
    """Return the rows the file speaks of."""
    names = {each.number for each in changes if each.before is not None}
    return [each.pk for each in Disposal.objects.only("ledger") if each.code in names]


def _waste(change: Change, units: Mapping[int, Unit], assets: Mapping[int, Asset]) -> Waste:
    values = change.values
    return Waste(
        name=str(values["name"]),
        number=str(values["number"]),
        asset=assets.get(int(str(values["asset"] or 0))),
        unit=units[int(str(values["unit"]))],
        level=str(values["level"]),
    )


def _options(reader: Reader) -> Mapping[str, Options]:
    units = Unit.objects.values_list("pk", "name")
    assets = visible_to(reader.rights).order_by("pk").values_list("pk", "number")
    return {
        "units": Options(tuple(Choice(pk, name) for pk, name in units)),
        "assets": Options(tuple(Choice(pk, number) for pk, number in assets)),
        "levels": Options(_levels(reader.rights)),
    }


def _levels(rights: frozenset[str]) -> tuple[Choice, ...]:
    """Return the classes of the chosen scheme, then those of others that rows may still carry."""
    own = chosen().by_aspect["confidentiality"].id
    hidden = set(hidden_levels(rights))
    return tuple(
        Choice(key, level.title.ja, (level.id, key), over=scheme.id != own)
        for scheme in load().schemes.values()
        if scheme.aspect == "confidentiality"
        for level in scheme.levels
        if (key := f"{scheme.id}/{level.id}") not in hidden
    )


def _outgoing(rows: Sequence[Row]) -> Outgoing:
    def grade(row: Row) -> str:
        level = level_of(str(row.values["level"]))
        return level.id if level else ""

    return leaving_by(rows, grade)


# Headings are Japanese: files are the body's own papers (decision 0008).
DISPOSALS = Register(
    id="disposals",
    title=gettext_noop("廃棄簿"),
    columns=(
        Column("code", "廃棄の番号", required=True, unique=True, longest=40, others=("廃棄番号",)),
        Column("name", "廃棄するもの", required=True, others=("品名",)),
        Column("number", "製造番号・管理番号", longest=100, others=("製造番号",)),
        Column("asset", gettext_noop("情報資産の管理番号"), Kind.REFERENCE, options="assets"),
        Column("unit", "管理する所属", Kind.REFERENCE, required=True, options="units"),
        Column("level", "機密性の区分", Kind.REFERENCE, required=True, options="levels",
               others=("機密性",)),
        Column("method", "廃棄の方法", Kind.CHOICE, required=True, choices=tuple(
            Choice(each.id, each.title.ja) for each in load_premises().disposal_methods.values()
        )),
        Column("contractor", "委託先", longest=100),
        Column("planned_on", gettext_noop("許可した日"), Kind.DAY, only_out=True),
        Column("due_on", "廃棄の期限", Kind.DAY, only_out=True),
        Column("done_on", "廃棄した日", Kind.DAY, only_out=True),
        Column("sha256", gettext_noop("証明書の指紋（SHA-256）"), only_out=True),
        Column("confirmed_on", "確認した日", Kind.DAY, only_out=True),
        Column("confirmed_by", "確認した人", only_out=True),
    ),
    key="code",
    look=(MANAGE, RECORD, READ_EVIDENCE),
    keep=(MANAGE,),
    rows=_rows,
    options=_options,
    taken=_taken,
    judge=_judge,
    write=_write,
    outgoing=_outgoing,
    handed_out=evidence.seal_handed_out,
    rewrite=OwnColumns(
        rows=Disposal.objects.all,
        visible=lambda reader: visible_disposals(reader.rights),
        tables=TABLES,
        kind="disposal.own",
        subject=lambda row: f"disposal:{row.pk}",
    ).rewrite,
)  # fmt: skip
