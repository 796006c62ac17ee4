"""What the room can prove: each check holds, is weak or fails on real rows."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from tests.web.factories import AT, DAY, make_person
from tests.web.organization.counting import queries_of

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.organization import presence
from sekisho.web.organization.checks import (
    CHECKS,
    accounts_dormant,
    accounts_in_scope,
    accounts_of_leavers_closed,
    conflicting,
    roles_held,
    roles_separated,
    second_factor_enrolled,
)
from sekisho.web.organization.models import Account, RoleHolding, ScopeEntry
from sekisho.web.organization.presence import Presence

pytestmark = pytest.mark.django_db
MANDATORY = tuple(role.id for role in load().roles.values() if role.mandatory)


def used(person, at=AT):
    Account.objects.filter(pk=person.account.pk).update(last_login=at)
    return person


def fill_roles(*but):
    """One holder for each mandatory role."""
    return {role: make_person(roles=(role,)) for role in MANDATORY if role not in but}


def test_every_check_is_one_of_the_catalogue_and_is_automatic():
    for check in CHECKS:
        assert load().checks[check.id].mode == "automatic", check.id


def test_every_message_fills_its_places_from_the_figures():
    fill_roles()
    for check in CHECKS:
        result = check.run(AT)
        assert "{" not in result.message.format(**result.figures)


def test_no_row_holds_a_name_or_an_address():
    person = make_person("秘密 太郎", email="secret@asagiri.example", roles=("ciso", "auditor"),
                         in_scope=False)  # fmt: skip
    for check in CHECKS:
        shown = str(check.run(AT))
        assert "秘密" not in shown
        assert "secret@" not in shown
        assert person.account.username not in shown


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_costs_the_same_for_many(check):
    def rows(n):
        for _each in range(n):
            make_person(roles=("ciso", "auditor", "manager"), in_scope=False)
            make_person(left_on=date(2026, 5, 1))

    rows(5)
    few = queries_of(check.run, AT)
    rows(15)
    assert queries_of(check.run, AT) == few


class TestRolesHeld:
    def test_holds_when_every_mandatory_role_has_a_holder(self):
        fill_roles()
        result = roles_held(AT)
        assert result.verdict is Verdict.HOLDS
        assert result.figures["mandatory"] == len(MANDATORY)

    def test_fails_and_names_the_vacant_role(self):
        fill_roles("ciso")
        result = roles_held(AT)
        assert result.verdict is Verdict.FAILS
        assert result.rows == ({"role": "ciso", "state": "vacant"},)

    def test_a_role_that_only_begins_tomorrow_is_vacant(self):
        fill_roles("ciso")
        RoleHolding.objects.create(
            role="ciso", person=make_person(), from_date=DAY + timedelta(days=1)
        )
        assert roles_held(AT).verdict is Verdict.FAILS

    def test_a_holder_who_left_yesterday_holds_nothing(self):
        held = fill_roles()
        held["ciso"].left_on = DAY - timedelta(days=1)
        held["ciso"].save()
        assert roles_held(AT).verdict is Verdict.FAILS

    @pytest.mark.parametrize(("days", "verdict"), [(13, "weak"), (14, "holds"), (0, "weak")])
    def test_weak_when_the_role_ends_within_14_days(self, days, verdict):
        held = fill_roles()
        held["ciso"].roleholding_set.update(until_date=DAY + timedelta(days=days))
        result = roles_held(AT)
        assert result.verdict == verdict
        if verdict == "weak":
            assert result.rows == ({"role": "ciso", "state": "ending"},)

    def test_a_leaving_within_14_days_counts_as_an_end(self):
        held = fill_roles()
        held["ciso"].left_on = DAY + timedelta(days=5)
        held["ciso"].save()
        assert roles_held(AT).verdict is Verdict.WEAK

    def test_a_successor_without_a_gap_makes_it_hold(self):
        held = fill_roles()
        held["ciso"].roleholding_set.update(until_date=DAY + timedelta(days=5))
        successor = make_person()
        holding = RoleHolding.objects.create(
            role="ciso", person=successor, from_date=DAY + timedelta(days=6)
        )
        assert roles_held(AT).verdict is Verdict.HOLDS
        holding.from_date = DAY + timedelta(days=8)
        holding.save()
        assert roles_held(AT).verdict is Verdict.WEAK

    def test_an_optional_role_may_be_vacant(self):
        fill_roles()
        assert not RoleHolding.objects.filter(role="deputy-ciso").exists()
        assert roles_held(AT).verdict is Verdict.HOLDS


class TestRolesSeparated:
    def test_holds_without_forbidden_pairs(self):
        make_person(roles=("ciso", "committee-chair"))
        result = roles_separated(AT)
        assert result.verdict is Verdict.HOLDS
        assert result.figures == {"holders": 1, "conflicts": 0}

    @pytest.mark.parametrize(
        ("one", "other"), [("auditor", "manager"), ("audit-head", "ciso"), ("auditor", "ciso")]
    )
    def test_fails_for_audit_joined_with_what_it_audits(self, one, other):
        person = make_person(roles=(one, other))
        result = roles_separated(AT)
        assert result.verdict is Verdict.FAILS
        assert result.rows[0]["person"] == str(person.opaque_id)
        assert {result.rows[0]["role"], result.rows[0]["with"]} == {one, other}

    def test_one_after_the_other_is_no_conflict(self):
        person = make_person(roles=("auditor",))
        RoleHolding.objects.create(
            role="manager", person=person, from_date=date(2026, 4, 1), until_date=date(2026, 5, 31)
        )
        assert roles_separated(AT).verdict is Verdict.HOLDS

    def test_two_people_are_no_conflict(self):
        make_person(roles=("auditor",))
        make_person(roles=("manager",))
        assert roles_separated(AT).verdict is Verdict.HOLDS

    def test_without_anybody_in_a_role_nothing_is_proven(self):
        make_person()
        assert roles_separated(AT).verdict is Verdict.WEAK

    def test_a_pair_is_named_once(self):
        assert conflicting({"auditor", "manager"}) == [("auditor", "manager")]
        assert conflicting({"auditor"}) == []
        assert conflicting({"auditor", "emperor"}) == []


class TestSecondFactorEnrolled:
    def test_fails_and_names_who_lacks_it(self):
        person = make_person(roles=("ciso", "system-manager"))
        result = second_factor_enrolled(AT)
        assert result.verdict is Verdict.FAILS
        assert result.rows == ({"person": str(person.opaque_id)},)
        assert result.figures == {"holders": 1, "missing": 1}

    @pytest.mark.parametrize("kind", ["totp", "webauthn"])
    def test_holds_with_an_app_or_a_passkey(self, kind):
        person = make_person(roles=("ciso",))
        Authenticator.objects.create(user=person.account, type=kind, data={})
        assert second_factor_enrolled(AT).verdict is Verdict.HOLDS

    def test_recovery_codes_alone_do_not_count(self):
        person = make_person(roles=("ciso",))
        Authenticator.objects.create(user=person.account, type="recovery_codes", data={})
        assert second_factor_enrolled(AT).verdict is Verdict.FAILS

    def test_who_cannot_sign_in_or_needs_none_does_not_count(self):
        make_person(roles=("ciso",), account=False)
        make_person(roles=("committee-member",))
        closed = make_person(roles=("ciso",))
        Account.objects.filter(pk=closed.account.pk).update(is_active=False)
        assert second_factor_enrolled(AT).figures["holders"] == 0

    def test_with_nobody_who_needs_one_it_proves_little(self):
        result = second_factor_enrolled(AT)
        assert result.verdict is Verdict.WEAK
        assert result.figures == {"holders": 0, "missing": 0}


class Cards:
    """A register of entry cards, as a room above would hand it in."""

    def __init__(self, *held, kind="entry"):
        self.held = held
        self.kind = kind

    def present_on(self, day):
        return self.held


class TestAccountsInScope:
    @pytest.fixture(autouse=True)
    def _sources(self):
        handed_in = presence.presence_sources()[1:]
        presence.install()
        yield
        presence.install(*handed_in)

    def test_holds_when_every_account_stands_in_the_register(self):
        make_person()
        result = accounts_in_scope(AT)
        assert result.verdict is Verdict.HOLDS
        assert (result.figures["holders"], result.figures["outside"]) == (1, 0)

    def test_what_has_no_register_yet_is_said_and_neither_named_nor_counted_as_read(self):
        make_person()
        result = accounts_in_scope(AT)
        assert result.figures == {
            "holders": 1,
            "outside": 0,
            "accounts": 1,
            "entries": "unread",
            "media": "unread",
        }
        read, unread = result.message.split("。", 1)
        assert "アカウント" in read
        assert "入室" not in read
        assert "媒体" not in read
        assert "入室・媒体の台帳は未登録" in unread

    @pytest.mark.parametrize("kinds", [(), ("entry",), ("media",), ("entry", "media")])
    @pytest.mark.parametrize("inside", [True, False])
    def test_the_sentence_names_exactly_the_kinds_that_were_read(self, kinds, inside):
        make_person(in_scope=inside)
        presence.install(*(Cards(kind=kind) for kind in kinds))
        result = accounts_in_scope(AT)
        read, unread = result.message.split("。", 1)
        for kind, word in (("entry", "入室"), ("media", "媒体")):
            assert (word in read) is (kind in kinds)
            assert (word in unread) is (kind not in kinds)
        assert ("未登録" in unread) is (len(kinds) < 2)

    def test_fails_and_names_who_stands_outside(self):
        person = make_person(in_scope=False)
        result = accounts_in_scope(AT)
        assert result.verdict is Verdict.FAILS
        assert result.rows == ({"person": str(person.opaque_id), "label": "", "kind": "account"},)

    def test_an_account_of_nobody_is_named_by_its_number(self):
        account = Account.objects.create_user("orphan")
        assert accounts_in_scope(AT).rows == (
            {"person": None, "label": f"account:{account.pk}", "kind": "account"},
        )

    def test_an_entry_of_the_past_does_not_count(self):
        person = make_person()
        ScopeEntry.objects.filter(person=person).update(until_date=DAY - timedelta(days=1))
        assert accounts_in_scope(AT).verdict is Verdict.FAILS

    def test_an_outsiders_entry_is_not_inside(self):
        make_person(category="outsider")
        assert accounts_in_scope(AT).verdict is Verdict.FAILS

    def test_closed_accounts_and_people_without_one_are_met_nowhere(self):
        make_person(account=False, in_scope=False)
        closed = make_person(in_scope=False)
        Account.objects.filter(pk=closed.account.pk).update(is_active=False)
        result = accounts_in_scope(AT)
        assert (result.figures["holders"], result.verdict) == (0, Verdict.WEAK)

    def test_other_registers_are_asked_too(self):
        inside = make_person(account=False)
        outside = make_person(account=False, in_scope=False)
        presence.install(
            Cards(
                Presence(str(inside.opaque_id), "card:1", "entry"),
                Presence(str(outside.opaque_id), "card:2", "entry"),
                kind="entry",
            ),
            Cards(Presence(None, "usb:7", "media"), kind="media"),
        )
        result = accounts_in_scope(AT)
        assert result.figures == {
            "holders": 3,
            "outside": 2,
            "accounts": 0,
            "entries": 2,
            "media": 1,
        }
        assert result.rows == (
            {"person": str(outside.opaque_id), "label": "", "kind": "entry"},
            {"person": None, "label": "usb:7", "kind": "media"},
        )

    def test_our_own_accounts_are_always_the_first_register(self):
        presence.install(Cards())
        presence.install(Cards())
        kinds = [type(source) for source in presence.presence_sources()]
        assert kinds == [presence.AccountSource, Cards]


class TestAccountsOfLeavers:
    def test_fails_while_an_account_of_a_leaver_is_open(self):
        person = make_person(left_on=DAY - timedelta(days=1))
        result = accounts_of_leavers_closed(AT)
        assert result.verdict is Verdict.FAILS
        assert result.rows == ({"person": str(person.opaque_id)},)

    def test_the_last_day_still_counts(self):
        make_person(left_on=DAY)
        assert accounts_of_leavers_closed(AT).verdict is Verdict.HOLDS

    def test_holds_when_it_is_closed(self):
        person = make_person(left_on=DAY - timedelta(days=1))
        Account.objects.filter(pk=person.account.pk).update(is_active=False)
        result = accounts_of_leavers_closed(AT)
        assert result.verdict is Verdict.HOLDS
        assert result.figures == {"leavers": 1, "open": 0}


class TestAccountsDormant:
    def opened(self, person, days):
        made = AT - timedelta(days=days)
        Account.objects.filter(pk=person.account.pk).update(created_at=made)
        return person

    @pytest.mark.parametrize(("days", "verdict"), [(89, "holds"), (91, "weak")])
    def test_weak_after_90_days_without_a_sign_in(self, days, verdict):
        used(make_person(), AT - timedelta(days=days))
        assert accounts_dormant(AT).verdict == verdict

    @pytest.mark.parametrize(("days", "verdict"), [(13, "holds"), (15, "weak")])
    def test_weak_when_never_used_14_days_after_opening(self, days, verdict):
        self.opened(make_person(), days)
        assert accounts_dormant(AT).verdict == verdict

    def test_the_row_names_the_person_by_opaque_id(self):
        person = self.opened(make_person(), 30)
        assert accounts_dormant(AT).rows == (
            {"person": str(person.opaque_id), "label": f"account:{person.account.pk}"},
        )

    def test_closed_accounts_do_not_count(self):
        person = self.opened(make_person(), 30)
        Account.objects.filter(pk=person.account.pk).update(is_active=False)
        assert accounts_dormant(AT).figures == {"accounts": 0, "dormant": 0}
