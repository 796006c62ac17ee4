"""One edition: its clauses, its way to being in force, and comparing it with another."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.queries import EvidenceView
from sekisho.web.evidence.wording import kind_label
from sekisho.web.organization.access import MemberRequest
from sekisho.web.policies import actions, queries
from sekisho.web.policies.access import edition_or_404, may_take_unmarked
from sekisho.web.policies.actions.editions import prepared_by, waiting_application
from sekisho.web.policies.forms import DecideForm, PublishForm, SubmitForm, topic_titles
from sekisho.web.policies.models import Edition
from sekisho.web.policies.reading import branches
from sekisho.web.ui.access import requires, signed_in
from sekisho.web.ui.errors import Refused

State = Edition.State
STEPS = (
    gettext_lazy("案"),
    gettext_lazy("決裁待ち"),
    gettext_lazy("決裁済み"),
    gettext_lazy("施行中"),
)
STEP = {State.DRAFT: 1, State.SUBMITTED: 2, State.APPROVED: 3, State.PUBLISHED: 4,
        State.SUPERSEDED: 5}  # fmt: skip


@require_safe
@signed_in
def edition(request: MemberRequest, pk: int) -> HttpResponse:
    """Show one edition with its clauses and what can be done next."""
    return _page(request, edition_or_404(request, pk))


@require_POST
@requires("documents.draft")
def submit(request: MemberRequest, pk: int) -> HttpResponse:
    """Ask for the decision."""
    row = edition_or_404(request, pk)
    form = SubmitForm(request.POST)
    if not form.is_valid():
        return _page(request, row, submit_form=form)
    try:
        actions.submit_edition(
            edition=row, reason=form.cleaned_data["reason"], by=request.person, at=timezone.now()
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, row, submit_form=form)
    messages.success(request, _("起案しました。決裁権者に届いています。"))
    return redirect("policies:edition", pk)


@require_POST
@requires("documents.approve")
def decide(request: MemberRequest, pk: int) -> HttpResponse:
    """Approve the edition, or give it back."""
    row = edition_or_404(request, pk)
    form = DecideForm(request.POST)
    if not form.is_valid():
        return _page(request, row, decide_form=form)
    approve = request.POST.get("decision") == "approve"
    try:
        actions.decide_edition(
            edition=row, approve=approve, comment=form.cleaned_data["comment"],
            by=request.person, at=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, edition_or_404(request, pk), decide_form=form)
    messages.success(request, _("決裁しました。") if approve else _("差し戻しました。"))
    return redirect("policies:edition", pk)


@require_POST
@requires("documents.publish")
def publish(request: MemberRequest, pk: int) -> HttpResponse:
    """Put the edition in force."""
    row = edition_or_404(request, pk)
    form = PublishForm(request.POST, edition=row)
    if not form.is_valid():
        return _page(request, row, publish_form=form)
    try:
        actions.publish_edition(
            edition=row, effective_on=form.cleaned_data.get("effective_on"),
            by=request.person, at=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, edition_or_404(request, pk), publish_form=form)
    messages.success(request, _("施行しました。"))
    return redirect("policies:edition", pk)


@require_POST
@requires("documents.draft")
def review(request: MemberRequest, pk: int) -> HttpResponse:
    """Record that the edition in force was reviewed and found right."""
    row = edition_or_404(request, pk)
    try:
        actions.record_review(edition=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("見直しを記録しました。"))
    return redirect("policies:edition", pk)


@require_POST
@requires("documents.draft")
def discard(request: MemberRequest, pk: int) -> HttpResponse:
    """Remove a draft imported by mistake."""
    row = edition_or_404(request, pk)
    try:
        actions.discard_edition(edition=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("policies:edition", pk)
    messages.success(request, _("案を取り消しました。"))
    return redirect("policies:documents")


def _page(
    request: MemberRequest,
    row: Edition,
    *,
    submit_form: SubmitForm | None = None,
    decide_form: DecideForm | None = None,
    publish_form: PublishForm | None = None,
) -> HttpResponse:
    """Answer with the edition's page; 422 when a form on it was refused."""
    titles = topic_titles()
    clauses = row.clauses.order_by("position").prefetch_related("topics")
    items = [
        ((each, [titles.get(t.topic, t.topic) for t in each.topics.all()]), each.depth)
        for each in clauses
    ]
    context = {
        "edition": row,
        "branches": branches(items),
        "counts": queries.counts(row),
        "steps": STEPS,
        "step": STEP[State(row.state)],
        "history": _history(request, row),
        "marked": not row.is_public,
        "may_take": may_take_unmarked(row.document, request.rights),
        "submit_form": submit_form or SubmitForm(),
        "decide_form": decide_form or DecideForm(),
        "publish_form": publish_form or PublishForm(edition=row),
        **_may(request, row),
    }
    refused = any(form and form.errors for form in (submit_form, decide_form, publish_form))
    return render(request, "policies/edition.html", context, status=422 if refused else 200)


def _history(request: MemberRequest, row: Edition) -> list[tuple[EvidenceView, str]]:
    """Return what was sealed about the edition, for who may read evidence."""
    if "evidence.read" not in request.rights:
        return []
    return [(each, kind_label(each.kind)) for each in evidence.history(row.subject, 20)]


def _may(request: MemberRequest, row: Edition) -> dict[str, object]:
    """Return what this reader may do with the edition as it stands."""
    rights, state = request.rights, row.state
    waiting = waiting_application(row) if state == State.SUBMITTED else None
    own = waiting is not None and (
        request.person.pk == waiting.applicant_id
        or str(request.person.opaque_id) in prepared_by(row)
    )
    drafts = "documents.draft" in rights
    return {
        "waiting": waiting,
        "own": own,
        "may_draft": drafts,
        "may_submit": drafts and state == State.DRAFT and row.topics_confirmed_at is not None,
        "may_discard": drafts and state == State.DRAFT,
        "may_decide": waiting is not None and not own and "documents.approve" in rights,
        "may_publish": "documents.publish" in rights and state == State.APPROVED,
        "may_review": drafts and state == State.PUBLISHED,
        "may_rewrite": drafts and state == State.PUBLISHED and row.document.kind != "basic",
    }
