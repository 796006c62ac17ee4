"""Log sources: who is heard, who was silent, and registering one."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sekisho.web.monitoring import access, actions
from sekisho.web.monitoring.drawing import spark
from sekisho.web.monitoring.forms import SourceForm, initial_of
from sekisho.web.monitoring.models import LogSource
from sekisho.web.monitoring.queries import gaps_of, source_lines
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.trying import attempt, form_page, given

_LOOKED_BACK = timedelta(days=31)


@require_safe
@requires(*access.LOOK)
def all_of_them(request: MemberRequest) -> HttpResponse:
    """Every source with its last day, and the gaps of a month."""
    at = timezone.now()
    lines = source_lines(at)
    gaps = gaps_of((each.source for each in lines if each.source.registered_at),
                   at - _LOOKED_BACK, at)  # fmt: skip
    context = {
        "lines": [{"line": each, "spark": spark(each.hours)} for each in lines],
        "gaps": [{"gap": each, "hours": each.hours(at)} for each in reversed(gaps)],
        "may_manage": access.MANAGE in request.rights,
    }
    return render(request, "monitoring/sources.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def register(request: MemberRequest) -> HttpResponse:
    """A source is registered."""
    initial = {"silent_minutes": 60, "channel": request.GET.get("channel", "")}
    return _form(request, SourceForm(given(request), initial=initial), _("記録元を登録する"))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def change(request: MemberRequest, pk: int) -> HttpResponse:
    """What is registered of a source changes."""
    row = get_object_or_404(LogSource.objects.in_use(), pk=pk)
    form = SourceForm(given(request), initial=initial_of(row))
    form.fields["channel"].disabled = True
    return _form(request, form, _("記録元の登録を変える"))


def _form(request: MemberRequest, form: SourceForm, heading: str) -> HttpResponse:
    def act() -> object:
        return actions.register_source(entry=form.entry(), by=request.person, at=timezone.now())

    if attempt(form, act):
        messages.success(request, _("記録元を登録しました。"))
        return redirect("monitoring:sources")
    return form_page(
        request,
        form,
        template="monitoring/form.html",
        heading=heading,
        submit=_("登録する"),
        back=reverse("monitoring:sources"),
    )


@require_POST
@requires(access.MANAGE)
def close(request: MemberRequest, pk: int) -> HttpResponse:
    """A source need not be heard any more."""
    row = get_object_or_404(LogSource.objects.in_use(), pk=pk)
    actions.close_source(source=row, by=request.person, at=timezone.now())
    messages.success(request, _("記録元を終了しました。保管した記録は期間まで残ります。"))
    return redirect("monitoring:sources")
