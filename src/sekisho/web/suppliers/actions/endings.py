"""The end of a contract: what came back, the erase certificate, and a second person's look."""

import hashlib
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load_suppliers
from sekisho.web.evidence.actions import File
from sekisho.web.organization.models import Person
from sekisho.web.suppliers.actions.contracts import locked
from sekisho.web.suppliers.actions.sealing import day, seal
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Contract, Ending, Handover, Subcontract, Worker

RETURN = "return"  # the clause that asks for return and erasure


@transaction.atomic
def record_ending(  # noqa: PLR0913  # the columns of an ending
    *,
    contract: Contract,
    ended_on: date,
    returned: str,
    accounts_closed: bool,
    by: Person,
    at: datetime,
    certificate: File | None = None,
) -> Ending:
    """Record that the work of a contract ended. Raises SuppliersError.

    Everybody below it and everybody on its list of workers ends with it.
    """
    held = locked(contract)
    if not held.starts <= ended_on <= timezone.localdate(at):
        raise SuppliersError(_("業務を終えた日は、契約の開始日から今日までの日にしてください。"))
    row = Ending.objects.create(
        contract=held, ended_on=ended_on, returned=returned.strip(),
        accounts_closed=accounts_closed, recorded_at=at, recorded_by=by,
    )  # fmt: skip
    below = list(Subcontract.objects.filter(contract=held, ended_on=None))
    for each in below:
        each.ended_on = ended_on
    Subcontract.objects.bulk_update(below, ["ended_on"])
    workers = list(Worker.objects.filter(contract=held, until_date=None))
    for line in workers:
        line.until_date = max(ended_on, line.from_date)
    Worker.objects.bulk_update(workers, ["until_date"])
    seal("contract.ended", f"contract:{held.pk}", by=by, at=at, rows=[row, *below, *workers],
         ended_on=day(ended_on), accounts_closed=accounts_closed)  # fmt: skip
    if certificate is not None:
        _certify(row, certificate, by, at)
    return row


@transaction.atomic
def complete_ending(
    *, ending: Ending, accounts_closed: bool, certificate: File | None, by: Person, at: datetime
) -> Ending:
    """Add what was wanting: the certificate, or that accounts and lines are closed.

    Raises SuppliersError for one confirmed already.
    """
    row = _locked(ending)
    row.accounts_closed = row.accounts_closed or accounts_closed
    row.recorded_by, row.recorded_at = by, at
    row.save(update_fields=["accounts_closed", "recorded_by", "recorded_at"])
    seal("contract.ended", f"contract:{row.contract_id}", by=by, at=at, rows=[row],
         ended_on=day(row.ended_on), accounts_closed=row.accounts_closed)  # fmt: skip
    if certificate is not None:
        _certify(row, certificate, by, at)
    return row


@transaction.atomic
def confirm_ending(*, ending: Ending, by: Person, at: datetime) -> Ending:
    """Confirm, as another person than who recorded it, that nothing is left out there.

    Raises SuppliersError while accounts are open or the certificate is missing.
    """
    row = _locked(ending)
    if row.recorded_by_id == by.pk:
        raise SuppliersError(_("自分が記録した終了は、ほかの人が確認します。"))
    if not row.accounts_closed:
        raise SuppliersError(_("アカウントと回線を閉じてから確認してください。"))
    if wants_certificate(row.contract) and not row.sha256:
        raise SuppliersError(_("消去の証明書を付けてから確認してください。"))
    if Handover.objects.out().filter(contract=row.contract).exists():
        raise SuppliersError(_("渡したものの返却と消去を、先に全て確かめてください。"))
    row.confirmed_at, row.confirmed_by = at, by
    row.save(update_fields=["confirmed_at", "confirmed_by"])
    seal("contract.closed", f"contract:{row.contract_id}", by=by, at=at, rows=[row],
         sha256=row.sha256)  # fmt: skip
    return row


def wants_certificate(contract: Contract) -> bool:
    """Whether the gravity of the information asks for return and erasure."""
    return RETURN in {each.id for each in load_suppliers().clauses_for(contract.grade)}


def _certify(row: Ending, certificate: File, by: Person, at: datetime) -> None:
    if not certificate.content:
        raise SuppliersError(_("証明書のファイルが空です。"))
    row.sha256 = hashlib.sha256(certificate.content).hexdigest()
    row.certificate = 0  # the entry's index comes with it
    row.save(update_fields=["sha256", "certificate"])
    sealed = seal("contract.certified", f"contract:{row.contract_id}", by=by, at=at, rows=[row],
                  files=(certificate,), sha256=row.sha256)  # fmt: skip
    row.certificate = sealed.index
    row.save(update_fields=["certificate"])


def _locked(ending: Ending) -> Ending:
    rows = Ending.objects.select_for_update(of=("self",)).select_related("contract")
    row = rows.get(pk=ending.pk)
    if row.confirmed_at is not None:
        raise SuppliersError(_("この契約の終了は、確認が済んでいます。"))
    return row
