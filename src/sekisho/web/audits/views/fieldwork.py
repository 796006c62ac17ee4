"""In the field, on a tablet: one item a page, big controls, the next one a touch away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sekisho.catalogue import load
from sekisho.web.audits import access, actions
from sekisho.web.audits.forms.auditing import JudgeForm, SampleForm
from sekisho.web.audits.models import Item
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.trying import attempt, form_page, given


def _item(request: MemberRequest, pk: int) -> Item:
    visible = access.audits_visible_to(request.person, request.rights, timezone.localdate())
    rows = Item.objects.select_related("audit__unit").filter(audit__in=visible)
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(*access.SEE_AUDITS, access.VISIT)
def item(request: MemberRequest, pk: int) -> HttpResponse:
    """Show an item, and judge it as one of the auditors."""
    row = _item(request, pk)
    posted = request.method == "POST"
    form = JudgeForm(
        given(request), request.FILES if posted else None,
        initial={"result": row.result, "seen": row.seen},
    )  # fmt: skip
    if attempt(
        form,
        lambda: actions.judge_item(item=row, by=request.person, at=timezone.now(), **form.values()),
    ):
        messages.success(request, _("判定を記録しました。"))
        following = row.audit.items.filter(position__gt=row.position, result="").first()
        if following is None:
            return redirect("audits:audit", row.audit_id)
        return redirect("audits:item", following.pk)
    members = row.audit.members.filter(person=request.person, external=False)
    context = {
        "row": row,
        "control": load().controls.get(row.control),
        "form": form,
        "samples": [(each, _picked(each.lines, each.picks)) for each in row.samples.all()],
        "findings": row.findings.all(),
        "before": row.audit.items.filter(position__lt=row.position).last(),
        "after": row.audit.items.filter(position__gt=row.position).first(),
        "total": row.audit.items.count(),
        "mine": row.audit.reported_at is None and members.exists(),
        "inside": bool(set(access.SEE_AUDITS) & request.rights),
        "may_read_evidence": "evidence.read" in request.rights,
    }
    return render(request, "audits/item.html", context, status=422 if form.errors else 200)


def _picked(lines: str, places: list[int]) -> list[tuple[int, str]]:
    population = lines.split("\n")
    return [(place, population[place - 1]) for place in places if place <= len(population)]


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.AUDIT)
def sample(request: MemberRequest, pk: int) -> HttpResponse:
    """Draw a sample for an item."""
    row = _item(request, pk)
    seed = get_random_string(12, "0123456789")
    form = SampleForm(given(request), initial={"size": 5, "seed": seed})
    if attempt(
        form,
        lambda: actions.draw_sample(
            item=row, wanted=form.wanted(), by=request.person, at=timezone.now()
        ),
    ):
        messages.success(request, _("抜き取りました。種と母集団の指紋を記録しています。"))
        return redirect("audits:item", pk)
    return form_page(
        request, form, template="audits/audit_form.html", heading=_("抜き取る"),
        submit=_("抜き取る"), back=reverse("audits:item", args=[pk]), note=row.text,
    )  # fmt: skip
