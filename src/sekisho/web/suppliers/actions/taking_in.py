"""Taking a file of this room in: every row in a few statements, sealed as a form does."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.changes import changes_file, values_of
from sekisho.web.organization.models import Person
from sekisho.web.suppliers.actions.contracts import (
    Entry,
    facts_of,
    put,
    refuse_other_firm,
    refuse_unusable,
    told_of,
)
from sekisho.web.suppliers.actions.external import ServiceEntry, facts_of_service, put_service
from sekisho.web.suppliers.agreement import TABLES
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Contract, Firm, Service

Own: TypeAlias = Mapping[str, str | int | float]
Told: TypeAlias = tuple[evidence.Event, Sequence[Model]]
_BATCH = 100  # rows written by one statement
_CONTRACT = (
    *("number", "title", "firm", "unit", "manager", "grade", "starts", "ends", "report_hours"),
    *("report_to", "selection", "selected_paper", "own"),
)


_SERVICE_SAID = ("name", "provider", "hosts", "unit", "grade", "information", "region", "law")
_SERVICE = (*_SERVICE_SAID, "administrator", "assessed_at", "assessed_by", "own")


@dataclass(frozen=True, slots=True)
class TakenContract:
    """A row of a file: the contract it changes (people and selection read), what it says."""

    row: Contract | None
    entry: Entry
    own: Own


@dataclass(frozen=True, slots=True)
class TakenService:
    """A row of a file: the service it changes (its people read), what it says, own fields."""

    row: Service | None
    entry: ServiceEntry
    own: Own


@transaction.atomic
def take_in_contracts(*, taken: Sequence[TakenContract], by: Person, at: datetime) -> None:
    """Enter and correct contracts, and the firms nobody knows yet.

    Raises SuppliersError for a number in use and what a form refuses: nothing is done.
    """
    for each in taken:
        refuse_unusable(each.entry)
    _refuse_numbers(taken)
    firms, new_firms = _firms({each.entry.firm.strip() for each in taken})
    before = [_said(each.row) for each in taken]
    rows = [_contract(each, firms) for each in taken]
    Contract.objects.bulk_create(
        (row for row, each in zip(rows, taken, strict=True) if each.row is None), batch_size=_BATCH
    )
    known = [each.row for each in taken if each.row]
    Contract.objects.bulk_update(known, _CONTRACT, batch_size=_BATCH)
    told = [_firm_event(row) for row in new_firms]
    for row, was in zip(rows, before, strict=True):
        told += _contract_events(row, *was)
    _seal(told, by=by, at=at)


@transaction.atomic
def take_in_services(*, taken: Sequence[TakenService], by: Person, at: datetime) -> None:
    """Enter and correct services; graver information takes the assessment back.

    Raises SuppliersError for a name in use or an address that is no host: nothing is done.
    """
    new = [each.entry.name.strip() for each in taken if each.row is None]
    if Service.objects.filter(name__in=new).exists():
        raise SuppliersError(_("同じ名称のサービスがあります。"))
    before = [_service_said(each.row) for each in taken]
    rows = [_service(each) for each in taken]
    Service.objects.bulk_create(
        (row for row, each in zip(rows, taken, strict=True) if each.row is None), batch_size=_BATCH
    )
    known = [each.row for each in taken if each.row]
    Service.objects.bulk_update(known, _SERVICE, batch_size=_BATCH)
    told = [
        each for row, was in zip(rows, before, strict=True) for each in _service_events(row, *was)
    ]
    _seal(told, by=by, at=at)


def _service_said(row: Service | None) -> tuple[dict[str, str], dict[str, str]]:
    """Return what the service and its own fields say before; nothing of a new one."""
    if row is None:
        return {}, {}
    own = values_of(row, ())
    said = values_of(row, _SERVICE_SAID, administrator=str(row.administrator.opaque_id))
    return {name: text for name, text in said.items() if name not in own}, own


def _service(taken: TakenService) -> Service:
    row = taken.row or Service()
    put_service(row, taken.entry)
    row.own = dict(taken.own)
    return row


def _service_events(
    row: Service, before: dict[str, str], own_before: dict[str, str]
) -> Iterator[Told]:
    """Yield what a form would seal, and the body's own fields where they changed."""
    subject, (now, own) = f"service:{row.pk}", _service_said(row)
    if now != before:
        kind = "service.changed" if before else "service.recorded"
        yield evidence.Event(kind, subject, facts_of_service(row)), [row]
    if files := changes_file(own_before, own):
        yield evidence.Event("service.own", subject, {}, files), [row]


def _seal(told: Sequence[Told], *, by: Person, at: datetime) -> None:
    events = TABLES.standing_so(told)
    evidence.seal_many(events=events, at=at, by=str(by.opaque_id))


def _refuse_numbers(taken: Iterable[TakenContract]) -> None:
    new = [each.entry.number.strip() for each in taken if each.row is None]
    if Contract.objects.filter(number__in=new).exists():
        raise SuppliersError(_("同じ契約番号の契約があります。別の番号にしてください。"))


def _firms(names: set[str]) -> tuple[dict[str, Firm], list[Firm]]:
    """Return the firms of those names, and which of them are entered now."""
    if "" in names:
        raise SuppliersError(_("事業者の名称を入力してください。"))
    known = {each.name: each for each in Firm.objects.filter(name__in=names)}
    new = [Firm(name=name) for name in sorted(names - known.keys())]
    Firm.objects.bulk_create(new, batch_size=_BATCH)
    return known | {each.name: each for each in new}, new


def _said(row: Contract | None) -> tuple[dict[str, str], dict[str, str]]:
    """Return what the contract and its own fields say before; nothing of a new one."""
    if row is None:
        return {}, {}
    own = values_of(row, ())
    return {name: text for name, text in told_of(row).items() if name not in own}, own


def _contract(taken: TakenContract, firms: Mapping[str, Firm]) -> Contract:
    row = taken.row or Contract()
    put(row, taken.entry, firms[taken.entry.firm.strip()])
    refuse_other_firm(row)
    row.own = dict(taken.own)
    return row


def _firm_event(row: Firm) -> Told:
    return evidence.Event("firm.recorded", f"firm:{row.pk}"), [row]


def _contract_events(
    row: Contract, before: dict[str, str], own_before: dict[str, str]
) -> Iterator[Told]:
    """Yield what a form would seal, and the body's own fields where they changed."""
    subject, (now, own) = f"contract:{row.pk}", _said(row)
    if files := changes_file(before, now):
        kind = "contract.changed" if before else "contract.recorded"
        yield evidence.Event(kind, subject, facts_of(row), files), [row]
    if files := changes_file(own_before, own):
        yield evidence.Event("contract.own", subject, {}, files), [row]
