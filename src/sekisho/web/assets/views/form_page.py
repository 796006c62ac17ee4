"""How the forms of this room are read, tried and shown again."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from sekisho.web.assets.models import Asset
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.errors import Refused


def given(request: MemberRequest) -> QueryDict | None:
    """Return what was sent, or None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def attempt(form: Form, action: Callable[[], object]) -> bool:
    """Run the action when the form is good; a refusal becomes the form's error."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        action()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def form_page(  # noqa: PLR0913  # what a form page shows
    request: MemberRequest,
    form: Form,
    heading: str,
    submit: str,
    *,
    back: str = "",
    asset: Asset | None = None,
    helper: bool = False,
) -> HttpResponse:
    """Show the form; 422 when what was sent could not be taken."""
    context = {
        "form": form,
        "heading": heading,
        "submit": submit,
        "asset": asset,
        "helper": helper,
        "back": back or reverse("assets:list"),
    }
    return render(request, "assets/form.html", context, status=422 if form.errors else 200)
