"""Puts the person and their rights on each request, and asks for what sign-in still lacks."""

from collections.abc import Callable
from typing import Any, NamedTuple, cast
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django_htmx.http import HttpResponseClientRedirect

from sekisho.web.organization.access import MemberRequest, second_factor_used, standing_of
from sekisho.web.organization.errors import NotAdmittedError
from sekisho.web.organization.models import Account
from sekisho.web.ui.access import View

_ALWAYS = frozenset({"account_logout", "set_language"})
_CHANGE_PASSWORD = _ALWAYS | {"account_change_password"}
_ENROL = _ALWAYS | {
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
}
_PROVE = _ALWAYS | {"mfa_reauthenticate", "mfa_reauthenticate_webauthn"}


class Owed(NamedTuple):
    """Something sign-in still lacks: the pages that answer meanwhile, and where it is done."""

    pages: frozenset[str]  # address names
    url: str


class RightsMiddleware:
    """Sets `request.person`, `request.rights` and `request.standing`; empty for nobody signed in.

    Three queries for somebody signed in: account, person, roles. Whoever may not be here (no
    person, not yet there, left) is signed out at once, in the middle of a session too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on, or end a session that must not go on."""
        member = cast("MemberRequest", request)
        member.rights = frozenset()
        member.person = member.standing = None  # type: ignore[assignment]  # only public pages run so
        if isinstance(request.user, Account):
            try:
                member.standing = standing_of(request.user, timezone.localdate())
            except NotAdmittedError as refusal:
                return _sign_out(request, str(refusal))
            member.person = member.standing.person
            member.rights = member.standing.rights
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: View, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        """Send the person to the page where they do what sign-in still lacks."""
        owed = _owed(cast("MemberRequest", request))
        name = request.resolver_match.view_name if request.resolver_match else ""
        if owed is None or name in owed.pages:
            return None
        return _go(request, owed.url)


def _owed(request: MemberRequest) -> Owed | None:
    if request.standing is None or not isinstance(request.user, Account):
        return None
    if request.user.must_change_password:
        return Owed(_CHANGE_PASSWORD, reverse("account_change_password"))
    if not request.standing.needs_second_factor:
        return None
    if not request.standing.enrolled:
        return Owed(_ENROL, reverse("mfa_index"))
    if not second_factor_used(request):
        return Owed(_PROVE, _proof_page(request))
    return None


def _proof_page(request: HttpRequest) -> str:
    """Return the page of the person's own second factor, coming back here afterwards."""
    url: str = get_adapter(request).get_reauthentication_methods(request.user)[0]["url"]
    back = request.get_full_path() if request.method == "GET" else "/"
    return f"{url}?{urlencode({'next': back})}"


def _sign_out(request: HttpRequest, refusal: str) -> HttpResponse:
    logout(request)
    messages.error(request, refusal)
    return _go(request, reverse("account_login"))


def _go(request: HttpRequest, url: str) -> HttpResponse:
    """Redirect the whole page, also when only a part of it was asked for."""
    if cast("MemberRequest", request).htmx:
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)
