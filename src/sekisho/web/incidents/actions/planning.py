"""The plan: from the template to the body's own, decided by another person; drills."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.catalogue import load_plan_template
from sekisho.web.approvals import actions as approvals
from sekisho.web.approvals.models import Application
from sekisho.web.approvals.numbering import number_text
from sekisho.web.incidents.actions.allowing import require_manage
from sekisho.web.incidents.actions.sealing import seal_plan
from sekisho.web.incidents.errors import IncidentRefusedError
from sekisho.web.incidents.models import Drill, PlanEdition
from sekisho.web.organization.models import Person
from sekisho.web.ui.words import worded

KIND = "response-plan"  # of the application


@transaction.atomic
def begin_plan(*, by: Person, at: datetime) -> PlanEdition:
    """Begin an edition: from the one in force, or from the template. IncidentRefusedError."""
    require_manage(by, at)
    if PlanEdition.objects.draft().exists():
        raise IncidentRefusedError(_("作成中の版があります。その版を直してください。"))
    newest = PlanEdition.objects.first()
    row = PlanEdition.objects.create(
        number=newest.number + 1 if newest else 1,
        sections=newest.sections if newest else _from_template(),
        made_at=at,
        made_by=by,
    )
    seal_plan("plan.begun", row, by=by, at=at, number=row.number)
    return row


@transaction.atomic
def write_section(
    *, edition: PlanEdition, section: str, words: str, by: Person, at: datetime
) -> PlanEdition:
    """Write a section of a draft anew. Raises IncidentRefusedError."""
    row = _draft(edition, by, at)
    found = next((each for each in row.sections if each["id"] == section), None)
    if found is None or not words.strip():
        raise IncidentRefusedError(_("節の内容を入力してください。"))
    found["words"] = words.strip()
    row.save(update_fields=["sections"])
    seal_plan("plan.written", row, by=by, at=at, section=section)
    return row


@transaction.atomic
def ask_plan(*, edition: PlanEdition, by: Person, at: datetime) -> PlanEdition:
    """Ask for the decision on a draft. Raises IncidentRefusedError."""
    row = _draft(edition, by, at)
    row.asked_at = at
    row.save(update_fields=["asked_at"])
    seal_plan("plan.asked", row, by=by, at=at, number=row.number)
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        title = _("緊急時対応計画 第%(number)s版") % {"number": row.number}
    approvals.submit(
        kind=KIND,
        subject=f"{KIND}:{row.pk}",
        title=title,
        url=reverse("incidents:plan-edition", args=[row.pk]),
        applicant=by,
        reason=title,
        at=at,
    )
    return row


def decide_plan(application: Application) -> None:
    """Carry out a decision taken in the approvals room; runs in its transaction."""
    row = PlanEdition.objects.get(pk=application.subject.removeprefix(f"{KIND}:"))
    by, at = application.decider or row.made_by, application.closed_at or application.submitted_at
    if application.state != Application.State.APPROVED:
        row.asked_at = None
        row.save(update_fields=["asked_at"])
        seal_plan("plan.returned", row, by=by, at=at, number=row.number)
        return
    before = list(PlanEdition.objects.in_force())
    PlanEdition.objects.in_force().update(current=False)
    row.decided_by, row.decided_at, row.current = by, at, True
    row.decision = number_text(application)
    row.save()
    seal_plan("plan.decided", row, *before, by=by, at=at, number=row.number)


@transaction.atomic
def review_plan(*, edition: PlanEdition, by: Person, at: datetime) -> PlanEdition:
    """Record that the edition in force was looked through and still fits. IncidentRefusedError."""
    require_manage(by, at)
    row = PlanEdition.objects.in_force().filter(pk=edition.pk).first()
    if row is None:
        raise IncidentRefusedError(_("見直しを記録できるのは、効力のある版だけです。"))
    row.reviewed_at, row.reviewed_by = at, by
    row.save(update_fields=["reviewed_at", "reviewed_by"])
    seal_plan("plan.reviewed", row, by=by, at=at, number=row.number)
    return row


@transaction.atomic
def plan_drill(*, kind: str, planned_on: date, scenario: str, by: Person, at: datetime) -> Drill:
    """Plan a drill. Raises IncidentRefusedError."""
    require_manage(by, at)
    if kind not in load_plan_template().drill_kinds or not scenario.strip():
        raise IncidentRefusedError(_("訓練の種類と想定を入力してください。"))
    row = Drill.objects.create(
        kind=kind,
        planned_on=planned_on,
        scenario=scenario.strip(),
        planned_at=at,
        planned_by=by,
    )
    seal_plan("drill.planned", row, by=by, at=at, kind=kind, planned_on=planned_on.isoformat())
    return row


@transaction.atomic
def record_drill(  # noqa: PLR0913  # what came of a drill
    *,
    drill: Drill,
    held_on: date,
    result: str,
    mend: str,
    called: int | None,
    reached: int | None,
    by: Person,
    at: datetime,
) -> Drill:
    """Record that a drill was held. Raises IncidentRefusedError."""
    require_manage(by, at)
    row = Drill.objects.select_for_update().get(pk=drill.pk)
    if row.held_on is not None or held_on > timezone.localdate(at) or not result.strip():
        raise IncidentRefusedError(
            _("まだ記録のない訓練の、実施日（今日以前）と結果を入力してください。")
        )
    if (called is None) is not (reached is None) or (called or 0) < (reached or 0):
        raise IncidentRefusedError(_("連絡した人と連絡の取れた人の数を入力してください。"))
    row.held_on, row.result, row.mend = held_on, result.strip(), mend.strip()
    row.called, row.reached = called, reached
    row.recorded_at, row.recorded_by = at, by
    row.save()
    seal_plan("drill.held", row, by=by, at=at, kind=row.kind, held_on=held_on.isoformat())
    return row


def _draft(edition: PlanEdition, by: Person, at: datetime) -> PlanEdition:
    require_manage(by, at)
    row = PlanEdition.objects.select_for_update(of=("self",)).get(pk=edition.pk)
    if row.asked_at is not None:
        raise IncidentRefusedError(_("決裁を待つ版と決裁された版は直せません。"))
    return row


def _from_template() -> list[dict[str, str]]:
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        return [
            {
                "id": each.id,
                "title": worded(each.title),
                "words": worded(each.words).replace("{body}", settings.BODY_NAME or _("当団体")),
            }
            for each in load_plan_template().sections.values()
        ]
