"""What people see: the page behind a link, and the page to report a suspicious mail."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.web.maildrills import actions
from sekisho.web.maildrills.forms import ReportForm
from sekisho.web.maildrills.models import Drill
from sekisho.web.organization.access import MemberRequest
from sekisho.web.organization.views.form_page import given
from sekisho.web.ui.access import public, signed_in


@never_cache
@require_safe
@public
def link(request: HttpRequest, pk: int, token: str) -> HttpResponse:
    """Teach in one screen; asks for nothing. Counted once, and not for a program looking ahead."""
    row = get_object_or_404(Drill, pk=pk, started_at__isnull=False)
    if request.method == "GET" and not _looks_ahead(request):
        actions.note_opened(drill=row, untrusted_word=token, at=timezone.now())
    return render(request, "maildrills/lesson.html", {"letter": row.wording})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def report(request: MemberRequest) -> HttpResponse:
    """Report a mail: one of a drill is thanked for, any other goes on to the incidents."""
    form = ReportForm(given(request))
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        context = {"form": form, "address": settings.REPORT_ADDRESS}
        return render(request, "maildrills/report.html", context, status=status)
    row = actions.note_reported(
        untrusted_text=form.cleaned_data["text"],
        subject=form.cleaned_data["subject"],
        by=request.person,
        at=timezone.now(),
    )
    found = {"drill": row, "letter": row.wording if row else None}
    return render(request, "maildrills/reported.html", found)


def _looks_ahead(request: HttpRequest) -> bool:
    """Whether a browser says it only fetches ahead of a person."""
    said = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return "prefetch" in said
