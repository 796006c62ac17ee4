"""How the form pages of this room are tried and shown, and how gravities are called."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from sekisho.catalogue import load_suppliers
from sekisho.web.organization.access import MemberRequest
from sekisho.web.suppliers.models import Firm
from sekisho.web.ui.errors import Refused
from sekisho.web.ui.words import worded

Row = TypeVar("Row")


def attempt(
    request: MemberRequest,
    form: Form,
    action: Callable[..., Row],
    values: Callable[[], Mapping[str, Any]] | None = None,
) -> Row | None:
    """Do the action with what was sent; None, with the reason on the form, when refused.

    `values` makes of a good form what the action takes; without it the fields are taken as sent.
    """
    if not form.is_valid():
        return None
    sent = values() if values else form.cleaned_data
    try:
        return action(**sent, by=request.person, at=timezone.now())
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


def form_page(  # noqa: PLR0913  # what a form page shows
    request: MemberRequest,
    form: Form,
    *,
    heading: str,
    submit: str,
    back: str,
    note: str = "",
    danger: bool = False,
) -> HttpResponse:
    """Show the form; 422 when what was sent could not be taken."""
    context = {
        "form": form,
        "heading": heading,
        "submit": submit,
        "back": back,
        "note": note,
        "danger": danger,
        "today": timezone.localdate(),
        "firms": Firm.objects.values_list("name", flat=True) if "firm" in form.fields else (),
    }
    status = 422 if form.is_bound else 200
    return render(request, "suppliers/form.html", context, status=status)


def grade_title(grade: str) -> str:
    """Return what a gravity of information is called; an id nobody knows stands as it is."""
    known = load_suppliers().grades.get(grade)
    return worded(known.title) if known else grade
