"""How a form page reads what was sent, tries the change and shows what was refused."""

from collections.abc import Callable

from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from sekisho.web.ui.errors import Refused


def given(request: HttpRequest) -> QueryDict | None:
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
    request: HttpRequest,
    form: Form,
    *,
    template: str,
    heading: str,
    submit: str,
    back: str,
    note: str = "",
) -> HttpResponse:
    """Show the form; 422 when what was sent could not be taken."""
    context = {"form": form, "heading": heading, "submit": submit, "back": back, "note": note}
    return render(request, template, context, status=422 if form.is_bound else 200)
