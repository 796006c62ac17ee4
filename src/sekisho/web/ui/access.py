"""May I? Every view says who may use it; a view that says nothing is refused.

`RightsMiddleware` of the organization room puts `request.rights` (a frozenset of permission
words of the catalogue's roles) on each request; this room only compares.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

View = Callable[..., HttpResponseBase]
V = TypeVar("V", bound=View)

# Views of libraries cannot carry our decorator; their modules are listed with their rule.
_LIBRARY_PUBLIC = ("allauth.account.views", "allauth.mfa.", "django.views.i18n")


@dataclass(frozen=True)
class Access:
    """Who may use a view: anybody, anybody signed in, or a holder of one of `permissions`."""

    public: bool = False
    permissions: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """Return the rule as it stands in the committed permission matrix."""
        if self.public:
            return "public"
        return " | ".join(sorted(self.permissions)) or "signed in"


def public(view: V) -> V:
    """Anybody may use the view, signed in or not."""
    return _mark(view, Access(public=True))


def signed_in(view: V) -> V:
    """Anybody with an account may use the view; it decides about rows itself."""
    return _mark(view, Access())


def requires(*permissions: str) -> Callable[[V], V]:
    """Only holders of one of the permission words may use the view."""
    return lambda view: _mark(view, Access(permissions=frozenset(permissions)))


def access_of(view: View) -> Access | None:
    """Return the rule a view carries, or None when it carries none."""
    rule = getattr(view, "access", None)
    if isinstance(rule, Access):
        return rule
    if getattr(view, "__module__", "").startswith(_LIBRARY_PUBLIC):
        return Access(public=True)  # allauth guards its own pages
    return None


class AccessMiddleware:
    """Enforces the rule of each view before it runs (fail closed: no rule, no answer)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, _args: Any, _kwargs: Any
    ) -> HttpResponseBase | None:
        """Answer with the sign-in page or 403 when the rule says so."""
        rule = access_of(view)
        if rule is None:
            raise PermissionDenied(f"no access rule on {view!r}")
        if rule.public:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        rights: frozenset[str] = getattr(request, "rights", frozenset())
        if rule.permissions and not rule.permissions & rights:
            raise PermissionDenied("この操作をする権限がありません。")
        return None


def _mark(view: V, rule: Access) -> V:
    view.access = rule  # type: ignore[attr-defined]  # functions carry attributes; read by access_of
    return view
