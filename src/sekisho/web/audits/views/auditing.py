"""Plans and audits: who sees which, making, approving, ordering, and the report."""

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.catalogue import load_correction_rules
from sekisho.web.audits import access, actions
from sekisho.web.audits.forms.auditing import (
    AuditForm,
    FindingForm,
    MemberForm,
    PlanForm,
    ReportForm,
)
from sekisho.web.audits.models import Audit, AuditPlan, Finding, Item, Member
from sekisho.web.audits.papers import report_paper
from sekisho.web.audits.reading import reported
from sekisho.web.corrections.queries import of_refs
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.models import Unit
from sekisho.web.ui.access import requires
from sekisho.web.ui.dates import fiscal_year
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.papers import to_docx
from sekisho.web.ui.papers.answer import pdf_answer
from sekisho.web.ui.trying import attempt, form_page, given

FORM = "audits/audit_form.html"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@requires(*access.SEE_AUDITS, access.VISIT)
def board(request: MemberRequest) -> HttpResponse:
    """Show the plans and the audits, the newest first."""
    audits = _visible(request).prefetch_related("items")
    plans = AuditPlan.objects.select_related("made_by", "approved_by")
    context = {
        "plans": plans[:20] if _inside(request) else (),
        "inside": _inside(request),
        "audits": [(each, *_progress(each)) for each in audits[:50]],
        "today": timezone.localdate(),
        "may_plan": access.PLAN in request.rights,
    }
    return render(request, "audits/audits.html", context)


def _inside(request: MemberRequest) -> bool:
    """Whether the reader belongs to the body, and may follow links to its other rooms."""
    return bool(set(access.SEE_AUDITS) & request.rights)


def _visible(request: MemberRequest) -> QuerySet[Audit]:
    return access.audits_visible_to(request.person, request.rights, timezone.localdate())


def _progress(row: Audit) -> tuple[int, int]:
    items = list(row.items.all())
    return sum(bool(each.result) for each in items), len(items)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.PLAN)
def plan_add(request: MemberRequest) -> HttpResponse:
    """Make a plan."""
    year = fiscal_year(timezone.localdate())
    form = PlanForm(given(request), initial={"year": year, "until_year": year})
    made: list[AuditPlan] = []
    if attempt(
        form,
        lambda: made.append(
            actions.make_plan(entry=form.entry(), by=request.person, at=timezone.now())
        ),
    ):
        messages.success(request, _("監査計画を作りました。CISOの承認を得てください。"))
        return redirect("audits:plan", made[0].pk)
    return form_page(
        request, form, template=FORM, heading=_("監査計画を作る"), submit=_("作る"),
        back=reverse("audits:board"),
    )  # fmt: skip


