"""The zones and their names."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sekisho.web.assets import access, actions
from sekisho.web.assets.forms import ZoneForm
from sekisho.web.assets.models import Zone
from sekisho.web.assets.views.form_page import attempt, form_page, given
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.access import requires


@require_safe
@requires(access.LOOK, access.MANAGE)
def zones(request: MemberRequest) -> HttpResponse:
    """Show the zones."""
    context = {"zones": Zone.objects.all(), "may_manage": access.MANAGE in request.rights}
    return render(request, "assets/zones.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def rename_zone(request: MemberRequest, pk: int) -> HttpResponse:
    """Call a zone by the body's own name."""
    zone = get_object_or_404(Zone, pk=pk)
    form = ZoneForm(given(request), initial={"label": zone.label})
    if attempt(
        form,
        lambda: actions.rename_zone(
            zone=zone, by=request.person, at=timezone.now(), **form.cleaned_data
        ),
    ):
        messages.success(request, _("領域の名称を改めました。"))
        return redirect("assets:zones")
    back = reverse("assets:zones")
    return form_page(request, form, _("領域の名称の変更"), _("変更する"), back=back)
