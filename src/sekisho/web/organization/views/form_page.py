"""How every form of this room is read, tried and shown again."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from sekisho.web.organization.access import MemberRequest
from sekisho.web.ui.errors import Refused

Row = TypeVar("Row")


def given(request: MemberRequest) -> QueryDict | None:
    """Return what was sent, or None when the page is only looked at."""
    return request.POST if request.method == "POST" else None


def attempt(
    request: MemberRequest, form: Form, action: Callable[..., Row], **more: Any
) -> Row | None:
    """Do the action with the form's values; None, with the reason on the form, when refused."""
    if not form.is_valid():
        return None
    try:
        return action(**form.cleaned_data, **more, by=request.person, at=timezone.now())
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
    }
    status = 422 if form.is_bound else 200
    return render(request, "organization/form.html", context, status=status)
