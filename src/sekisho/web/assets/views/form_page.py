"""How the forms of this room are read, tried and shown again."""

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from sekisho.web.assets.models import Asset
from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.trying import attempt, given

__all__ = ["attempt", "form_page", "given"]


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
