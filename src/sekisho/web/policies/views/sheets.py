"""Signed sheets: printing one with names, and recording that it was signed."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import ModelMultipleChoiceField
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.models import Unit
from sekisho.web.policies import actions, queries
from sekisho.web.policies.access import (
    asked_edition_or_404,
    people_asked,
    recordable,
    unit_or_404,
    units_recorded_by,
)
from sekisho.web.policies.forms import SheetForm
from sekisho.web.policies.models import Edition, Pledge
from sekisho.web.policies.papers import sheet_paper
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.papers.answer import paper_answer


@require_http_methods(["GET", "HEAD", "POST"])
@requires("pledges.record")
def record(request: MemberRequest) -> HttpResponse:
    """Record that people of the own unit signed the sheet of one document."""
    at = timezone.now()
    edition = asked_edition_or_404(request, list(queries.editions_asked()))
    rows = queries.open_pledges(recordable(request.person, timezone.localdate(at)), edition)
    if request.method != "POST":
        return _page(request, SheetForm(pledges=rows), rows, edition)
    form = SheetForm(request.POST, request.FILES, pledges=rows)
    if not form.is_valid():
        return _page(request, form, rows, edition)
    try:
        done = actions.record_signed_sheet(
            pledges=list(form.cleaned_data["pledges"]),
            by=request.person,
            at=at,
            file=form.attachment,
            words=form.cleaned_data["words"],
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, form, rows, edition)
    messages.success(request, _("%(count)s人の確認を記録しました。") % {"count": len(done)})
    return redirect(
        f"{reverse('pledges:record')}?document={edition.document_id if edition else ''}"
    )


@require_safe
@never_cache
@requires("pledges.record", "pledges.manage")
def sheet(request: MemberRequest, unit: int, form: str = "pdf") -> HttpResponse:
    """Give the sheet of one unit for one document: the names, and room to sign."""
    today = timezone.localdate()
    row = unit_or_404(request, unit, today)
    edition = asked_edition_or_404(request, list(queries.editions_asked()))
    if edition is None:
        raise Http404
    open_ones = queries.open_pledges(people_asked(today).filter(unit=row), edition)
    names = tuple(each.person.name for each in open_ones)
    paper = sheet_paper(edition, row.name, names)
    return paper_answer(request, paper, f"pledge-sheet-{row.pk}-{edition.document_id}", form)


def _page(
    request: MemberRequest, form: SheetForm, rows: QuerySet[Pledge, Any], edition: Edition | None
) -> HttpResponse:
    """Show one page of names to tick; what is sent is checked against all of them."""
    page = page_of(request, rows)
    _names(form).choices = [(each.pk, each.person.name) for each in page]
    units = units_recorded_by(request.person, timezone.localdate())
    context = {
        "form": form,
        "page": page,
        "units": Unit.objects.filter(pk__in=units) if edition else (),
        "edition": edition,
        "editions": list(queries.editions_asked()),
    }
    status = 422 if form.errors else 200
    return render(request, "policies/pledges_record.html", context, status=status)


def _names(form: SheetForm) -> "ModelMultipleChoiceField[Pledge]":
    field = form.fields["pledges"]
    if not isinstance(field, ModelMultipleChoiceField):
        raise TypeError("pledges is no choice of rows")
    return field
