"""Deciding what to do about a risk: asked for by one, decided by another, until a day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.catalogue import load, load_risk_rules
from sekisho.web.approvals import actions as approvals
from sekisho.web.approvals.models import Application
from sekisho.web.approvals.numbering import number_text
from sekisho.web.corrections.actions import Finding, open_correction
from sekisho.web.corrections.models import Correction
from sekisho.web.organization.models import Person
from sekisho.web.risks.actions.sealing import seal
from sekisho.web.risks.errors import RiskRefusedError
from sekisho.web.risks.models import Risk, Treatment
from sekisho.web.risks.queries import weighed_now

KIND = "risk-treatment"  # of the application
REDUCE, ACCEPT = "reduce", "accept"


@transaction.atomic
def ask_treatment(  # noqa: PLR0913  # the columns of a treatment
    *, risks: Sequence[Risk], way: str, plan: str, until: date, by: Person, at: datetime
) -> Treatment:
    """Ask for one decision on what is done about risks of one threat; return the first treatment.

    Raises RiskRefusedError: for a way the catalogue does not know, no plan, a day gone by, an
    acceptance longer than the catalogue allows, several threats, and a risk that waits already.
    """
    keys = [each.pk for each in risks]
    rows = list(Risk.objects.select_for_update(of=("self",)).filter(pk__in=keys).with_assets())
    _refuse(rows, way, plan, until, timezone.localdate(at))
    lead: Treatment | None = None
    made = []
    for each in weighed_now(rows, at):
        row = Treatment.objects.create(
            risk=each.risk, way=way, plan=plan.strip(), until=until, score=each.weighed.left,
            lead=lead, asked_at=at, asked_by=by,
        )  # fmt: skip
        lead = lead or row
        made.append(row)
    for row in made:
        _seal("risk.treatment-asked", row, by, at)
    first = made[0]
    approvals.submit(
        kind=KIND,
        subject=first.subject,
        title=_title(first, len(made)),
        url=reverse("risks:risk", args=[first.risk_id]),
        applicant=by,
        reason=_reason(made),
        at=at,
    )
    return first


def decide_treatment(application: Application) -> None:
    """Carry out a decision taken in the approvals room; runs in its transaction.

    What is to be reduced becomes a correction of each unit that keeps an asset, due the same day.
    """
    lead = application.subject.removeprefix(f"{KIND}:")
    kept = Treatment.objects.filter(Q(pk=lead) | Q(lead=lead)).order_by("pk")
    rows = list(kept.select_related("risk__asset__unit"))
    at = application.closed_at or application.submitted_at
    by = application.decider or application.applicant
    if application.state != Application.State.APPROVED:
        for row in rows:
            row.ended_at = at
            row.save(update_fields=["ended_at"])
            _seal("risk.treatment-returned", row, by, at)
        return
    for row in rows:
        _put_in_force(row, by, number_text(application), at)
    if rows[0].way == REDUCE and rows[0].until >= timezone.localdate(at):
        _mend(rows, at)


def _put_in_force(row: Treatment, by: Person, decision: str, at: datetime) -> None:
    before = list(Treatment.objects.filter(risk=row.risk, ended_at=None).exclude(pk=row.pk))
    for each in before:
        each.ended_at = at
        each.save(update_fields=["ended_at"])
    row.decided_at, row.decided_by, row.decision = at, by, decision
    row.save()
    _seal("risk.treatment-decided", row, by, at, *before)


def _mend(rows: Sequence[Treatment], at: datetime) -> None:
    """Open one correction a unit."""
    rules = load_risk_rules()
    for unit in {row.risk.asset.unit: None for row in rows}:
        own = [row for row in rows if row.risk.asset.unit == unit]
        finding = Finding(
            title=_title(own[0], len(own)),
            grade="grave" if rules.level(own[0].score) == rules.levels[-1] else "middle",
            unit=unit,
            detail=own[0].plan,
            due_on=own[0].until,
            ref=f"{KIND}:{own[0].pk}",
        )
        source = Correction.Source.RISK
        open_correction(source=source, finding=finding, by=own[0].decided_by, at=at)


def _refuse(rows: Sequence[Risk], way: str, plan: str, until: date, today: date) -> None:
    rules = load_risk_rules()
    if len({each.threat for each in rows}) != 1:
        raise RiskRefusedError(_("まとめて対応を決められるのは、同じ脅威のリスクだけです。"))
    if way not in rules.treatments or not plan.strip():
        raise RiskRefusedError(_("対応を選び、行うこと又は受け入れる理由を書いてください。"))
    if until < today:
        raise RiskRefusedError(_("期限は、今日以後の日にしてください。"))
    if way == ACCEPT and until > today + timedelta(days=rules.accepted_days):
        raise RiskRefusedError(
            _("リスクを受け入れる期限は、%(days)d日以内にしてください。")
            % {"days": rules.accepted_days}
        )
    if Treatment.objects.filter(risk__in=rows, decided_at=None, ended_at=None).exists():
        raise RiskRefusedError(_("このリスクへの対応は、既に決裁を待っています。"))


def _title(row: Treatment, count: int) -> str:
    """Name risks by an asset's number: who decides may not be one who may know its name."""
    words = {
        "way": load_risk_rules().treatments[row.way].title.ja,
        "threat": load().threats[row.risk.threat].title.ja,
        "asset": row.risk.asset.number,
        "more": count - 1,
    }
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        if count > 1:
            return _("リスクの%(way)s: %(threat)s（%(asset)s ほか%(more)d件）") % words
        return _("リスクの%(way)s: %(threat)s（%(asset)s）") % words


def _reason(rows: Sequence[Treatment]) -> str:
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        return _("%(plan)s（対象 %(numbers)s、残るリスクの点数 %(score)d、期限 %(until)s）") % {
            "plan": rows[0].plan,
            "numbers": "・".join(each.risk.asset.number for each in rows),
            "score": max(each.score for each in rows),
            "until": rows[0].until.isoformat(),
        }


def _seal(kind: str, row: Treatment, by: Person, at: datetime, *others: Treatment) -> None:
    seal(kind, f"risk:{row.risk_id}", by=by, at=at, rows=[row, *others], way=row.way,
         score=row.score, until=row.until.isoformat(), decision=row.decision)  # fmt: skip
