"""Events by day, source, address and words."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sekisho.web.monitoring import access
from sekisho.web.monitoring.forms import SearchForm
from sekisho.web.monitoring.queries import MOST, Sought, events_found
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires


@require_safe
@requires(*access.LOOK)
def search(request: MemberRequest) -> HttpResponse:
    """The form, and what was found."""
    today = timezone.localdate()
    initial = {"first": today - timedelta(days=1), "last": today}
    form = SearchForm(request.GET or None, initial=initial)
    context: dict[str, object] = {"form": form, "most": MOST}
    if form.is_bound and form.is_valid():
        context["events"], context["total"] = events_found(Sought(**form.cleaned_data))
        context["sought"] = True
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "monitoring/search.html", context, status=status)
