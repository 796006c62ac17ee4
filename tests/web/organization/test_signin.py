"""Signing in through the real pages: password, one-time password, TOTP, recovery code, limits."""

import base64
import hashlib
import hmac
import json
import re
import struct
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from hypothesis import HealthCheck, example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from tests.web.factories import AT, client_for, make_person
from tests.web.organization.sealed import kinds_of

from sekisho.web.organization.actions import close_account, open_account, reset_password
from sekisho.web.organization.models import Account

LOGIN = "/accounts/login/"
PEOPLE = "/organization/people/"
PASSWORD = "asa-no-kiri-ga-hareru-8"

pytestmark = pytest.mark.django_db


def totp(secret: str, at: float, step: int = 30) -> str:
    """RFC 6238 over RFC 4226 §5.3 (HMAC-SHA-1, 6 digits), written from the text of the RFCs."""
    key = base64.b32decode(secret)
    digest = hmac.new(key, struct.pack(">Q", int(at) // step), hashlib.sha1).digest()
    start = digest[-1] & 0xF
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return str(number % 1_000_000).zfill(6)


def member(*roles, password=PASSWORD):
    person = make_person(roles=roles)
    person.account.set_password(password)
    person.account.save()
    return person


def sign_in(client, username, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": username, "password": password} | more)


def now():
    """Return the moment; near the end of a code's 30 seconds, wait for the next ones."""
    if (left := 30 - time.time() % 30) < 4:
        time.sleep(left)
    return time.time()


def enrol(client):
    """Enrol an authenticator app through the pages; return its secret."""
    address = reverse("mfa_activate_totp")
    assert client.get(address).url.startswith(reverse("account_reauthenticate"))
    again = client.post(reverse("account_reauthenticate"), {"password": PASSWORD, "next": address})
    assert again.url == address
    page = client.get(address)
    assert page.status_code == 200
    secret = re.search(r'id="authenticator_secret">([A-Z2-7]+)<', page.text)[1]
    response = client.post(address, {"code": totp(secret, now())})
    assert response.url == reverse("mfa_view_recovery_codes"), response.text
    return secret


def test_our_totp_gives_the_vectors_of_rfc_6238():
    secret = base64.b32encode(b"12345678901234567890").decode()
    # RFC 6238 appendix B, SHA-1, the last six of its eight digits
    for at, code in [(59, "287082"), (1111111109, "081804"), (1234567890, "005924")]:
        assert totp(secret, at) == code
        assert format_hotp_value(hotp_value(secret, at // 30)) == code


def test_a_password_signs_in_and_leads_where_one_wanted_to_go():
    person = member("committee-member")
    client = Client()
    response = sign_in(client, person.account.username, next=PEOPLE)
    assert response.url == PEOPLE
    assert client.get(PEOPLE).status_code == 200
    person.account.refresh_from_db()
    assert person.account.last_login is not None


def test_it_does_not_lead_to_another_site():
    person = member("committee-member")
    response = sign_in(Client(), person.account.username, next="https://evil.example/")
    assert response.url == "/"


def test_signing_out_ends_the_session():
    client = Client()
    sign_in(client, member("committee-member").account.username)
    client.post(reverse("account_logout"))
    assert client.get(PEOPLE).url.startswith(LOGIN)


def test_a_get_does_not_sign_out():
    client = Client()
    sign_in(client, member("committee-member").account.username)
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(PEOPLE).status_code == 200


def test_the_page_answers_alike_for_a_wrong_password_and_an_unknown_name():
    person = member("committee-member")
    wrong = sign_in(Client(), person.account.username, "x" * 14)
    unknown = sign_in(Client(), "nobody.here", "x" * 14)
    assert wrong.status_code == unknown.status_code == 200
    assert "利用者IDかパスワードが正しくありません" in wrong.text
    assert _without_input(wrong.text) == _without_input(unknown.text)


def test_the_page_answers_alike_for_a_closed_account_and_a_wrong_password():
    person = member("committee-member")
    close_account(person=person, by=make_person(), at=AT)
    closed = sign_in(Client(), person.account.username)
    unknown = sign_in(Client(), "nobody.here")
    assert _without_input(closed.text) == _without_input(unknown.text)


def test_an_unknown_name_costs_a_password_hash_too(monkeypatch):
    made = []
    monkeypatch.setattr(Account, "set_password", lambda *given: made.append(given))
    sign_in(Client(), "nobody.here", "x" * 14)
    assert len(made) == 1


def test_a_leaver_with_the_right_password_is_told_and_not_let_in():
    person = member("committee-member")
    person.left_on = person.joined_on
    person.save()
    client = Client()
    response = sign_in(client, person.account.username)
    assert response.url == LOGIN
    assert "在任期間の外" in client.get(LOGIN).text
    assert "_auth_user_id" not in client.session
    person.account.refresh_from_db()
    assert person.account.last_login is None


def test_five_failures_lock_the_name_for_a_while_even_with_the_right_password():
    person = member("committee-member")
    for _each in range(5):
        sign_in(Client(), person.account.username, "x" * 14)
    client = Client()
    response = sign_in(client, person.account.username)
    assert "失敗が続いたため" in response.text
    assert "_auth_user_id" not in client.session


def test_failures_on_one_name_do_not_lock_another():
    one, other = member("committee-member"), member("committee-member")
    for _each in range(5):
        sign_in(Client(), one.account.username, "x" * 14)
    client = Client(REMOTE_ADDR="10.0.0.9")
    sign_in(client, other.account.username)
    assert client.get(PEOPLE).status_code == 200


def test_too_many_visits_are_answered_by_a_page_of_ours():
    client = Client()
    answers = [client.post(LOGIN) for _each in range(31)]
    assert answers[-1].status_code == 429
    assert "しばらくお待ちください" in answers[-1].text


@pytest.mark.parametrize(
    "name",
    ["account_signup", "account_email", "account_reset_password", "account_set_password",
     "mfa_trust", "mfa_signup_webauthn"],
)  # fmt: skip
def test_pages_of_the_library_we_do_not_use_are_not_there(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("path", ["signup/", "email/", "password/reset/", "2fa/trust/", ""])
def test_their_addresses_are_not_found(path):
    assert Client().get(f"/accounts/{path}").status_code == 404


class TestOneTimePassword:
    def handed(self, *roles):
        person = make_person(roles=roles, account=False)
        return open_account(person=person, username="asa.taro", by=None, at=timezone.now())

    def change(self, client, old, new):
        data = {"oldpassword": old, "password1": new, "password2": new}
        return client.post(reverse("account_change_password"), data)

    def test_it_signs_in_once_and_must_be_changed(self):
        made = self.handed("committee-member")
        client = Client()
        sign_in(client, "asa.taro", made.password)
        assert client.get(PEOPLE).url == reverse("account_change_password")
        assert self.change(client, made.password, PASSWORD).status_code == 302
        assert client.get(PEOPLE).status_code == 200
        assert not Account.objects.get(username="asa.taro").must_change_password
        assert sign_in(Client(), "asa.taro", made.password).status_code == 200  # refused
        assert sign_in(Client(), "asa.taro").status_code == 302

    def test_it_cannot_be_kept(self):
        made = self.handed("committee-member")
        client = Client()
        sign_in(client, "asa.taro", made.password)
        response = self.change(client, made.password, made.password)
        assert "別の、新しいパスワード" in response.text
        assert Account.objects.get(username="asa.taro").must_change_password

    @pytest.mark.parametrize(
        ("new", "why"),
        [
            ("short-1", "12"),
            ("password1234", "一般的"),
            ("asa.taro-1234", "似"),
        ],
    )
    def test_weak_passwords_are_refused(self, new, why):
        made = self.handed("committee-member")
        client = Client()
        sign_in(client, "asa.taro", made.password)
        response = self.change(client, made.password, new)
        assert response.status_code == 200
        assert why in response.text
        assert Account.objects.get(username="asa.taro").must_change_password

    @pytest.mark.parametrize(("hours", "let_in"), [(71, True), (73, False)])
    def test_it_is_good_for_72_hours(self, hours, let_in):
        person = make_person(roles=("officer",), account=False)
        handed = timezone.now() - timedelta(hours=hours)
        made = open_account(person=person, username="asa.taro", by=None, at=handed)
        client = Client()
        answer = sign_in(client, "asa.taro", made.password, follow=True)
        assert ("_auth_user_id" in client.session) is let_in
        if not let_in:
            page = client.get(answer.url)
            assert "期限が過ぎました" in page.text
            assert client.get(PEOPLE).url.startswith(LOGIN)

    def test_a_wrong_password_does_not_tell_that_it_lapsed(self):
        person = make_person(roles=("officer",), account=False)
        handed = timezone.now() - timedelta(hours=73)
        open_account(person=person, username="asa.taro", by=None, at=handed)
        assert "期限が過ぎました" not in sign_in(Client(), "asa.taro").text

    def test_ones_own_password_does_not_lapse(self):
        made = self.handed("committee-member")
        client = Client()
        sign_in(client, "asa.taro", made.password)
        self.change(client, made.password, PASSWORD)
        account = Account.objects.get(username="asa.taro")
        assert account.one_time_until is None
        assert not account.is_lapsed(timezone.now() + timedelta(days=400))

    def test_the_list_says_that_it_lapsed(self):
        person = make_person(account=False)
        handed = timezone.now() - timedelta(hours=73)
        open_account(person=person, username="asa.taro", by=None, at=handed)
        desk = client_for(make_person(roles=("secretariat",)))
        assert "期限切れ" in desk.get(reverse("organization:accounts")).text

    def test_who_signs_in_without_a_password_is_told_how_to_get_one(self):
        person = make_person(roles=("officer",))
        client = client_for(person)
        for answer in (client.get, client.post):
            page = answer(reverse("account_change_password"))
            assert page.status_code == 200
            assert "このアカウントにはパスワードがありません" in page.text
        assert "パスワードの変更" not in client.get(reverse("mfa_index")).text

    def test_the_page_of_the_password_is_not_for_strangers(self):
        answer = Client().get(reverse("account_change_password"))
        assert answer.url.startswith(LOGIN)

    def test_a_reset_by_the_desk_ends_the_sessions(self):
        person = member("committee-member")
        client = Client()
        sign_in(client, person.account.username)
        reset_password(person=person, by=make_person(), at=AT)
        assert client.get(PEOPLE).url.startswith(LOGIN)


class TestSecondFactor:
    """Enrolling and using an authenticator app, through the pages."""

    @pytest.fixture
    def enrolled(self):
        person = member("ciso")
        client = Client()
        sign_in(client, person.account.username, next=PEOPLE)
        assert client.get(PEOPLE).url == reverse("mfa_index")
        secret = enrol(client)
        return person, secret, client

    def test_after_enrolling_the_same_session_goes_on(self, enrolled):
        _person, _secret, client = enrolled
        assert client.get(PEOPLE).status_code == 200

    def test_enrolling_is_sealed(self, enrolled):
        person, _secret, _client = enrolled
        kinds = kinds_of(f"person:{person.opaque_id}")
        assert "second-factor.added" in kinds

    def test_the_secret_is_not_stored_in_the_clear(self, enrolled):
        person, secret, _client = enrolled
        row = Authenticator.objects.get(user=person.account, type="totp")
        assert secret not in str(row.data)

    def test_the_next_sign_in_asks_for_the_code(self, enrolled):
        person, secret, _client = enrolled
        client = Client()
        response = sign_in(client, person.account.username, next=PEOPLE)
        assert response.url == reverse("mfa_authenticate")
        assert client.get(PEOPLE).url.startswith(LOGIN)  # not signed in yet
        assert client.get(reverse("mfa_authenticate")).status_code == 200
        response = client.post(reverse("mfa_authenticate"), {"code": totp(secret, now())})
        assert response.url == PEOPLE
        assert client.get(PEOPLE).status_code == 200

    def test_the_librarys_own_code_is_the_same(self, enrolled):
        _person, secret, _client = enrolled
        now = time.time()
        assert format_hotp_value(hotp_value(secret, int(now) // 30)) == totp(secret, now)

    def test_a_wrong_code_does_not_sign_in(self, enrolled):
        person, secret, _client = enrolled
        client = Client()
        sign_in(client, person.account.username)
        right = totp(secret, now())
        wrong = str((int(right) + 1) % 1_000_000).zfill(6)
        response = client.post(reverse("mfa_authenticate"), {"code": wrong})
        assert "コードが正しくありません" in response.text
        assert client.get(PEOPLE).url.startswith(LOGIN)

    def test_a_code_of_five_minutes_ago_does_not_sign_in(self, enrolled):
        person, secret, _client = enrolled
        client = Client()
        sign_in(client, person.account.username)
        client.post(reverse("mfa_authenticate"), {"code": totp(secret, time.time() - 300)})
        assert client.get(PEOPLE).url.startswith(LOGIN)

    def test_a_code_works_once(self, enrolled):
        person, secret, _client = enrolled
        code = totp(secret, now())
        first, second = Client(), Client()
        for client in (first, second):
            sign_in(client, person.account.username)
            client.post(reverse("mfa_authenticate"), {"code": code})
        assert first.get(PEOPLE).status_code == 200
        assert second.get(PEOPLE).url.startswith(LOGIN)

    def test_guessing_codes_is_stopped(self, enrolled):
        person, secret, _client = enrolled
        client = Client()
        sign_in(client, person.account.username)
        for _each in range(5):
            client.post(reverse("mfa_authenticate"), {"code": "000000"})
        response = client.post(reverse("mfa_authenticate"), {"code": totp(secret, now())})
        assert "失敗が続いたため" in response.text

    def test_a_recovery_code_signs_in_once(self, enrolled):
        person, _secret, client = enrolled
        page = client.get(reverse("mfa_view_recovery_codes"))
        code = re.search(r"<li><code>(\w+)</code></li>", page.text)[1]
        for works in (True, False):
            again = Client()
            sign_in(again, person.account.username)
            again.post(reverse("mfa_authenticate"), {"code": code})
            assert (again.get(PEOPLE).status_code == 200) is works

    def test_a_session_without_it_proves_it_on_the_asking_page(self, enrolled):
        person, secret, _client = enrolled
        client = Client()
        client.force_login(person.account)
        asked = client.get(PEOPLE).url
        response = client.post(asked, {"code": totp(secret, now()), "next": PEOPLE})
        assert response.url == PEOPLE
        assert client.get(PEOPLE).status_code == 200
        kinds = kinds_of(f"person:{person.opaque_id}")
        assert kinds == ["second-factor.added"] * 2  # the app and its codes; using it adds nothing

    def test_removing_it_is_sealed_and_leads_back_to_enrolment(self, enrolled):
        person, _secret, client = enrolled
        response = client.post(reverse("mfa_deactivate_totp"))
        assert response.status_code == 302
        assert kinds_of(f"person:{person.opaque_id}")[0] == "second-factor.removed"
        assert client.get(PEOPLE).url == reverse("mfa_index")

    @pytest.mark.parametrize(
        "name", ["mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_add_webauthn"]
    )
    def test_the_pages_of_the_second_factor_render(self, enrolled, name):
        _person, _secret, client = enrolled
        page = client.get(reverse(name))
        assert page.status_code == 200
        assert 'lang="ja"' in page.text


@pytest.mark.parametrize(
    "credential",
    ["", "{}", "[]", "null", "not json", '{"id": "x"}', '"x"', "7",
     '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {}}',
     '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"userHandle": "OTk5"}}'],
)  # fmt: skip
def test_a_made_up_passkey_answer_is_refused_with_a_message(credential):
    client = Client()
    begun = client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    assert begun.json()["request_options"]["publicKey"]["challenge"]
    response = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert response.url == LOGIN
    assert 'role="alert"' in client.get(LOGIN).text
    assert "_auth_user_id" not in client.session


@given(answer=st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["id", "rawId", "type", "response", "userHandle", "clientDataJSON",
             "authenticatorData", "signature", "clientExtensionResults"]
        ),
        inner,
        max_size=6,
    ),
    max_leaves=12,
))  # fmt: skip
@example({"rawId": 9223372036854775775})
@example({"response": {"signature": [10**10]}, "rawId": 1e300})
@hypothesis_settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_no_passkey_answer_breaks_the_page(answer):
    cache.clear()
    client = Client()
    client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    response = client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(answer)})
    assert response.status_code == 302
    assert "_auth_user_id" not in client.session


def test_somebody_elses_passkey_cannot_be_removed():
    owner, other = make_person(), make_person()
    key = Authenticator.objects.create(user=owner.account, type="webauthn", data={})
    client = client_for(other)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session.save()
    assert client.post(reverse("mfa_remove_webauthn", args=[key.pk])).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_no_page_of_signing_in_holds_a_script_or_style_of_its_own():
    page = Client().get(LOGIN).text
    for tag in re.findall(r"<script\b[^>]*>", page):
        assert "src=" in tag or 'type="application/json"' in tag
    assert "<style" not in page
    assert not re.search(r"\son\w+=", page)


def _without_input(page: str) -> str:
    """Leave out what differs between any two answers: the token and what was typed."""
    return re.sub(r'value="[^"]*"|hx-headers=\'[^\']*\'', "", page)
