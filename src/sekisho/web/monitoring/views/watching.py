"""The page of two people with little time: today's few things, and whether all logs arrive."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sekisho.web.monitoring import access
from sekisho.web.monitoring.checks import answer_until
from sekisho.web.monitoring.drawing import spark
from sekisho.web.monitoring.models import Alert, LogSource
from sekisho.web.monitoring.queries import source_lines, watched
from sekisho.web.monitoring.report_paper import weekly_paper
from sekisho.web.monitoring.sentences import told
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.papers.answer import paper_answer

FEW = 7


@require_safe
@requires(*access.LOOK)
def watch(request: MemberRequest) -> HttpResponse:
    """What waits, the gravest first; what was silent; how the day went."""
    at = timezone.now()
    rows = list(Alert.objects.open().ranked()[: FEW + 1])
    lines = source_lines(at)
    context = {
        "alerts": [
            {"row": row, "told": told(row), "late": at > answer_until(row)} for row in rows[:FEW]
        ],
        "more": Alert.objects.open().count() - FEW if len(rows) > FEW else 0,
        "silent": [each for each in lines if each.silent and each.source.registered_at],
        "lines": [
            {"line": each, "spark": spark(each.hours)}
            for each in lines
            if each.source.registered_at
        ],
        "unregistered": LogSource.objects.unregistered().count(),
        "week": watched(at - timedelta(days=7), at),
        "may_manage": access.MANAGE in request.rights,
    }
    return render(request, "monitoring/watch.html", context)


@require_safe
@requires(*access.LOOK)
def report(request: MemberRequest, form: str = "pdf") -> HttpResponse:
    """The last seven days on paper."""
    return paper_answer(request, weekly_paper(timezone.now()), "kanshi", form)
