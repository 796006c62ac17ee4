"""Who is let through, and what they must do first."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.web.factories import client_for, make_person

from sekisho.web.organization.middleware import RightsMiddleware
from sekisho.web.organization.models import Account

pytestmark = pytest.mark.django_db
PEOPLE = "/organization/people/"
LOGIN = "/accounts/login/"


def password_only(person):
    """Return a client signed in without a second factor."""
    client = Client()
    client.force_login(person.account)
    return client


def test_nobody_signed_in_is_sent_to_the_sign_in_page():
    response = Client().get(PEOPLE)
    assert response.status_code == 302
    assert response.url == f"{LOGIN}?next={PEOPLE}"


def test_a_member_with_the_right_is_let_through():
    assert client_for(make_person(roles=("officer",))).get(PEOPLE).status_code == 200


def test_a_member_without_the_right_is_refused():
    assert client_for(make_person()).get(PEOPLE).status_code == 403


def test_a_request_costs_two_queries_beside_session_and_account(rf, django_assert_num_queries):
    request = rf.get(PEOPLE)
    request.user = make_person(roles=("ciso", "officer")).account
    with django_assert_num_queries(2):  # person, roles
        RightsMiddleware(lambda asked: HttpResponse(asked.person.unit.name))(request)
    assert "documents.approve" in request.rights


def test_nobody_signed_in_costs_no_query_and_has_no_rights(rf, django_assert_num_queries):
    request = rf.get(PEOPLE)
    request.user = AnonymousUser()
    with django_assert_num_queries(0):
        RightsMiddleware(lambda _asked: HttpResponse())(request)
    assert request.person is None
    assert request.rights == frozenset()


def test_somebody_who_left_in_the_middle_of_a_session_is_signed_out():
    person = make_person(roles=("officer",))
    client = client_for(person)
    assert client.get(PEOPLE).status_code == 200
    person.left_on = timezone.localdate() - timedelta(days=1)
    person.save()
    response = client.get(PEOPLE, follow=True)
    assert response.redirect_chain == [(LOGIN, 302)]
    assert "在任期間の外" in response.text
    assert "_auth_user_id" not in client.session


def test_the_last_day_still_counts():
    person = make_person(roles=("officer",), left_on=timezone.localdate())
    assert client_for(person).get(PEOPLE).status_code == 200


def test_a_closed_account_is_out_at_once():
    person = make_person(roles=("officer",))
    client = client_for(person)
    Account.objects.filter(pk=person.account.pk).update(is_active=False)
    assert client.get(PEOPLE).url.startswith(LOGIN)


def test_an_account_without_a_person_is_signed_out_with_a_message():
    client = Client()
    client.force_login(Account.objects.create_user("orphan"))
    response = client.get(PEOPLE, follow=True)
    assert "このアカウントは利用できません" in response.text
    assert "_auth_user_id" not in client.session


def test_a_role_taken_away_takes_its_pages_away_in_the_same_session():
    person = make_person(roles=("officer",))
    client = client_for(person)
    assert client.get(PEOPLE).status_code == 200
    person.roleholding_set.update(until_date=timezone.localdate() - timedelta(days=1))
    assert client.get(PEOPLE).status_code == 403


class TestSecondFactorNotEnrolled:
    """A role asks for a second factor, and there is none."""

    @pytest.mark.parametrize(
        "path", [PEOPLE, "/organization/scope.csv", "/accounts/password/change/"]
    )
    def test_every_page_leads_to_the_enrolment(self, path):
        client = password_only(make_person(roles=("ciso",)))
        assert client.get(path).url == reverse("mfa_index")

    def test_a_post_changes_nothing(self):
        client = password_only(make_person(roles=("chief-officer",)))
        other = make_person()
        path = reverse("organization:account-close", args=[other.opaque_id])
        assert client.post(path).url == reverse("mfa_index")
        other.account.refresh_from_db()
        assert other.account.is_active

    @pytest.mark.parametrize("name", ["mfa_index", "mfa_list_webauthn", "account_logout"])
    def test_the_pages_of_enrolment_and_sign_out_answer(self, name):
        client = password_only(make_person(roles=("ciso",)))
        assert client.get(reverse(name)).status_code == 200

    def test_the_enrolment_page_says_why(self):
        client = password_only(make_person(roles=("ciso",)))
        assert "第二の認証が必要です" in client.get(reverse("mfa_index")).text

    def test_a_part_asked_for_by_htmx_reloads_the_whole_page(self):
        client = password_only(make_person(roles=("ciso",)))
        response = client.get(PEOPLE, headers={"HX-Request": "true"})
        assert response["HX-Redirect"] == reverse("mfa_index")

    def test_recovery_codes_alone_are_no_second_factor(self):
        person = make_person(roles=("ciso",))
        Authenticator.objects.create(user=person.account, type="recovery_codes", data={})
        assert password_only(person).get(PEOPLE).url == reverse("mfa_index")

    def test_a_role_without_the_demand_is_not_bothered(self):
        reader = make_person(roles=("committee-member",))
        assert password_only(reader).get(PEOPLE).status_code == 200


class TestSecondFactorNotUsed:
    """The second factor is enrolled, but this session was opened without it."""

    def person(self, kind="totp"):
        person = make_person(roles=("ciso",))
        Authenticator.objects.create(user=person.account, type=kind, data={"secret": ""})
        return person

    def test_it_is_asked_for_and_the_page_comes_back(self):
        response = password_only(self.person()).get(PEOPLE)
        assert response.url == "/accounts/2fa/reauthenticate/?next=%2Forganization%2Fpeople%2F"

    def test_a_passkey_is_asked_for_on_its_own_page(self):
        response = password_only(self.person("webauthn")).get(PEOPLE)
        assert response.url.startswith("/accounts/2fa/passkeys/reauthenticate/")

    @pytest.mark.parametrize(
        "name",
        ["mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn",
         "mfa_generate_recovery_codes", "mfa_view_recovery_codes", "account_reauthenticate",
         "account_change_password"],
    )  # fmt: skip
    def test_the_second_factor_cannot_be_changed_or_avoided_with_the_password_alone(self, name):
        response = password_only(self.person()).get(reverse(name))
        assert response.url.startswith("/accounts/2fa/reauthenticate/")

    def test_the_page_that_asks_offers_no_password(self):
        response = password_only(self.person()).get("/accounts/2fa/reauthenticate/")
        assert response.status_code == 200
        assert reverse("account_reauthenticate") not in response.text

    def test_a_record_of_another_account_in_the_session_does_not_count(self):
        person = self.person()
        client = client_for(person)
        session = client.session
        session["account_authentication_methods_user"] = str(person.account.pk + 1)
        session.save()
        assert client.get(PEOPLE).url.startswith("/accounts/2fa/reauthenticate/")

    def test_a_second_factor_reset_by_the_desk_leads_back_to_enrolment(self):
        person = make_person(roles=("ciso",))
        client = client_for(person)
        Authenticator.objects.filter(user=person.account).delete()
        assert client.get(PEOPLE).url == reverse("mfa_index")


class TestOneTimePassword:
    """Somebody signed in with the password handed to them."""

    def test_every_page_leads_to_the_change_of_password(self):
        person = make_person(roles=("ciso",))
        Account.objects.filter(pk=person.account.pk).update(must_change_password=True)
        client = client_for(person)
        assert client.get(PEOPLE).url == reverse("account_change_password")
        assert client.get(reverse("mfa_index")).url == reverse("account_change_password")

    def test_signing_out_is_possible(self):
        person = make_person()
        Account.objects.filter(pk=person.account.pk).update(must_change_password=True)
        assert client_for(person).post(reverse("account_logout")).status_code == 302
