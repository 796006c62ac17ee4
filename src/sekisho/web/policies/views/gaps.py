"""What is between standards and procedures, and tying one to the other."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.policies import actions
from sekisho.web.policies.forms.manuscripts import LinkForm
from sekisho.web.policies.gaps import gaps as found_gaps
from sekisho.web.policies.models import READ_PROCEDURES, Clause, ProcedureLink
from sekisho.web.ui.access import requires
from sekisho.web.ui.trying import attempt, form_page, given

DRAFT = "documents.draft"


@require_safe
@requires(READ_PROCEDURES)
def gaps(request: MemberRequest) -> HttpResponse:
    """Show clauses no procedure carries out, and procedures of no clause."""
    context = {"gaps": found_gaps(), "may_draft": DRAFT in request.rights}
    return render(request, "policies/gaps.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(DRAFT)
def link(request: MemberRequest, pk: int) -> HttpResponse:
    """Say which procedures carry out a clause."""
    if READ_PROCEDURES not in request.rights:
        raise Http404
    clause = get_object_or_404(Clause.objects.readable(request.rights).with_edition(), pk=pk)
    known = ProcedureLink.objects.filter(
        standard=clause.edition.document_id, clause_id=clause.clause_id
    )
    values = {"procedures": list(known.values_list("procedure", flat=True))}
    form = LinkForm(given(request), clause=clause, initial=values)
    if attempt(
        form,
        lambda: actions.link_procedures(
            clause=clause, procedures=form.cleaned_data["procedures"], by=request.person,
            at=timezone.now(),
        ),
    ):  # fmt: skip
        messages.success(request, _("条文と実施手順を結びました。"))
        return redirect("policies:gaps")
    return form_page(
        request, form, template="policies/manuscript_form.html",
        heading=_("%(clause)s を行う実施手順") % {"clause": clause.clause_id}, submit=_("保存する"),
        back=reverse("policies:gaps"), note=clause.heading or clause.text[:200],
    )  # fmt: skip
