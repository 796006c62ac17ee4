"""Selecting a contractor: firms compared by the criteria, one proposed, decided by another."""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from sekisho.catalogue import load_suppliers
from sekisho.web.approvals import actions as approvals
from sekisho.web.approvals.models import Application
from sekisho.web.approvals.numbering import number_text
from sekisho.web.organization.models import Person, Unit
from sekisho.web.suppliers.actions.contracts import firm_named, known_grade
from sekisho.web.suppliers.actions.sealing import seal
from sekisho.web.suppliers.errors import SuppliersError
from sekisho.web.suppliers.models import Candidate, Selection
from sekisho.web.suppliers.scoring import score_of

OUTSOURCING = "outsourcing"  # the kind of the application


@transaction.atomic
def begin_selection(  # noqa: PLR0913  # the columns of a selection
    *, title: str, unit: Unit, grade: str, information: str, by: Person, at: datetime
) -> Selection:
    """Begin to look for a contractor: the task, what is handed over and how grave it is.

    Raises ValueError for a gravity the data do not know.
    """
    row = Selection.objects.create(
        title=title.strip(), unit=unit, grade=known_grade(grade), information=information.strip(),
        begun_at=at, begun_by=by,
    )  # fmt: skip
    _seal("selection.begun", row, by, at)
    return row


@transaction.atomic
def compare_firm(  # noqa: PLR0913  # the columns of a comparison
    *, selection: Selection, firm: str, answers: Mapping[str, str], note: str, by: Person,
    at: datetime, candidate: Candidate | None = None,
) -> Candidate:  # fmt: skip
    """Enter a firm's answers, or correct them; nothing changes once a firm is proposed.

    Raises SuppliersError then, and for a firm that is compared already.
    """
    held = _open(selection)
    found = firm_named(name=firm, by=by, at=at)
    others = held.candidates.exclude(pk=candidate.pk) if candidate else held.candidates.all()
    if others.filter(firm=found).exists():
        raise SuppliersError(_("この事業者は、既に比べています。"))
    row = candidate or Candidate(selection=held)
    row.firm, row.note = found, note.strip()
    row.answers = {key: value for key, value in answers.items() if value}
    row.save()
    score = score_of(load_suppliers().criteria_for(held.grade), row.answers)
    seal(
        "selection.compared", f"selection:{held.pk}", by=by, at=at, rows=[row], firm=found.pk,
        percent=score.percent, excluded=len(score.excluded),
    )  # fmt: skip
    return row


@transaction.atomic
def propose(
    *, selection: Selection, candidate: Candidate, reason: str, by: Person, at: datetime
) -> Selection:
    """Propose a firm and ask for the decision to give the task out to it.

    Raises SuppliersError for a firm kept out by the criteria or not fully compared, and without
    a reason.
    """
    held = _open(selection)
    score = score_of(load_suppliers().criteria_for(held.grade), candidate.answers)
    if candidate.selection_id != held.pk or not score.eligible:
        raise SuppliersError(
            _("この事業者は選べません。必須の基準を満たし、全ての基準に答えたものから選びます。")
        )
    if not reason.strip():
        raise SuppliersError(_("選ぶ理由を書いてください。"))
    held.chosen, held.reason, held.proposed_at, held.proposed_by = candidate, reason.strip(), at, by
    held.save()
    _seal("selection.proposed", held, by, at)
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        title = _("委託の決定: %(title)s（%(firm)s）") % {
            "title": held.title,
            "firm": candidate.firm.name,
        }
    approvals.submit(
        kind=OUTSOURCING,
        subject=f"selection:{held.pk}",
        title=title,
        url=reverse("suppliers:selection", args=[held.pk]),
        applicant=by,
        reason=held.reason,
        at=at,
    )
    return held


def decide_selection(application: Application) -> None:
    """Carry out a decision taken in the approvals room; runs in its transaction.

    Returned, the comparison is open again.
    """
    row = Selection.objects.get(pk=application.subject.removeprefix("selection:"))
    at = application.closed_at or application.submitted_at
    by = application.decider or application.applicant
    if application.state == Application.State.APPROVED:
        row.decided_at, row.decided_by = at, application.decider
        row.decision, kind = number_text(application), "selection.decided"
    else:
        row.chosen = row.proposed_at = row.proposed_by = None
        kind = "selection.returned"
    row.save()
    _seal(kind, row, by, at)


def _open(selection: Selection) -> Selection:
    row = Selection.objects.select_for_update().get(pk=selection.pk)
    if row.chosen_id is not None:
        raise SuppliersError(
            _("既に事業者を選んで決裁を申請しています。比べた内容は変えられません。")
        )
    return row


def _seal(kind: str, row: Selection, by: Person, at: datetime) -> None:
    seal(
        kind, f"selection:{row.pk}", by=by, at=at, rows=[row], unit=row.unit_id, grade=row.grade,
        candidate=row.chosen_id, decision=row.decision,
    )  # fmt: skip
