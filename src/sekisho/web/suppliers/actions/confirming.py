"""The yearly confirmation of contractors, and the promise of their resident staff."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.catalogue import load_suppliers
from sekisho.web.organization.models import Person
from sekisho.web.suppliers import policy
from sekisho.web.suppliers.actions.contracts import locked
from sekisho.web.suppliers.actions.linking import close_link, make_link
from sekisho.web.suppliers.actions.sealing import day, seal
from sekisho.web.suppliers.actions.working import note_finding
from sekisho.web.suppliers.answering import Answer, denied, faults, read, stored
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Confirmation, Contract, Finding, Link, Promise
from sekisho.web.ui.words import worded


@transaction.atomic
def ask_confirmation(*, contract: Contract, due_on: date, by: Person, at: datetime) -> Confirmation:
    """Ask a contractor to confirm its measures, through a link. Raises SuppliersError."""
    held = locked(contract)
    if Confirmation.objects.waiting().filter(contract=held).exists():
        raise SuppliersError(_("この委託には、回答を待っている確認があります。"))
    if due_on < timezone.localdate(at):
        raise SuppliersError(_("期限には、今日以後の日を入力してください。"))
    row = Confirmation.objects.create(contract=held, asked_at=at, asked_by=by, due_on=due_on)
    _seal("confirmation.asked", row, by, at)
    make_link(subject=row, by=by, at=at)
    return row


@transaction.atomic
def withdraw_confirmation(*, confirmation: Confirmation, by: Person, at: datetime) -> Confirmation:
    """Ask no more. Raises SuppliersError for one answered."""
    row = Confirmation.objects.select_for_update().get(pk=confirmation.pk)
    if row.answered_at is not None or row.withdrawn_at is not None:
        raise SuppliersError(_("この確認は、回答が済んでいるか、取り下げられています。"))
    row.withdrawn_at = at
    row.save(update_fields=["withdrawn_at"])
    _seal("confirmation.withdrawn", row, by, at)
    for link in Link.objects.filter(confirmation=row, closed_at=None):
        close_link(link=link, by=by, at=at)
    return row


@transaction.atomic
def answer_confirmation(
    *, link: Link, answers: Mapping[str, Answer], respondent: str, at: datetime
) -> Confirmation:
    """Take a contractor's answers through an opened link; it is closed with them.

    Raises SuppliersError for a link that is not open, or answers that are not whole.
    """
    held = Link.objects.select_for_update().get(pk=link.pk)
    if held.confirmation_id is None or held.opened_at is None or not held.is_open(at):
        raise SuppliersError(_("このページは、もう使えません。担当者に連絡してください。"))
    row = Confirmation.objects.select_for_update().get(pk=held.confirmation_id)
    questions = load_suppliers().yearly_for(row.contract.grade)
    known = {each.id: answers[each.id] for each in questions if each.id in answers}
    if faults(questions, known) or not respondent.strip():
        raise SuppliersError(
            _(
                "全ての問いに答え、「いいえ」と「該当なし」には説明を書き、回答した人を書いてください。"
            )
        )
    row.answers, row.respondent, row.answered_at = stored(known), respondent.strip(), at
    row.save(update_fields=["answers", "respondent", "answered_at"])
    _seal("confirmation.answered", row, None, at)
    close_link(link=held, by=None, at=at)
    return row


@transaction.atomic
def review_confirmation(*, confirmation: Confirmation, by: Person, at: datetime) -> list[Finding]:
    """Look through the answers: each no becomes a finding, which is returned.

    Raises SuppliersError for one not answered, or looked through already.
    """
    row = Confirmation.objects.select_for_update().get(pk=confirmation.pk)
    if row.answered_at is None or row.reviewed_at is not None:
        raise SuppliersError(_("回答の届いた、まだ確かめていない確認だけを確かめられます。"))
    row.reviewed_at, row.reviewed_by = at, by
    row.save(update_fields=["reviewed_at", "reviewed_by"])
    _seal("confirmation.reviewed", row, by, at)
    questions, answers = load_suppliers().yearly_for(row.contract.grade), read(row.answers)
    today = timezone.localdate(at)
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        return [
            note_finding(
                contract=row.contract,
                source=Finding.Source.CONFIRMATION,
                what=f"{worded(each.question)} {answers[each.id].words}"[:500],
                measure=_("改善の計画と期限を求める。"),
                found_on=today,
                due_on=today + timedelta(days=load_suppliers().finding_days),
                by=by,
                at=at,
            )
            for each in denied(questions, answers)
        ]


@transaction.atomic
def promise(*, link: Link, edition: str, at: datetime) -> Promise:
    """Take the promise of a contractor's resident to keep the policy in force; closes the link.

    `edition` is the one that was shown. Raises SuppliersError for a link that is not open, or for
    an edition that is not in force any more.
    """
    held = Link.objects.select_for_update(of=("self",)).select_related("worker").get(pk=link.pk)
    if held.worker is None or held.opened_at is None or not held.is_open(at):
        raise SuppliersError(_("このページは、もう使えません。担当者に連絡してください。"))
    current = policy.in_force()
    if current is None or current.reference != edition:
        raise SuppliersError(_("基本方針が改められました。もう一度読んでから確認してください。"))
    row, _new = Promise.objects.get_or_create(
        worker=held.worker, edition=edition, defaults={"at": at}
    )
    seal(
        "worker-promise.made", f"contract-worker:{held.worker_id}", by=None, at=at, rows=[row],
        edition=edition,
    )  # fmt: skip
    close_link(link=held, by=None, at=at)
    return row


def _seal(kind: str, row: Confirmation, by: Person | None, at: datetime) -> None:
    given = read(row.answers)
    seal(
        kind, f"confirmation:{row.pk}", by=by, at=at, rows=[row], contract=row.contract_id,
        due_on=day(row.due_on), denied=sum(each.answer == "no" for each in given.values()),
    )  # fmt: skip
