"""May I? Every view says who may use it; a view that says nothing is refused.

`RightsMiddleware` of the organization room puts `request.rights` (a frozenset of permission
words of the catalogue's roles) on each request; this room only compares.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)


class RightsRequest(HttpRequest):
    """A request that carries the permission words of whoever asks."""

    rights: frozenset[str]


@dataclass(frozen=True)
class Access:
    """Who may use a view: anybody, anybody signed in, or a holder of one of `permissions`.

    `machine_bytes` above 0: a machine that has no session and proves by what it sends that it may;
    no more than that many bytes are taken from it.
    """

    public: bool = False
    permissions: frozenset[str] = frozenset()
    machine_bytes: int = 0

    def __str__(self) -> str:
        """Return the rule as it stands in the committed permission matrix."""
        if self.machine_bytes:
            return f"machine (at most {self.machine_bytes // 1024} KiB)"
        if self.public:
            return "public"
        return " | ".join(sorted(self.permissions)) or "signed in"


PUBLIC = Access(public=True)
SIGNED_IN = Access()

# Views of libraries cannot carry our decorator: each one that is mounted stands here with its rule.
# A page a person reaches before they are signed in is public; allauth guards its own steps there.
LIBRARY: Mapping[str, Access] = {
    "django.views.i18n.set_language": PUBLIC,
    "allauth.account.views.LoginView": PUBLIC,
    "allauth.account.views.LogoutView": PUBLIC,
    "allauth.account.views.AccountInactiveView": PUBLIC,
    "allauth.account.views.ReauthenticateView": SIGNED_IN,
    "allauth.account.views.PasswordChangeView": SIGNED_IN,
    "allauth.mfa.base.views.AuthenticateView": PUBLIC,
    "allauth.mfa.base.views.ReauthenticateView": SIGNED_IN,
    "allauth.mfa.base.views.IndexView": SIGNED_IN,
    "allauth.mfa.totp.views.ActivateTOTPView": SIGNED_IN,
    "allauth.mfa.totp.views.DeactivateTOTPView": SIGNED_IN,
    "allauth.mfa.recovery_codes.views.ViewRecoveryCodesView": SIGNED_IN,
    "allauth.mfa.recovery_codes.views.GenerateRecoveryCodesView": SIGNED_IN,
    "allauth.mfa.recovery_codes.views.DownloadRecoveryCodesView": SIGNED_IN,
    "allauth.mfa.webauthn.views.ListWebAuthnView": SIGNED_IN,
    "allauth.mfa.webauthn.views.AddWebAuthnView": SIGNED_IN,
    "allauth.mfa.webauthn.views.ReauthenticateWebAuthnView": SIGNED_IN,
    "allauth.mfa.webauthn.views.RemoveWebAuthnView": SIGNED_IN,
    "allauth.mfa.webauthn.views.EditWebAuthnView": SIGNED_IN,
    "allauth.mfa.webauthn.views.LoginWebAuthnView": PUBLIC,
}


def public(view: V) -> V:
    """Anybody may use the view, signed in or not."""
    return _mark(view, PUBLIC)


def machine(largest: int) -> Callable[[V], V]:
    """Machines use the view, without session and so without CSRF; it judges itself who asks.

    `largest`: how many bytes a request may have.
    """

    def mark(view: V) -> V:
        view.csrf_exempt = True  # type: ignore[attr-defined]  # as Django's own decorator does
        return _mark(view, Access(machine_bytes=largest))

    return mark


def signed_in(view: V) -> V:
    """Anybody with an account may use the view; it decides about rows itself."""
    return _mark(view, SIGNED_IN)


def requires(*permissions: str) -> Callable[[V], V]:
    """Only holders of one of the permission words may use the view."""
    return lambda view: _mark(view, Access(permissions=frozenset(permissions)))


def access_of(view: View) -> Access | None:
    """Return the rule a view carries, or None when it carries none."""
    rule = getattr(view, "access", None)
    return rule if isinstance(rule, Access) else LIBRARY.get(_name(view))


LARGEST_NUMBER = 2**63 - 1  # what a row's number can be in either database


class AccessMiddleware:
    """Enforces the rule of each view before it runs (fail closed: no rule, no answer).

    What somebody signed in was shown is kept by no cache and not on the disk of a shared machine.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; nothing keeps an answer to somebody signed in."""
        answer = self.get_response(request)
        if request.user.is_authenticated:
            add_never_cache_headers(answer)
        return answer

    def process_view(
        self, request: HttpRequest, view: View, _args: Any, kwargs: Mapping[str, Any]
    ) -> HttpResponseBase | None:
        """Answer with the sign-in page or 403 when the rule says so; 404 for no row's number."""
        if any(isinstance(each, int) and each > LARGEST_NUMBER for each in kwargs.values()):
            raise Http404
        rule = access_of(view)
        if rule is None:
            raise PermissionDenied(f"no access rule on {view!r}")
        if rule.public or rule.machine_bytes:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        rights: frozenset[str] = getattr(request, "rights", frozenset())
        if rule.permissions and not rule.permissions & rights:
            raise PermissionDenied(_("この操作をする権限がありません。"))
        return None


def _name(view: View) -> str:
    """Return the full name of a view function, or of the class a view was made from."""
    source = getattr(view, "view_class", view)
    return f"{source.__module__}.{getattr(source, '__qualname__', '')}"


def _mark(view: V, rule: Access) -> V:
    view.access = rule  # type: ignore[attr-defined]  # functions carry attributes; read by access_of
    return view
