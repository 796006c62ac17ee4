"""What a web proxy lets pass of external services: the lists, shown and as files."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sekisho.web.organization.access import MemberRequest
from sekisho.web.suppliers.access import LOOK, MANAGE
from sekisho.web.suppliers.destinations import FORMS
from sekisho.web.suppliers.external import destinations_at
from sekisho.web.ui.access import requires


@require_safe
@requires(LOOK, MANAGE)
def destinations(request: MemberRequest) -> HttpResponse:
    """Show what passes and what is stopped now."""
    at = timezone.now()
    context = {
        "at": at,
        "found": destinations_at(at),
        "forms": tuple(FORMS),
        "may_manage": MANAGE in request.rights,
    }
    return render(request, "suppliers/destinations.html", context)


@require_safe
@requires(MANAGE)
def file(_request: MemberRequest, form: str) -> HttpResponse:
    """Hand out one of the files as it is now."""
    if form not in FORMS:
        raise Http404
    text = FORMS[form](destinations_at(timezone.now()))
    answer = HttpResponse(text, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{form}"'
    return answer
