"""The edge of the product: what is refused before it costs anything, and what nobody keeps."""

from io import BytesIO

import pytest
from django.conf import settings as given
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.web.factories import client_for, make_person

from sekisho.web.organization.models import Account
from sekisho.web.site.context import frame
from sekisho.web.ui.bodies import SIGNED_IN_BYTES, UNKNOWN_BYTES, BodyMiddleware

pytestmark = pytest.mark.django_db
ALL_ROLES = ("secretariat", "auditor", "committee-member", "chief-officer", "officer")


class Unread(BytesIO):
    """A body that must not be read."""

    def read(self, *_size):
        raise AssertionError("the body was read")


def sent(length, *, user=None, **meta):
    """Return what the middleware answers; the request's body cannot be read."""
    request = RequestFactory().post("/accounts/login/", **meta)
    request.META["CONTENT_LENGTH"] = str(length)
    request.META["wsgi.input"] = request._stream = Unread()
    request.user = user or AnonymousUser()
    return BodyMiddleware(lambda _request: HttpResponse("passed"))(request)


class TestBodies:
    @pytest.mark.parametrize("length", ["", "0", "x", str(UNKNOWN_BYTES)])
    def test_somebody_unknown_may_send_a_little(self, length):
        assert sent(length).content == b"passed"

    def test_somebody_unknown_may_not_send_more(self):
        answer = sent(UNKNOWN_BYTES + 1)
        assert answer.status_code == 413
        assert "大きすぎる" in answer.content.decode()

    def test_somebody_signed_in_may_send_a_file_of_50_mb(self):
        user = make_person().account
        assert sent(SIGNED_IN_BYTES, user=user).content == b"passed"
        assert sent(SIGNED_IN_BYTES + 1, user=user).status_code == 413
        assert SIGNED_IN_BYTES > 50 * 1024 * 1024

    @pytest.mark.parametrize("coding", ["chunked", "gzip, chunked", "identity"])
    def test_what_names_no_length_is_refused_to_everybody(self, coding):
        for user in (None, make_person().account):
            answer = sent(1, user=user, headers={"transfer-encoding": coding})
            assert answer.status_code == 411

    def test_it_stands_after_who_asks_and_before_every_view(self):
        order = [each.rpartition(".")[2] for each in given.MIDDLEWARE]
        assert order.index("RightsMiddleware") < order.index("BodyMiddleware")

    @pytest.mark.parametrize("name", ["account_login", "pledges:terminal", "mfa_login_webauthn"])
    def test_public_addresses_keep_to_it(self, name):
        body = b"a=" + b"x" * UNKNOWN_BYTES
        answer = Client(enforce_csrf_checks=True).post(
            reverse(name), body, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code == 413


def numbered(resolver=None, prefix="/"):
    """Yield each address that takes a number, as a text with `{}` in its place."""
    for each in (resolver or get_resolver()).url_patterns:
        route = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from numbered(each, route)
        elif isinstance(each, URLPattern) and "<int:" in route:
            yield route


class TestNumbers:
    def test_there_are_such_addresses(self):
        assert len(list(numbered())) > 20

    @pytest.mark.parametrize("number", [2**63, 10**25, 10**4999], ids=["64 bit", "26", "5000"])
    def test_a_number_no_row_can_have_is_not_found(self, number):
        client = client_for(make_person(roles=ALL_ROLES))
        shown = f"{10**24}0" if number == 10**25 else str(number) if number < 10**30 else "9" * 4999
        for route in numbered():
            url = route
            for kind in ("int:", "str:", "slug:", "path:", "uuid:"):
                while f"<{kind}" in url:
                    begin = url.index(f"<{kind}")
                    end = url.index(">", begin)
                    value = shown if kind == "int:" else "print"
                    url = url[:begin] + value + url[end + 1 :]
            assert client.get(url).status_code in {404, 405}, route

    def test_the_largest_number_is_only_not_there(self):
        client = client_for(make_person(roles=ALL_ROLES))
        assert client.get(f"/evidence/{2**63 - 1}/").status_code == 404


class TestKeeping:
    @pytest.mark.parametrize("url", ["/", "/documents/", "/evidence/", "/no/such/page/"])
    def test_nothing_keeps_what_somebody_signed_in_was_shown(self, url):
        answer = client_for(make_person(roles=ALL_ROLES)).get(url)
        assert "no-store" in answer["Cache-Control"]
        assert "private" in answer["Cache-Control"]

    def test_what_is_public_may_be_kept(self, client):
        assert "no-store" not in client.get("/policy/").get("Cache-Control", "")


class TestNotYetThrough:
    """A page no address leads to says nothing of the product to who is not yet through."""

    @staticmethod
    def page(client):
        answer = client.get("/no/such/page/")
        assert answer.status_code == 404
        return answer.content.decode()

    def test_somebody_through_sees_the_menu(self):
        assert reverse("evidence:list") in self.page(client_for(make_person(roles=ALL_ROLES)))

    def test_somebody_who_owes_the_second_factor_sees_none(self):
        client = Client()
        client.force_login(make_person(roles=ALL_ROLES).account)
        page = self.page(client)
        assert reverse("evidence:list") not in page
        assert reverse("notices:mine") not in page

    def test_somebody_who_has_not_proven_it_in_this_session_sees_none(self):
        person = make_person(roles=ALL_ROLES)
        client_for(person)
        client = Client()
        client.force_login(person.account)
        assert reverse("evidence:list") not in self.page(client)

    def test_somebody_with_a_one_time_password_sees_none(self):
        person = make_person(roles=ALL_ROLES)
        client = client_for(person)
        Account.objects.filter(pk=person.account.pk).update(must_change_password=True)
        assert reverse("evidence:list") not in self.page(client)

    def test_somebody_without_any_such_duty_sees_their_menu(self):
        client = Client()
        client.force_login(make_person().account)
        assert reverse("pledges:mine") in self.page(client)

    def test_a_request_without_a_person_shows_the_products_name_only(self, rf):
        assert set(frame(rf.get("/"))) == {"version", "body_name"}
