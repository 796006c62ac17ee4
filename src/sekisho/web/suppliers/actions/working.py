"""Workers of contractors, media handed over and back, findings and what became of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load_suppliers
from sekisho.web.assets import places
from sekisho.web.assets.models import Asset
from sekisho.web.organization.models import Person
from sekisho.web.suppliers import mending
from sekisho.web.suppliers.actions.contracts import known_grade, locked
from sekisho.web.suppliers.actions.sealing import day, seal
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Contract, Finding, Handover, Subcontract, Worker

RESIDENT = "resident-contractor"  # the relation of the catalogue


@transaction.atomic
def list_worker(  # noqa: PLR0913  # the columns of a line
    *,
    contract: Contract,
    name: str,
    duty: str,
    areas: Sequence[str],
    from_date: date,
    by: Person,
    at: datetime,
    subcontract: Subcontract | None = None,
    person: Person | None = None,
) -> Worker:
    """Enter somebody on the contractor's list of workers. Raises SuppliersError.

    Resident staff are people of the register; their name is taken from there.
    """
    held = locked(contract)
    if subcontract is not None and subcontract.contract_id != held.pk:
        raise SuppliersError(_("この契約の再委託先を選んでください。"))
    if person is not None and person.category != RESIDENT:
        raise SuppliersError(_("常駐要員として登録された人を選んでください。"))
    shown = person.name if person else name.strip()
    if not shown:
        raise SuppliersError(_("氏名を入力するか、常駐要員を選んでください。"))
    _refuse_unknown(areas)
    row = Worker.objects.create(
        contract=held, subcontract=subcontract, name=shown, duty=duty.strip(), person=person,
        areas=sorted(set(areas)), from_date=from_date,
    )  # fmt: skip
    _seal_worker("contract-worker.listed", row, by, at)
    return row


@transaction.atomic
def end_worker(*, worker: Worker, on: date, by: Person, at: datetime) -> Worker:
    """Record the last day of somebody's work. Raises SuppliersError."""
    row = Worker.objects.select_for_update().get(pk=worker.pk)
    if row.until_date is not None:
        raise SuppliersError(_("この人の登録は終わっています。"))
    if on < row.from_date:
        raise SuppliersError(_("終了日は、開始日以後の日にしてください。"))
    row.until_date = on
    row.save(update_fields=["until_date"])
    _seal_worker("contract-worker.ended", row, by, at)
    return row


@transaction.atomic
def confirm_workers(*, contract: Contract, by: Person, at: datetime) -> Contract:
    """Say that the list agrees with the newest one the contractor gave. Raises SuppliersError."""
    row = locked(contract)
    row.workers_seen_at, row.workers_seen_by = at, by
    row.save(update_fields=["workers_seen_at", "workers_seen_by"])
    listed = Worker.objects.on(timezone.localdate(at)).filter(contract=row).count()
    seal("contract-workers.confirmed", f"contract:{row.pk}", by=by, at=at, rows=[row],
         listed=listed)  # fmt: skip
    return row


@transaction.atomic
def forget_workers(*, at: datetime) -> int:
    """Erase the names of people whose work ended long ago; returns how many."""
    last = timezone.localdate(at) - timedelta(days=load_suppliers().worker_days)
    rows = list(Worker.objects.select_for_update().filter(erased_at=None, until_date__lt=last))
    for row in rows:
        row.name, row.erased_at = "", at
        row.save(update_fields=["name", "erased_at"])
        _seal_worker("contract-worker.erased", row, None, at)
    return len(rows)


@dataclass(frozen=True, slots=True)
class Handed:
    """What is handed over to a contractor."""

    what: str
    number: str
    asset: Asset | None
    grade: str
    encrypted: bool
    way: str
    handed_on: date
    due_on: date


@transaction.atomic
def hand_over(*, contract: Contract, handed: Handed, by: Person, at: datetime) -> Handover:
    """Record what was handed over. Raises SuppliersError.

    Nothing graver than the contract allows; personal information only encrypted, or on paper
    carried locked, which is told by `way`.
    """
    known_grade(handed.grade)
    held, rules = locked(contract), load_suppliers()
    if rules.rank(handed.grade) > rules.rank(held.grade):
        raise SuppliersError(_("契約で扱わせる情報より重いものは渡せません。"))
    personal = rules.rank(handed.grade) >= rules.rank("personal")
    if personal and handed.number.strip() and not handed.encrypted:
        raise SuppliersError(_("個人情報の入った媒体は、暗号化して渡します。"))
    if not handed.handed_on <= timezone.localdate(at) or handed.due_on < handed.handed_on:
        raise SuppliersError(_("渡した日は今日以前、返す期限は渡した日以後にしてください。"))
    row = Handover.objects.create(
        contract=held, what=handed.what.strip(), number=handed.number.strip(), asset=handed.asset,
        grade=handed.grade, encrypted=handed.encrypted, way=handed.way.strip(),
        handed_on=handed.handed_on, handed_by=by, due_on=handed.due_on,
    )  # fmt: skip
    _seal_handover("handover.made", row, by, at)
    return row


@transaction.atomic
def take_return(*, handover: Handover, on: date, by: Person, at: datetime) -> Handover:
    """Record that it came back. Raises SuppliersError."""
    row = Handover.objects.select_for_update().get(pk=handover.pk)
    if row.returned_on is not None:
        raise SuppliersError(_("既に返っています。"))
    if not row.handed_on <= on <= timezone.localdate(at):
        raise SuppliersError(_("返った日は、渡した日から今日までの日にしてください。"))
    row.returned_on, row.returned_by = on, by
    row.save(update_fields=["returned_on", "returned_by"])
    _seal_handover("handover.returned", row, by, at)
    return row


