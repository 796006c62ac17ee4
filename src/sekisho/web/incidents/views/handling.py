"""The list, an incident's page, triage, facts and clocks, what was reported, the end."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.catalogue import load_breach_rules
from sekisho.web.corrections.models import Correction
from sekisho.web.evidence import queries as evidence
from sekisho.web.incidents import actions, queries, words
from sekisho.web.incidents.access import LOOK, MANAGE
from sekisho.web.incidents.forms import BodyRuleForm, CloseForm, DutyForm, FactsForm, TriageForm
from sekisho.web.incidents.models import Duty, Incident
from sekisho.web.incidents.standing import BODY, body_rule
from sekisho.web.incidents.views.alerting import alerts_of
from sekisho.web.monitoring import access as monitoring
from sekisho.web.organization.access import MemberRequest, holders_of
from sekisho.web.organization.models import Person
from sekisho.web.ui.access import requires
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.trying import attempt, form_page, given
from sekisho.web.ui.words import worded

FORM = "incidents/form.html"


@require_safe
@requires(*LOOK)
def board(request: MemberRequest) -> HttpResponse:
    """Show the incidents, the newest first, with what is due of each."""
    at = timezone.now()
    page = page_of(request, queries.board_rows(), size=30)
    context = {
        "page": page,
        "lines": [
            (each, words.state_of(each), _left(each.first_due, at))  # type: ignore[attr-defined]  # annotated
            for each in page
        ],
        "standing": queries.punctuality(at),
        "waiting": Incident.objects.waiting().count(),
        "rule": _rule_words(),
        "may_manage": MANAGE in request.rights,
    }
    return render(request, "incidents/board.html", context)


@require_safe
@requires(*LOOK)
def incident(request: MemberRequest, pk: int) -> HttpResponse:
    """Show everything about one incident, what is due first."""
    row = _row_or_404(pk)
    at, found = timezone.now(), queries.duties_of(row)
    may_read_alerts = not request.rights.isdisjoint(monitoring.LOOK)
    context = {
        "row": row,
        "state": words.state_of(row),
        "duties": [_duty_context(each, at) for each in found.lines],
        "unsure": found.unsure,
        "first": found.first_open,
        "left": _left(found.first_open.row.due_at, at) if found.first_open else None,
        "rule": _rule_words(),
        "tasks": row.tasks.select_related("assignee", "done_by"),
        "entries": row.entries.select_related("noted_by"),
        "evidence": row.evidence.defer("content").select_related("added_by"),
        "links": row.links.all(),
        "alerts": alerts_of(row) if may_read_alerts else (),
        "may_read_alerts": may_read_alerts,
        "affected": row.affected.all(),
        "correction": Correction.objects.filter(ref=f"incident:{pk}").last(),
        "history": evidence.history(f"incident:{pk}", 20),
        "may_manage": MANAGE in request.rights and row.closed_at is None,
        "may_read_evidence": "evidence.read" in request.rights,
        "at": at,
    }
    return render(request, "incidents/incident.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def triage(request: MemberRequest, pk: int) -> HttpResponse:
    """Decide what a report is, how grave, and who handles it."""
    row = _row_or_404(pk)
    people = holders_of(MANAGE, timezone.localdate())
    first = {
        "title": row.title,
        "kind": row.kind,
        "severity": row.severity,
        "handler": row.handler_id or request.person.pk,
    }
    form = TriageForm(given(request), people=people, initial=first)
    if attempt(
        form,
        lambda: actions.triage(
            incident=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("確かめました。次に、事実を分かる範囲で入力してください。"))
        none = form.cleaned_data["severity"] == "none"
        return redirect("incidents:incident" if none else "incidents:facts", pk)
    return form_page(
        request, form, template=FORM, heading=_("報告を確かめる"), submit=_("決める"),
        back=_back(pk), note=row.words,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def facts(request: MemberRequest, pk: int) -> HttpResponse:
    """Take the facts as they are known now; the clocks follow."""
    row = _row_or_404(pk)
    form = FactsForm(given(request), incident=row)

    def act() -> None:
        values = {name: form.cleaned_data[name] for name in ("known_at", "least", "most")}
        actions.answer_facts(
            incident=row, answers=form.answers(), by=request.person, at=timezone.now(), **values
        )

    if attempt(form, act):
        messages.success(request, _("事実を記録し、期限を計算しました。"))
        return redirect("incidents:incident", pk)
    note = _(
        "分からないことは「まだ分からない」のままにしてください。分かるまでは、重い方として早い期限を示します。"
    )
    return form_page(
        request, form, template=FORM, heading=_("事実を確かめる"), submit=_("期限を計算する"),
        back=_back(pk), note=note,
    )  # fmt: skip


@require_safe
@requires(*LOOK)
def why(request: MemberRequest, pk: int) -> HttpResponse:
    """Say of every case of the laws why it counts or does not, with its source."""
    row = _row_or_404(pk)
    found, rules = queries.duties_of(row), load_breach_rules()
    context = {
        "row": row,
        "lines": [_duty_context(each, timezone.now()) for each in found.lines],
        "set_aside": [(each, words.fact_words(each.facts)) for each in found.set_aside],
        "rules": rules,
        "laws": rules.laws.values(),
    }
    return render(request, "incidents/why.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def body(request: MemberRequest) -> HttpResponse:
    """Say what kind of body this is, and to whom it reports besides the law."""
    form = BodyRuleForm(given(request), rule=body_rule())
    if attempt(
        form,
        lambda: actions.set_body_rule(by=request.person, at=timezone.now(), **form.cleaned_data),
    ):
        messages.success(
            request, _("報告の前提を改めました。対応中のインシデントの期限も計算し直しました。")
        )
        return redirect("incidents:list")
    note = _(
        "共済組合は、個人情報取扱事業者として方針を公表している例が多くあります。どちらの章によるかは、団体で確かめてください。"
    )
    return form_page(
        request, form, template=FORM, heading=_("報告の前提"), submit=_("改める"),
        back=reverse("incidents:list"), note=note,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def duty_done(request: MemberRequest, pk: int) -> HttpResponse:
    """Record that something owed was done."""
    row = get_object_or_404(Duty.objects.select_related("incident"), pk=pk)
    form = DutyForm(given(request), initial={"done_at": timezone.localtime()})
    if attempt(
        form,
        lambda: actions.finish_duty(
            duty=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("済んだことを記録しました。"))
        return redirect("incidents:incident", row.incident_id)
    return form_page(
        request, form, template=FORM, heading=words.duty_name(row), submit=_("済んだと記録する"),
        back=_back(row.incident_id),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def close(request: MemberRequest, pk: int) -> HttpResponse:
    """End an incident with its cause and what prevents it."""
    row = _row_or_404(pk)
    people = Person.objects.present(timezone.localdate()).exclude(account=None)
    form = CloseForm(given(request), people=people)
    if attempt(
        form,
        lambda: actions.close_incident(
            incident=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("インシデントを終結しました。"))
        return redirect("incidents:incident", pk)
    return form_page(
        request, form, template=FORM, heading=_("インシデントを終結する"), submit=_("終結する"),
        back=_back(pk),
    )  # fmt: skip


def _row_or_404(pk: int) -> Incident:
    rows = Incident.objects.select_related("reporter", "unit", "handler", "triaged_by", "closed_by")
    return get_object_or_404(rows, pk=pk)


def _back(pk: int) -> str:
    return reverse("incidents:incident", args=[pk])


def _left(due_at: datetime | None, at: datetime) -> words.Left | None:
    return words.left_until(due_at, at) if due_at else None


def _duty_context(line: queries.DutyLine, at: datetime) -> dict[str, object]:
    owed = line.owed
    return {
        "line": line,
        "sign": words.duty_sign(line.row, at),
        "left": words.left_until(line.row.due_at, at) if line.is_open else None,
        "notes": [words.NOTES[each] for each in owed.notes] if owed else [],
        "readings": [(words.READINGS[each.reason], each.day) for each in owed.readings]
        if owed
        else [],
        "open_facts": words.fact_words(owed.open_facts) if owed else [],
    }


def _rule_words() -> str:
    """Return by which chapter of the law the body reports; empty while it has not said."""
    rule = body_rule()
    options = {each.id: worded(each.title) for each in load_breach_rules().facts[BODY].options}
    return options.get(rule.body, "") if rule else ""
