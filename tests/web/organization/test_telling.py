"""Nobody makes a decider, or takes over the account of one, without others hearing of it."""

import pytest
from allauth.mfa.models import Authenticator
from django.utils import translation
from tests.web.factories import AT, DAY, make_person
from tests.web.organization.sealed import kinds_of

from sekisho.web.evidence import queries as ledger
from sekisho.web.notices.models import Mail, Notice
from sekisho.web.organization import telling
from sekisho.web.organization.actions import (
    assign_role,
    change_person,
    close_account,
    end_role,
    leave_person,
    open_account,
    reopen_account,
    reset_password,
    reset_second_factor,
    restore_assigner,
)
from sekisho.web.organization.models import Account, RoleHolding

pytestmark = pytest.mark.django_db
WATCH = ["chief-officer", "auditor", "audit-head", "ciso", "deputy-ciso", "committee-chair"]
GREAT = ["ciso", "deputy-ciso", "chief-officer"]


@pytest.fixture
def house():
    """Return who assigns roles, another who does, an auditor, and somebody without any power."""
    return (
        make_person("操作 者子", roles=("chief-officer",)),
        make_person(roles=("chief-officer",)),
        make_person(roles=("auditor",)),
        make_person(roles=("officer",)),
    )


def told():
    return set(Notice.objects.values_list("person", flat=True))


def act(name, person, by):
    """Do one of the things that put somebody else's power into new hands."""
    if name == "role.assigned":
        assign_role(role="ciso", person=person, from_date=DAY, by=by, at=AT)
        return
    RoleHolding.objects.create(role="ciso", person=person, from_date=DAY)
    if name == "account.opened":
        person.account = None
        person.save()
        open_account(person=person, username="taken.over", by=by, at=AT)
    elif name == "account.reopened":
        Account.objects.filter(pk=person.account.pk).update(is_active=False)
        person.refresh_from_db()
        reopen_account(person=person, by=by, at=AT)
    elif name == "account.password-reset":
        reset_password(person=person, by=by, at=AT)
    else:
        Authenticator.objects.create(user=person.account, type="totp", data={})
        reset_second_factor(person=person, by=by, at=AT)


ACTS = ["role.assigned", "account.opened", "account.reopened", "account.password-reset",
        "second-factor.reset"]  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_the_person_and_whoever_watches_is_told_and_not_who_did_it(house, name):
    by, other, auditor, _bystander = house
    person = make_person("決裁 太郎")
    act(name, person, by)
    assert told() == {person.pk, other.pk, auditor.pk}
    assert Mail.objects.count() == 3


@pytest.mark.parametrize("name", ACTS)
def test_what_is_told_names_both_and_the_entry(house, name):
    person = make_person("決裁 太郎")
    act(name, person, house[0])
    title = Notice.objects.filter(person=person).latest("pk").title
    subject = f"person:{person.opaque_id}"
    if name == "role.assigned":
        subject = f"holding:{RoleHolding.objects.get(person=person).pk}"
    newest = ledger.history(subject)[0]
    assert newest.kind == name
    assert "決裁 太郎" in title
    assert "操作 者子" in title
    assert "最高情報セキュリティ責任者" in title
    assert f"台帳の{newest.index}番" in title


@pytest.mark.parametrize("role", GREAT)
def test_each_role_that_decides_adopts_or_assigns_is_told_of(house, role):
    assign_role(role=role, person=make_person(), from_date=DAY, by=house[0], at=AT)
    assert Notice.objects.exists()


def test_other_roles_and_accounts_are_not_told_of(house):
    person = make_person()
    assign_role(role="manager", person=person, from_date=DAY, by=house[0], at=AT)
    reset_password(person=person, by=house[0], at=AT)
    assert not Notice.objects.exists()


def test_a_role_that_only_begins_later_counts(house):
    person = make_person()
    RoleHolding.objects.create(role="ciso", person=person, from_date=DAY.replace(year=2027))
    reset_password(person=person, by=house[0], at=AT)
    assert person.pk in told()


def test_a_role_that_has_ended_does_not(house):
    person = make_person()
    RoleHolding.objects.create(
        role="ciso", person=person, from_date=DAY.replace(month=4), until_date=DAY.replace(month=5)
    )
    reset_password(person=person, by=house[0], at=AT)
    assert not Notice.objects.exists()


