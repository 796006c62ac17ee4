"""Accounts are opened, closed and put right by the desk, never by their owner."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.organization.counting import queries_of
from tests.web.organization.sealed import kinds_of, last

from sekisho.web.organization.actions import (
    close_account,
    open_account,
    reopen_account,
    reset_password,
    reset_second_factor,
)
from sekisho.web.organization.errors import OrganizationError
from sekisho.web.organization.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def newcomer():
    return make_person(account=False)


@pytest.fixture
def clerk():
    return make_person(roles=("secretariat",))


def factor(person):
    return Authenticator.objects.create(user=person.account, type="totp", data={})


@pytest.mark.parametrize("name", ["", "ab", "Taro", "太郎", "taro yamada", "-taro", "a" * 61])
def test_a_sign_in_name_of_other_letters_is_refused(newcomer, name):
    with pytest.raises(OrganizationError, match="利用者ID"):
        open_account(person=newcomer, username=name, by=None, at=AT)


def test_a_taken_name_is_refused(newcomer):
    Account.objects.create_user("taro")
    with pytest.raises(OrganizationError, match="既に使われて"):
        open_account(person=newcomer, username="taro", by=None, at=AT)


def test_a_second_account_is_refused(clerk):
    with pytest.raises(OrganizationError, match="既にアカウント"):
        open_account(person=make_person(), username="taro", by=clerk, at=AT)


def test_a_leaver_gets_no_account(clerk):
    gone = make_person(account=False, left_on=DAY - timedelta(days=1))
    with pytest.raises(OrganizationError, match="離任"):
        open_account(person=gone, username="taro", by=clerk, at=AT)
    assert not Account.objects.filter(username="taro").exists()


def test_the_one_time_password_is_long_readable_and_new_each_time(clerk):
    made = {
        open_account(person=make_person(account=False), username=f"user.{n}", by=clerk, at=AT)
        for n in range(5)
    }
    passwords = {each.password for each in made}
    assert len(passwords) == 5
    for password in passwords:
        assert re.fullmatch(r"([a-km-np-z2-9]{5}-){3}[a-km-np-z2-9]{5}", password)


def test_the_one_time_password_stands_in_no_log_and_no_evidence(newcomer, clerk):
    made = open_account(person=newcomer, username="taro", by=clerk, at=AT)
    assert made.password not in repr(made)
    kind, actor, body = last(f"person:{newcomer.opaque_id}")
    assert (kind, actor) == ("account.opened", str(clerk.opaque_id))
    assert body == {"account": made.account.pk}
    assert made.account.check_password(made.password)
    assert made.account.must_change_password


def test_closing_takes_password_and_second_factors_away(clerk):
    person = make_person()
    person.account.set_password("x" * 20)
    person.account.save()
    factor(person)
    close_account(person=person, by=clerk, at=AT)
    account = Account.objects.get(pk=person.account.pk)
    assert not account.is_active
    assert not account.has_usable_password()
    assert not Authenticator.objects.exists()
    assert last(f"person:{person.opaque_id}")[2] == {"factors_removed": 1}


@pytest.mark.parametrize("action", [close_account, reset_password, reset_second_factor])
def test_nobody_does_it_to_their_own_account(clerk, action):
    factor(clerk)
    with pytest.raises(OrganizationError, match="自分のアカウント"):
        action(person=clerk, by=clerk, at=AT)
    assert Authenticator.objects.exists()


@pytest.mark.parametrize(
    "action", [close_account, reset_password, reset_second_factor, reopen_account]
)
def test_without_an_account_there_is_nothing_to_do(clerk, newcomer, action):
    with pytest.raises(OrganizationError, match="アカウントがありません"):
        action(person=newcomer, by=clerk, at=AT)


@pytest.mark.parametrize("action", [close_account, reset_password, reset_second_factor])
def test_a_closed_account_is_not_touched(clerk, action):
    person = make_person()
    close_account(person=person, by=clerk, at=AT)
    with pytest.raises(OrganizationError, match="閉じられています"):
        action(person=person, by=clerk, at=AT)


def test_an_open_account_is_not_reopened(clerk):
    with pytest.raises(OrganizationError, match="閉じられていません"):
        reopen_account(person=make_person(), by=clerk, at=AT)


def test_reopening_gives_a_new_one_time_password(clerk):
    person = make_person()
    close_account(person=person, by=clerk, at=AT)
    made = reopen_account(person=person, by=clerk, at=AT)
    account = Account.objects.get(pk=person.account.pk)
    assert account.is_active
    assert account.check_password(made.password)
    assert kinds_of(f"person:{person.opaque_id}") == ["account.reopened", "account.closed"]


def test_resetting_a_second_factor_nobody_has_is_refused(clerk):
    with pytest.raises(OrganizationError, match="まだ登録していません"):
        reset_second_factor(person=make_person(), by=clerk, at=AT)


def test_resetting_a_second_factor_is_sealed(clerk):
    person = make_person()
    factor(person)
    assert reset_second_factor(person=person, by=clerk, at=AT) == 1
    assert last(f"person:{person.opaque_id}")[0] == "second-factor.reset"


class TestPages:
    PAGES = ("account-reopen", "account-close", "password-reset", "second-factor-reset")

    def address(self, name, person):
        return reverse(f"organization:{name}", args=[person.opaque_id])

    def test_an_account_is_opened_and_the_password_is_shown_once(self, clerk, newcomer):
        client = client_for(clerk)
        address = self.address("account-open", newcomer)
        page = client.post(address, {"username": "asa.taro"})
        shown = re.search(r"<code>(\w{5}-\w{5}-\w{5}-\w{5})</code>", page.text)[1]
        assert Account.objects.get(username="asa.taro").check_password(shown)
        assert "no-store" in page["Cache-Control"]
        assert shown not in client.get(address).text
        assert shown not in str(dict(client.session))

    def test_a_bad_name_comes_back_with_422(self, clerk, newcomer):
        address = self.address("account-open", newcomer)
        assert client_for(clerk).post(address, {"username": "太郎"}).status_code == 422

    def test_the_desk_resets_closes_and_reopens(self, clerk):
        client, person = client_for(clerk), make_person()
        factor(person)
        assert client.post(self.address("second-factor-reset", person)).status_code == 302
        assert "使えるパスワード" in client.post(self.address("password-reset", person)).text
        assert client.post(self.address("account-close", person)).status_code == 302
        assert "使えるパスワード" in client.post(self.address("account-reopen", person)).text
        assert kinds_of(f"person:{person.opaque_id}") == [
            "account.reopened", "account.closed", "account.password-reset", "second-factor.reset",
        ]  # fmt: skip

    @pytest.mark.parametrize("name", PAGES)
    def test_looking_at_the_page_changes_nothing(self, clerk, name):
        person = make_person()
        factor(person)
        client_for(clerk).get(self.address(name, person))
        assert kinds_of(f"person:{person.opaque_id}") == []

    @pytest.mark.parametrize("name", [*PAGES, "account-open"])
    @pytest.mark.parametrize("role", ["ciso", "auditor", "contact-point", "system-operator"])
    def test_other_roles_do_nothing(self, role, name):
        client, person = client_for(make_person(roles=(role,))), make_person()
        response = client.post(self.address(name, person), {"username": "asa.taro"})
        assert response.status_code == 403
        assert kinds_of(f"person:{person.opaque_id}") == []

    def test_ones_own_account_is_refused_with_the_reason(self, clerk):
        response = client_for(clerk).post(self.address("account-close", clerk))
        assert response.status_code == 422
        assert "自分のアカウントには" in response.text

    def test_the_list_costs_the_same_for_many(self, clerk):
        client = client_for(clerk)
        address = reverse("organization:accounts")
        for _each in range(10):
            factor(make_person())
        few = queries_of(client.get, address)
        for _each in range(20):
            factor(make_person())
        assert queries_of(client.get, address) == few

    def test_the_list_is_not_for_every_reader(self):
        client = client_for(make_person(roles=("contact-point",)))
        assert client.get(reverse("organization:accounts")).status_code == 403
        assert reverse("organization:accounts") not in client.get("/organization/people/").text

    def test_the_list_shows_who_has_a_second_factor(self, clerk):
        make_person("無い 人")
        page = client_for(clerk).get(reverse("organization:accounts"))
        row = page.text.split("無い 人")[1].split("</tr>")[0]
        assert "未登録" in row