@require_safe
@requires(*access.SEE_AUDITS)
def plan(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one plan with its audits."""
    row = get_object_or_404(AuditPlan.objects.select_related("made_by", "approved_by"), pk=pk)
    may = access.APPROVE in request.rights and row.made_by_id != request.person.pk
    context = {
        "row": row,
        "units": Unit.objects.filter(pk__in=row.units),
        "audits": row.audits.select_related("unit"),
        "may_approve": may and row.approved_at is None,
        "may_order": access.PLAN in request.rights
        and row.approved_at is not None
        and row.kind != AuditPlan.Kind.MID_TERM,
    }
    return render(request, "audits/plan.html", context)


@require_POST
@requires(access.APPROVE)
def plan_approve(request: MemberRequest, pk: int) -> HttpResponse:
    """Approve a plan somebody else made."""
    row = get_object_or_404(AuditPlan, pk=pk)
    try:
        actions.approve_plan(plan=row, by=request.person, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("監査計画を承認しました。"))
    return redirect("audits:plan", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.PLAN)
def order(request: MemberRequest, pk: int) -> HttpResponse:
    """Order an audit within a plan (実施計画)."""
    row = get_object_or_404(AuditPlan, pk=pk)
    form = AuditForm(given(request), plan=row, on=timezone.localdate())
    made: list[Audit] = []
    if attempt(
        form,
        lambda: made.append(
            actions.order_audit(plan=row, entry=form.entry(), by=request.person, at=timezone.now())
        ),
    ):
        messages.success(request, _("実施計画を作りました。監査項目は対策から作られています。"))
        return redirect("audits:audit", made[0].pk)
    return form_page(
        request, form, template=FORM, heading=_("実施計画を作る"), submit=_("作る"),
        back=reverse("audits:plan", args=[pk]),
        note=_("監査人は、監査を受ける所属に属さず、その所属の役割も持たない人から選びます。"),
    )  # fmt: skip


@require_safe
@requires(*access.SEE_AUDITS, access.VISIT)
def audit(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one audit: who, the programme with judgements, findings, the report."""
    row = audit_of(request, pk)
    findings = list(row.findings.select_related("owner", "item"))
    known = of_refs(f"finding:{each.pk}" for each in findings)
    items = list(row.items.all())
    mine = row.members.filter(person=request.person, external=False)
    context = {
        "row": row,
        "members": row.members.select_related("person", "own_unit"),
        "items": items,
        "done": sum(bool(each.result) for each in items),
        "counts": [(label, sum(each.result == value for each in items))
                   for value, label in Item.Result.choices],
        "findings": [(each, known.get(f"finding:{each.pk}")) for each in findings],
        "grades": load_correction_rules().grades,
        "inside": _inside(request),
        "mine": mine.exists() and row.reported_at is None,
        "lead": mine.filter(lead=True).exists() and row.reported_at is None,
        "may_plan": access.PLAN in request.rights and row.reported_at is None,
    }  # fmt: skip
    return render(request, "audits/audit.html", context)


def audit_of(request: MemberRequest, pk: int) -> Audit:
    """Return an audit the reader may know of, or answer 404."""
    return get_object_or_404(_visible(request), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.PLAN)
def member_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Let one auditor more carry out an audit."""
    row = audit_of(request, pk)
    form = MemberForm(given(request), on=timezone.localdate())
    if attempt(
        form,
        lambda: actions.add_member(
            audit=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("監査人を加えました。"))
        return redirect("audits:audit", pk)
    return form_page(
        request, form, template=FORM, heading=_("監査人を加える"), submit=_("加える"),
        back=reverse("audits:audit", args=[pk]),
    )  # fmt: skip


@require_POST
@requires(access.PLAN)
def member_remove(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an auditor off an audit."""
    row = get_object_or_404(Member.objects.select_related("audit"), pk=pk)
    try:
        actions.remove_member(member=row, by=request.person, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("監査人を外しました。"))
    return redirect("audits:audit", row.audit_id)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.AUDIT)
def finding_add(request: MemberRequest, pk: int) -> HttpResponse:
    """Note a finding; `?item=` names the item it belongs to."""
    row = audit_of(request, pk)
    wanted = request.GET.get("item", "")
    item = row.items.filter(pk=int(wanted)).first() if wanted.isdecimal() else None
    form = FindingForm(given(request), initial={"detail": item.seen if item else ""})
    made: list[Finding] = []
    if attempt(
        form,
        lambda: made.append(
            actions.note_finding(
                audit=row, item=item, found=form.found(), by=request.person, at=timezone.now()
            )
        ),
    ):
        messages.success(request, _("指摘を記録しました。"))
        return redirect("audits:audit", pk)
    return form_page(
        request, form, template=FORM, heading=_("指摘を書く"), submit=_("記録する"),
        back=reverse("audits:audit", args=[pk]), note=item.text if item else "",
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.AUDIT)
def report(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand in the report: afterwards nothing of the audit changes."""
    row = audit_of(request, pk)
    form = ReportForm(given(request))
    if attempt(
        form,
        lambda: actions.report_audit(
            audit=row, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("監査を報告しました。指摘は是正措置になりました。"))
        return redirect("audits:audit", pk)
    return form_page(
        request, form, template=FORM, heading=_("監査を報告する"), submit=_("報告する"),
        back=reverse("audits:audit", args=[pk]),
        note=_("報告すると、判定と指摘は変えられなくなり、指摘ごとに是正措置が開かれます。"),
    )  # fmt: skip


@require_safe
@requires(*access.SEE_AUDITS, access.VISIT)
def report_pdf(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand out the report as PDF."""
    paper = report_paper(reported(audit_of(request, pk)), settings.BODY_NAME)
    return pdf_answer(request, paper, f"audit-{pk}.pdf")


@require_safe
@requires(*access.SEE_AUDITS, access.VISIT)
def report_docx(request: MemberRequest, pk: int) -> HttpResponse:
    """Hand out the report as .docx."""
    data = to_docx(report_paper(reported(audit_of(request, pk)), settings.BODY_NAME))
    answer = HttpResponse(data, content_type=DOCX)
    answer["Content-Disposition"] = f'attachment; filename="audit-{pk}.docx"'
    return answer