def test_it_is_written_in_the_bodys_language(house):
    person = make_person()
    with translation.override("en"):
        act("role.assigned", person, house[0])
    assert "割り当てられました" in Notice.objects.filter(person=person).get().title


def test_each_time_is_told_anew(house):
    person = make_person(roles=("ciso",))
    reset_password(person=person, by=house[0], at=AT)
    reset_password(person=person, by=house[0], at=AT)
    assert Notice.objects.filter(person=person).count() == 2


@pytest.mark.parametrize("role", [*GREAT, "auditor", "audit-head"])
def test_nobody_who_watches_is_silenced_unheard(house, role):
    by, other, auditor, _bystander = house
    ended, left = make_person(), make_person(roles=(role,))
    holding = RoleHolding.objects.create(role=role, person=ended, from_date=DAY)
    end_role(holding=holding, on=DAY, by=by, at=AT)
    assert told() == {ended.pk, other.pk, auditor.pk} | ({left.pk} if role in WATCH else set())
    Notice.objects.all().delete()
    leave_person(person=left, on=DAY, by=by, at=AT)
    watchers = {other.pk, auditor.pk} | ({ended.pk} if role in WATCH else set())
    assert told() == {left.pk} | watchers


@pytest.mark.parametrize("role", WATCH)
def test_a_closed_account_and_a_changed_address_of_who_watches_is_told_of(house, role):
    by, other, auditor, _bystander = house
    person = make_person("監視 花子", roles=(role,))
    for number in range(2):
        if number:
            close_account(person=person, by=by, at=AT)
        else:
            change_person(person=person, by=by, at=AT, email="elsewhere@asagiri.example")
        assert told() == {person.pk, other.pk, auditor.pk}
        title = Notice.objects.filter(person=auditor).get().title
        assert ("監視 花子" in title, ("停止" if number else "メールアドレス") in title) == (
            True,
            True,
        )
        Notice.objects.all().delete()


def test_another_change_or_anothers_account_is_not_told_of(house):
    change_person(person=house[2], by=house[0], at=AT, name="改姓 花子")
    close_account(person=house[3], by=house[0], at=AT)
    assert not Notice.objects.exists()


def test_who_leaves_is_told_of_once_though_the_account_is_closed_too(house):
    by, _other, auditor, _bystander = house
    person = make_person(roles=("ciso",))
    leave_person(person=person, on=DAY.replace(month=5), by=by, at=AT)
    assert Notice.objects.filter(person=auditor).count() == 1
    assert kinds_of(f"person:{person.opaque_id}") == ["account.closed", "person.left"]


def test_those_who_decide_hear_of_another_decider(house):
    decider = make_person(roles=("ciso",))
    assign_role(role="deputy-ciso", person=make_person(), from_date=DAY, by=house[0], at=AT)
    assert decider.pk in told()


def test_the_end_of_another_role_is_not_told_of(house):
    holding = RoleHolding.objects.create(role="manager", person=house[3], from_date=DAY)
    end_role(holding=holding, on=DAY, by=house[0], at=AT)
    leave_person(person=house[3], on=DAY, by=house[0], at=AT)
    assert not Notice.objects.exists()


def test_restoring_at_the_terminal_is_told_to_everybody_who_watches(house):
    person = make_person()
    restore_assigner(person=person, at=AT)
    assert told() == {person.pk, *(each.pk for each in house[:3])}
    assert "サーバーでの操作" in Notice.objects.filter(person=person).get().title


def test_the_first_setup_tells_nobody():
    assign_role(role="chief-officer", person=make_person(), from_date=DAY, by=None, at=AT)
    assert not Notice.objects.exists()


def test_without_a_way_to_tell_the_change_is_not_made(house, monkeypatch):
    monkeypatch.setattr(telling, "_tellers", [])
    person = make_person()
    with pytest.raises(LookupError):
        assign_role(role="ciso", person=person, from_date=DAY, by=house[0], at=AT)
    assert not RoleHolding.objects.filter(person=person).exists()
    assert kinds_of(f"person:{person.opaque_id}") == []
