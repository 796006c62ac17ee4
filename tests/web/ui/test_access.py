"""Who may use a view: no rule, no answer."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, get_resolver
from django.views import View

from sekisho.web.organization import account_urls
from sekisho.web.ui import access
from sekisho.web.ui.access import AccessMiddleware, access_of, public, requires, signed_in


def plain(_request):
    return HttpResponse()


def ask(view, *, user=None, rights=()):
    """Return what the middleware answers before the view runs; None lets it run."""
    request = RequestFactory().get("/x/?a=1")
    request.user = user or AnonymousUser()
    request.rights = frozenset(rights)
    return AccessMiddleware(plain).process_view(request, view, (), {})


MEMBER = SimpleNamespace(is_authenticated=True)


def fresh(decorate):
    def view(request):
        return plain(request)

    return decorate(view)


def test_a_view_without_a_rule_is_refused_to_everybody():
    for user in (None, MEMBER):
        with pytest.raises(PermissionDenied):
            ask(plain, user=user, rights=("everything",))


def test_a_public_view_answers_anybody():
    assert ask(fresh(public)) is None


@pytest.mark.parametrize("decorate", [signed_in, requires("policies.read")])
def test_somebody_signed_out_is_sent_to_sign_in_and_back(decorate):
    answer = ask(fresh(decorate))
    assert answer.status_code == 302
    assert "next=/x/%3Fa%3D1" in answer["Location"]


def test_signed_in_is_enough_where_no_permission_is_asked():
    assert ask(fresh(signed_in), user=MEMBER) is None


def test_one_of_the_permissions_is_enough():
    view = fresh(requires("a.read", "b.read"))
    assert ask(view, user=MEMBER, rights=("b.read",)) is None


@pytest.mark.parametrize("rights", [(), ("a",), ("a.reader",), ("A.READ",)])
def test_anything_less_than_the_permission_itself_is_refused(rights):
    with pytest.raises(PermissionDenied):
        ask(fresh(requires("a.read")), user=MEMBER, rights=rights)


def test_a_request_on_which_nobody_put_rights_has_none():
    request = RequestFactory().get("/")
    request.user = MEMBER
    with pytest.raises(PermissionDenied):
        AccessMiddleware(plain).process_view(request, fresh(requires("a.read")), (), {})


def test_permission_alone_without_signing_in_is_not_enough():
    assert ask(fresh(requires("a.read")), rights=("a.read",)).status_code == 302


def test_a_rule_reads_as_it_stands_in_the_matrix():
    assert str(access_of(fresh(public))) == "public"
    assert str(access_of(fresh(signed_in))) == "signed in"
    assert str(access_of(fresh(requires("b", "a")))) == "a | b"


def test_every_mounted_page_of_the_sign_in_library_has_its_own_rule():
    for pattern in account_urls.urlpatterns:
        assert access_of(pattern.callback), pattern.name


def test_only_pages_that_come_before_signing_in_are_public():
    open_pages = {
        pattern.name for pattern in account_urls.urlpatterns if access_of(pattern.callback).public
    }
    assert open_pages == {
        "account_login", "account_logout", "account_inactive", "mfa_authenticate",
        "mfa_login_webauthn",
    }  # fmt: skip


def test_a_page_of_a_library_that_is_not_listed_is_refused():
    class SignupView(View):
        __module__ = "allauth.account.views"

    assert access_of(SignupView.as_view()) is None


def test_no_rule_stands_for_a_library_page_that_is_not_mounted():
    """A rule left over would open the page on the day somebody mounts it."""
    mounted = {access._name(view) for view in _views(get_resolver())}
    assert set(access.LIBRARY) <= mounted


def _views(resolver):
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            yield entry.callback
        else:
            yield from _views(entry)
