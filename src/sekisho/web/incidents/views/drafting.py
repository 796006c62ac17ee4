"""Drafts: the data of the Commission's form to copy or as CSV, and the report as .docx."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sekisho.catalogue import load_breach_rules
from sekisho.web.incidents.access import LOOK
from sekisho.web.incidents.models import Duty, Incident
from sekisho.web.incidents.papers import report_csv, report_items, report_paper
from sekisho.web.incidents.queries import DutyLine, duties_of
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.papers import to_docx

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@never_cache
@requires(*LOOK)
def draft(request: MemberRequest, pk: int) -> HttpResponse:
    """Show the draft item by item, to be copied into the Commission's form."""
    line = _line_or_404(pk)
    context = {
        "line": line,
        "row": line.row.incident,
        "items": report_items(line.row.incident),
        "rules": load_breach_rules(),
    }
    return render(request, "incidents/draft.html", context)


@require_safe
@never_cache
@requires(*LOOK)
def draft_docx(_request: MemberRequest, pk: int) -> HttpResponse:
    """Give the draft as .docx."""
    line = _line_or_404(pk)
    paper = report_paper(line.row.incident, line, settings.BODY_NAME)
    return _file(to_docx(paper), _DOCX, f"report-{line.row.pk}.docx")


@require_safe
@never_cache
@requires(*LOOK)
def draft_csv(_request: MemberRequest, pk: int) -> HttpResponse:
    """Give the items of the form as CSV."""
    row = get_object_or_404(Incident, pk=pk)
    return _file(report_csv(row), "text/csv; charset=utf-8", f"incident-{pk}.csv")


def _line_or_404(pk: int) -> DutyLine:
    row = get_object_or_404(Duty.objects.select_related("incident"), pk=pk)
    found = next((each for each in duties_of(row.incident).lines if each.row.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(data, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
