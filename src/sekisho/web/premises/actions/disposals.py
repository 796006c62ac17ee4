"""Disposal: permitted with a way that fits the class, done with a certificate, confirmed."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import ClassificationLevel, DisposalMethod, load, load_premises
from sekisho.ledger import JsonValue
from sekisho.web.assets.models import Asset
from sekisho.web.evidence.actions import File
from sekisho.web.organization.models import Person, Unit
from sekisho.web.premises.actions.sealing import day, opaque, seal
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import Disposal
from sekisho.web.ui.words import worded


@dataclass(frozen=True, slots=True)
class Waste:
    """What is to be disposed of. `level` is scheme and level of the catalogue: `scheme/level`."""

    name: str
    number: str
    asset: Asset | None
    unit: Unit
    level: str


@transaction.atomic
def plan_disposal(
    *, waste: Waste, method: str, contractor: str, by: Person, at: datetime
) -> Disposal:
    """Permit a disposal by a way that is enough for the class.

    Raises PremisesError for a way that is not, ValueError for an unknown class or way.
    """
    row = permitted(waste, method, contractor, by, at)
    row.save()
    seal("disposal.planned", f"disposal:{row.pk}", by=by, at=at, files=(), rows=[row], removed=(),
         **facts_of_disposal(row))  # fmt: skip
    return row


def permitted(waste: Waste, method: str, contractor: str, by: Person, at: datetime) -> Disposal:
    """Return the row of a disposal permitted, not saved; see `plan_disposal`."""
    level = refuse_method(waste.level, method)
    return Disposal(
        name=waste.name.strip(),
        number=waste.number.strip(),
        asset=waste.asset,
        unit=waste.unit,
        level=waste.level,
        rank=level.rank,
        method=method,
        contractor=contractor.strip(),
        planned_at=at,
        planned_by=by,
        due_on=timezone.localdate(at) + timedelta(days=load_premises().disposal_days),
    )


def refuse_method(level: str, method: str) -> ClassificationLevel:
    """Return the class when the way is enough for it.

    Raises PremisesError for a way that is not, ValueError for an unknown class or way.
    """
    known = level_of(level)
    way = load_premises().disposal_methods[method] if method in _ways() else None
    if known is None or way is None:
        raise ValueError(f"unknown level {level!r} or method {method!r}")
    if way.up_to_rank < known.rank:
        allowed = _("、").join(worded(each.title) for each in methods_for(known.rank))
        raise PremisesError(
            _("この区分では「%(method)s」は使えません。次から選んでください: %(allowed)s")
            % {"method": worded(way.title), "allowed": allowed}
        )
    return known


def facts_of_disposal(row: Disposal) -> dict[str, JsonValue]:
    """Return what an entry says of a disposal permitted: ids and figures."""
    return {
        "level": row.level,
        "method": row.method,
        "asset": row.asset_id,
        "due_on": day(row.due_on),
    }


@transaction.atomic
def record_disposal(
    *, disposal: Disposal, done_on: date, certificate: File, by: Person, at: datetime
) -> Disposal:
    """Record that it was done, with its certificate: kept beside the entry, its SHA-256 sealed.

    Raises PremisesError for a day that is not yet, an empty file, or one recorded already.
    """
    row = Disposal.objects.select_for_update().get(pk=disposal.pk)
    if row.done_on is not None:
        raise PremisesError(_("この廃棄は既に記録されています。"))
    if done_on > timezone.localdate(at) or done_on < timezone.localdate(row.planned_at):
        raise PremisesError(_("廃棄した日は、許可の日から今日までの日にしてください。"))
    if not certificate.content:
        raise PremisesError(_("廃棄の証明書のファイルが空です。"))
    row.sha256 = hashlib.sha256(certificate.content).hexdigest()
    row.done_on, row.done_by, row.certificate = done_on, by, 0  # the entry's index comes with it
    row.save(update_fields=["done_on", "done_by", "sha256", "certificate"])
    sealed = seal("disposal.done", f"disposal:{row.pk}", by=by, at=at, files=(certificate,),
                  sha256=row.sha256, done_on=day(done_on), method=row.method,
                  rows=[row])  # fmt: skip
    row.certificate = sealed.index
    row.save(update_fields=["certificate"])
    return row


@transaction.atomic
def confirm_disposal(*, disposal: Disposal, by: Person, at: datetime) -> Disposal:
    """Confirm, as another person than who recorded it, that certificate and thing agree."""
    row = Disposal.objects.select_for_update().get(pk=disposal.pk)
    if row.done_by is None:
        raise PremisesError(_("先に、廃棄した人が証明書を付けて記録してください。"))
    if row.confirmed_at is not None:
        raise PremisesError(_("この廃棄は既に確認されています。"))
    if row.done_by == by:
        raise PremisesError(_("自分が記録した廃棄は、ほかの人が確認します。"))
    row.confirmed_at, row.confirmed_by = at, by
    row.save(update_fields=["confirmed_at", "confirmed_by"])
    seal("disposal.confirmed", f"disposal:{row.pk}", by=by, at=at, sha256=row.sha256,
         person=opaque(row.done_by), rows=[row])  # fmt: skip
    return row


def level_of(key: str) -> ClassificationLevel | None:
    """Return the level of confidentiality of `scheme/level`; None when nobody knows it."""
    scheme, _slash, level = key.partition("/")
    found = load().schemes.get(scheme)
    levels = found.levels if found and found.aspect == "confidentiality" else ()
    return next((each for each in levels if each.id == level), None)


def methods_for(rank: int) -> tuple[DisposalMethod, ...]:
    """Return the ways that are enough for a rank of confidentiality."""
    ways = load_premises().disposal_methods.values()
    return tuple(each for each in ways if each.up_to_rank >= rank)


def _ways() -> frozenset[str]:
    return frozenset(load_premises().disposal_methods)
