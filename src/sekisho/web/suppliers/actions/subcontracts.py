"""The chain below a contract: asked for, consented to by another, bound alike, ended."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.catalogue import load_suppliers
from sekisho.web.approvals import actions as approvals
from sekisho.web.approvals.models import Application
from sekisho.web.approvals.numbering import number_text
from sekisho.web.organization.models import Person
from sekisho.web.suppliers import consequences
from sekisho.web.suppliers.actions.contracts import firm_named, known_grade, locked
from sekisho.web.suppliers.actions.sealing import day, seal
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Contract, Subcontract

SUBCONTRACT = "subcontract"  # the kind of the application


@dataclass(frozen=True, slots=True)
class Work:
    """What a contractor's application for a subcontract says (再委託承諾申請)."""

    firm: str
    task: str
    place: str
    grade: str
    measures: str
    starts: date


@transaction.atomic
def ask_consent(
    *, contract: Contract, work: Work, by: Person, at: datetime, above: Subcontract | None = None
) -> Subcontract:
    """Record a firm below a contract, or below another such firm, and ask for consent to it.

    One found at work already is recorded the same way: until consent is given it is what it is.
    Raises SuppliersError for a contract that is over, a firm above of another contract, or
    information graver than what the one above may handle.
    """
    known_grade(work.grade)
    held = locked(contract)
    if above is not None and (above.contract_id != held.pk or above.ended_on is not None):
        raise SuppliersError(_("この契約で作業している再委託先を選んでください。"))
    rules = load_suppliers()
    if rules.rank(work.grade) > rules.rank(above.grade if above else held.grade):
        raise SuppliersError(_("元の委託より重い情報を扱わせることはできません。"))
    row = Subcontract.objects.create(
        contract=held,
        above=above,
        firm=firm_named(name=work.firm, by=by, at=at),
        task=work.task.strip(),
        place=work.place.strip(),
        grade=work.grade,
        measures=work.measures.strip(),
        starts=work.starts,
        asked_at=at,
        asked_by=by,
    )
    _ask(row, by, at)
    return row


@transaction.atomic
def ask_consent_again(*, subcontract: Subcontract, by: Person, at: datetime) -> Subcontract:
    """Ask again for consent that was refused. Raises SuppliersError otherwise."""
    row = _locked(subcontract)
    if row.refused_at is None:
        raise SuppliersError(_("もう一度申請できるのは、承諾しないとされたものだけです。"))
    row.refused_at, row.asked_at, row.asked_by = None, at, by
    row.save(update_fields=["refused_at", "asked_at", "asked_by"])
    _ask(row, by, at)
    return row


def decide_consent(application: Application) -> None:
    """Carry out a decision taken in the approvals room; runs in its transaction.

    Raises SuppliersError while the firm above it has no consent: consent goes from the top down.
    """
    pk = application.subject.removeprefix("subcontract:")
    row = Subcontract.objects.select_related("contract", "above").get(pk=pk)
    at = application.closed_at or application.submitted_at
    if application.state == Application.State.APPROVED:
        if row.above is not None and row.above.decided_at is None:
            raise SuppliersError(
                _("上の再委託先がまだ承諾されていません。先に、上の再委託を決裁してください。")
            )
        row.decided_at, row.decided_by = at, application.decider
        row.decision, kind = number_text(application), "subcontract.decided"
    else:
        row.refused_at, kind = at, "subcontract.refused"
    row.save()
    _seal(kind, row, application.decider or row.asked_by, at)


@transaction.atomic
def see_copy(*, subcontract: Subcontract, by: Person, at: datetime) -> Subcontract:
    """Note that a copy of the subcontract shows the duties of the contract. Raises SuppliersError.

    Seen again, the newer day stands.
    """
    row = _locked(subcontract)
    row.copy_seen_at, row.copy_seen_by = at, by
    row.save(update_fields=["copy_seen_at", "copy_seen_by"])
    _seal("subcontract.copy-seen", row, by, at)
    return row


@transaction.atomic
def end_subcontract(*, subcontract: Subcontract, on: date, by: Person, at: datetime) -> Subcontract:
    """Record the last day of a firm's work, and of all below it. Raises SuppliersError."""
    row = _locked(subcontract)
    if on > timezone.localdate(at):
        raise SuppliersError(_("作業を終えた日は、今日以前の日にしてください。"))
    row.ended_on = on
    row.save(update_fields=["ended_on"])
    _seal("subcontract.ended", row, by, at)
    for each in Subcontract.objects.filter(above=row, ended_on=None):
        end_subcontract(subcontract=each, on=on, by=by, at=at)
    return row


def _locked(subcontract: Subcontract) -> Subcontract:
    rows = Subcontract.objects.select_for_update(of=("self",)).select_related("contract", "firm")
    row = rows.get(pk=subcontract.pk)
    if row.ended_on is not None:
        raise SuppliersError(_("この再委託は終わっています。"))
    return row


def _ask(row: Subcontract, by: Person, at: datetime) -> None:
    _seal("subcontract.asked", row, by, at)
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        title = _("再委託の承諾: %(firm)s（%(title)s）") % {
            "firm": row.firm.name,
            "title": row.contract.title,
        }
    approvals.submit(
        kind=SUBCONTRACT,
        subject=f"subcontract:{row.pk}",
        title=title,
        url=reverse("suppliers:contract", args=[row.contract_id]),
        applicant=by,
        reason=row.task,
        at=at,
    )


def _seal(kind: str, row: Subcontract, by: Person, at: datetime) -> None:
    seal(
        kind, f"subcontract:{row.pk}", by=by, at=at, rows=[row], contract=row.contract_id,
        above=row.above_id, firm=row.firm_id, grade=row.grade, starts=day(row.starts),
        decision=row.decision, ended_on=day(row.ended_on),
    )  # fmt: skip
    consequences.chain_changed(at)
