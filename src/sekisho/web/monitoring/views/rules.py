"""Rules: what is asked of every log, what of it cannot be asked, and importing more."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.web.monitoring import access, actions
from sekisho.web.monitoring.errors import MonitoringRefusedError
from sekisho.web.monitoring.forms import RulesForm
from sekisho.web.monitoring.models import RuleFile
from sekisho.web.monitoring.sentences import own_rules
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires
from sekisho.web.ui.trying import attempt


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def all_of_them(request: MemberRequest) -> HttpResponse:
    """The files of rules in use, and a form for one more."""
    posted = request.method == "POST"
    form = RulesForm(request.POST, request.FILES) if posted else RulesForm()

    def act() -> object:
        file = form.cleaned_data["file"]
        return actions.import_rules(
            name=file.name, untrusted=file.read(), by=request.person, at=timezone.now()
        )

    if attempt(form, act):
        messages.success(request, _("規則を取り込みました。次に届く記録から調べます。"))
        return redirect("monitoring:rules")
    context = {
        "form": form,
        "files": RuleFile.objects.filter(withdrawn_at=None),
        "own": own_rules(),
    }
    return render(request, "monitoring/rules.html", context, status=422 if posted else 200)


@require_POST
@requires(access.MANAGE)
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """A file of rules is asked no more."""
    row = get_object_or_404(RuleFile, pk=pk)
    try:
        actions.withdraw_rules(rule_file=row, by=request.person, at=timezone.now())
        messages.success(request, _("規則を外しました。"))
    except MonitoringRefusedError as refusal:
        messages.error(request, str(refusal))
    return redirect("monitoring:rules")
