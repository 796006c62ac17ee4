"""The chart of the organisation with its security roles, and what is vacant or double in it."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sekisho.catalogue import load
from sekisho.web.governance import queries
from sekisho.web.governance.access import LOOK
from sekisho.web.governance.chart import draw
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.words import worded


@require_safe
@requires(LOOK)
def chart(request: MemberRequest) -> HttpResponse:
    """Show who answers for what, drawn, and the same in words."""
    today = timezone.localdate()
    figures = queries.chart_figures(today)
    context = {
        "picture": draw(figures),
        "figures": figures,
        "doubles": [
            (worded(load().roles[role].title), unit, who)
            for role, unit, who in queries.doubles(today)
        ],
        "without": queries.units_without_manager(today),
        "today": today,
    }
    return render(request, "governance/chart.html", context)
