"""What a person decides about something held: to close it, or to have it sent again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.web.organization.access import MemberRequest
from sekisho.web.transfers import access, actions
from sekisho.web.transfers.forms import ReasonForm
from sekisho.web.transfers.models import Crossing
from sekisho.web.ui.access import requires
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.trying import attempt, form_page, given


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def close(request: MemberRequest, pk: int) -> HttpResponse:
    """End the wait for an answer, with a reason."""
    row = get_object_or_404(Crossing.objects.waiting(), pk=pk)
    form = ReasonForm(given(request))
    if attempt(
        form,
        lambda: actions.close(
            crossing=row,
            reason=form.cleaned_data["reason"],
            by=request.person,
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("渡さずに終了しました。理由は受取人にも見えます。"))
        return redirect("transfers:crossing", pk)
    return form_page(
        request,
        form,
        template="transfers/form.html",
        heading=_("渡さずに終了する（受付番号 %(number)s）") % {"number": row.number},
        submit=_("終了する"),
        back=reverse("transfers:crossing", args=[pk]),
        note=_(
            "受取人に確かめた結果など、渡さない理由を書いてください。受取人もこの理由を読みます。"
        ),
    )


@require_POST
@requires(access.MANAGE)
def send_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Have what was made safe offered again."""
    row = get_object_or_404(Crossing, pk=pk)
    try:
        actions.send_again(crossing=row, by=request.person, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("送り直しを頼みました。数分のうちに送ります。"))
    return redirect("transfers:crossing", pk)
