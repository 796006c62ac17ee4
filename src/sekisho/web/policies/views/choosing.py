"""Choosing whether a standard is confirmed by the people, as the basic policy is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sekisho.web.organization.access import MemberRequest
from sekisho.web.policies import actions
from sekisho.web.policies.access import CHOOSE, document_or_404
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused


@require_POST
@requires(CHOOSE)
def pledges(request: MemberRequest, pk: int) -> HttpResponse:
    """Have people confirm the standard, or no longer; the button says which."""
    row = document_or_404(request, pk)
    asks = request.POST.get("asks") == "yes"
    try:
        actions.choose_pledges(document=row, asks=asks, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        told = (
            _("遵守の確認を求めることにしました。")
            if asks
            else _("遵守の確認を求めないことにしました。")
        )
        messages.success(request, told)
    return redirect("policies:document", pk)