@transaction.atomic
def confirm_wiped(*, handover: Handover, on: date, how: str, by: Person, at: datetime) -> Handover:
    """Confirm, as another person than who handed it over, that nothing of it is left there.

    Raises SuppliersError.
    """
    row = Handover.objects.select_for_update().get(pk=handover.pk)
    if row.returned_on is None:
        raise SuppliersError(_("先に、返ったことを記録してください。"))
    if row.wiped_on is not None:
        raise SuppliersError(_("消去は、既に確かめてあります。"))
    if row.handed_by_id == by.pk:
        raise SuppliersError(_("自分が渡したものの消去は、ほかの人が確かめます。"))
    if not row.returned_on <= on <= timezone.localdate(at) or not how.strip():
        raise SuppliersError(
            _("確かめた日（返った日から今日まで）と、確かめ方を入力してください。")
        )
    row.wiped_on, row.wiped_by, row.wiped_how = on, by, how.strip()
    row.save(update_fields=["wiped_on", "wiped_by", "wiped_how"])
    _seal_handover("handover.wiped", row, by, at)
    return row


@transaction.atomic
def note_finding(  # noqa: PLR0913  # the columns of a finding
    *,
    contract: Contract,
    source: str,
    what: str,
    measure: str,
    found_on: date,
    due_on: date,
    by: Person,
    at: datetime,
) -> Finding:
    """Record what falls short at a contractor and what was demanded; its mending begins.

    Raises SuppliersError.
    """
    if source not in Finding.Source.values:
        raise ValueError(f"unknown source {source!r}")
    if not found_on <= timezone.localdate(at) or due_on < found_on:
        raise SuppliersError(_("分かった日は今日以前、改善の期限はその日以後にしてください。"))
    row = Finding.objects.create(
        contract=contract, source=source, what=what.strip(), found_on=found_on, found_by=by,
        measure=measure.strip(), due_on=due_on,
    )  # fmt: skip
    _seal_finding("supplier-finding.noted", row, by, at)
    _demand(row, by, at)
    return row


@transaction.atomic
def correct_finding(*, finding: Finding, by: Person, at: datetime) -> Finding:
    """Begin the mending of a finding whose corrective action was withdrawn, or never opened.

    Raises SuppliersError, and what the room of corrective actions refuses.
    """
    row = Finding.objects.select_for_update().get(pk=finding.pk)
    if row.mended_on is not None:
        raise SuppliersError(_("この指摘は、既に改善されています。"))
    _demand(row, by, at)
    return row


def _demand(row: Finding, by: Person, at: datetime) -> None:
    contract, rules = row.contract, load_suppliers()
    mending.demand(
        mending.Demand(
            finding=row.pk, title=row.what, measure=row.measure,
            detail=f"{contract.number} {contract.title}\n{row.what}\n{row.measure}",
            unit=contract.unit, owner=contract.manager, due_on=row.due_on,
            grave=contract.grade == list(rules.grades)[-1],
        ),
        by, at,
    )  # fmt: skip


@transaction.atomic
def mend_finding(*, finding: Finding, on: date, how: str, by: Person, at: datetime) -> Finding:
    """Record that it was mended, and how that was seen.

    Raises SuppliersError, also while its corrective action is open: that is then seen done.
    """
    row = Finding.objects.select_for_update().get(pk=finding.pk)
    if row.mended_on is not None:
        raise SuppliersError(_("この指摘は、既に改善されています。"))
    if (found := mending.mendings([row.pk]).get(row.pk)) and found.open:
        raise SuppliersError(
            _("この指摘は、是正措置 %(number)s で進めています。改善は、そちらで確かめます。")
            % {"number": found.number}
        )
    if not row.found_on <= on <= timezone.localdate(at) or not how.strip():
        raise SuppliersError(
            _("改善を確かめた日（分かった日から今日まで）と、内容を入力してください。")
        )
    row.mended_on, row.mended_by, row.how = on, by, how.strip()
    row.save(update_fields=["mended_on", "mended_by", "how"])
    _seal_finding("supplier-finding.mended", row, by, at)
    return row


def _refuse_unknown(areas: Sequence[str]) -> None:
    known = {each.reference for each in places.areas()}
    if unknown := set(areas) - known:
        raise ValueError(f"unknown areas {sorted(unknown)}")


def _seal_worker(kind: str, row: Worker, by: Person | None, at: datetime) -> None:
    seal(
        kind, f"contract-worker:{row.pk}", by=by, at=at, rows=[row], contract=row.contract_id,
        subcontract=row.subcontract_id, areas=len(row.areas), from_date=day(row.from_date),
        until=day(row.until_date), person=str(row.person.opaque_id) if row.person else None,
    )  # fmt: skip


def _seal_handover(kind: str, row: Handover, by: Person, at: datetime) -> None:
    seal(
        kind, f"handover:{row.pk}", by=by, at=at, rows=[row], contract=row.contract_id,
        asset=row.asset_id, grade=row.grade, encrypted=row.encrypted, due_on=day(row.due_on),
    )  # fmt: skip


def _seal_finding(kind: str, row: Finding, by: Person, at: datetime) -> None:
    seal(
        kind, f"supplier-finding:{row.pk}", by=by, at=at, rows=[row], contract=row.contract_id,
        source=row.source, due_on=day(row.due_on),
    )  # fmt: skip
