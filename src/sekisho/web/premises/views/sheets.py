"""Round sheets: what is asked on rounds, read by all who see rounds, written by who keeps them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.catalogue import load_premises
from sekisho.web.organization.access import MemberRequest
from sekisho.web.premises import actions
from sekisho.web.premises.access import LOOK, MANAGE, RECORD
from sekisho.web.premises.forms.sheets import SheetForm
from sekisho.web.premises.sheets import Asked, RoundSheet, sheets, unasked
from sekisho.web.ui.access import requires
from sekisho.web.ui.trying import attempt, given
from sekisho.web.ui.words import worded


@require_safe
@requires(LOOK, MANAGE, RECORD)
def all_sheets(request: MemberRequest) -> HttpResponse:
    """Show every sheet with what it asks."""
    found = sheets().values()
    context = {
        "sheets": [(sheet, [_told(line) for line in sheet.lines]) for sheet in found],
        "unasked": unasked(found),
        "may_manage": MANAGE in request.rights,
    }
    return render(request, "premises/sheets.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def sheet_add(request: MemberRequest) -> HttpResponse:
    """Write a new sheet."""
    return _written(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(MANAGE)
def sheet_change(request: MemberRequest, key: str) -> HttpResponse:
    """Write a sheet anew."""
    sheet = sheets().get(key)
    if sheet is None:
        raise Http404
    return _written(request, sheet)


def _written(request: MemberRequest, sheet: RoundSheet | None) -> HttpResponse:
    form = SheetForm(given(request), sheet=sheet)
    if attempt(
        form,
        lambda: actions.write_sheet(
            key=sheet.id if sheet else "",
            title=form.cleaned_data["title"],
            every_days=form.cleaned_data["every_days"],
            questions=form.questions(),
            by=request.person,
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("点検表を改めました。これから行う点検で使います。"))
        return redirect("premises:sheets")
    context = {"form": form, "sheet": sheet}
    return render(request, "premises/sheet.html", context, status=422 if form.is_bound else 200)


def _told(line: Asked) -> tuple[str, str, str]:
    """Return thing, safeguard and words; what the data no longer know, by its id."""
    premises = load_premises()
    kind, about = premises.fixture_kinds.get(line.subject), premises.safeguards.get(line.safeguard)
    return (
        worded(kind.title) if kind else line.subject,
        worded(about.title) if about else line.safeguard,
        line.question,
    )
