"""The list of permitted software."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sekisho.web.organization.access import MemberRequest
from sekisho.web.terminals import access, actions
from sekisho.web.terminals.forms import SoftwareForm
from sekisho.web.terminals.models import PermittedSoftware
from sekisho.web.terminals.registered import SOFTWARE
from sekisho.web.terminals.views.form_page import attempt, given
from sekisho.web.ui.access import requires
from sekisho.web.ui.paging import page_of


@require_http_methods(["GET", "HEAD", "POST"])
@requires(access.MANAGE)
def listed(request: MemberRequest) -> HttpResponse:
    """Show the list, and add to it."""
    form = SoftwareForm(given(request))
    added: list[int] = []
    if attempt(
        form,
        lambda: added.append(
            actions.permit(patterns=form.patterns(), by=request.person, at=timezone.now())
        ),
    ):
        messages.success(request, _("%(count)s件を加えました。") % {"count": added[0]})
        return redirect("terminals:software")
    page = page_of(request, PermittedSoftware.objects.all(), size=100)
    context = {"form": form, "page": page, "register": SOFTWARE}
    status = 422 if form.is_bound else 200
    return render(request, "terminals/software.html", context, status=status)


@require_POST
@requires(access.MANAGE)
def forbid(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a name from the list."""
    row = get_object_or_404(PermittedSoftware, pk=pk)
    actions.forbid(row=row, by=request.person, at=timezone.now())
    messages.success(request, _("許可の一覧から外しました。"))
    return redirect("terminals:software")
