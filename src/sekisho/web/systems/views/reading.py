"""What the pages of this room share: finding a row the reader may know of, and the form page."""

from functools import partial

from django.shortcuts import get_object_or_404
from django.urls import reverse

from sekisho.web.organization.access import MemberRequest
from sekisho.web.systems import access
from sekisho.web.systems.models import InformationSystem
from sekisho.web.ui.trying import form_page as _page

form_page = partial(_page, template="systems/form.html")


def system_of(request: MemberRequest, pk: int) -> InformationSystem:
    """Return a system the reader may know of, or answer 404."""
    return get_object_or_404(access.visible_to(request.rights).with_names(), pk=pk)


def back_to(system: InformationSystem, name: str = "detail") -> str:
    """Return the address of a system's page."""
    return reverse(f"systems:{name}", args=[system.pk])
