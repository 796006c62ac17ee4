"""What the database itself refuses."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from tests.web.factories import DAY, make_person, make_unit

from sekisho.web.organization.models import (
    Account,
    Person,
    Post,
    RoleHolding,
    ScopeEntry,
    Unit,
)

pytestmark = pytest.mark.django_db
BEFORE = DAY - timedelta(days=1)


def refused(name):
    """Expect the named constraint (SQLite names the columns of a unique one instead)."""
    return pytest.raises(IntegrityError, match=name)


def test_person_period():
    with refused("person_period"), transaction.atomic():
        make_person(joined_on=DAY, left_on=BEFORE)


def test_role_period():
    person = make_person()
    with refused("role_period"), transaction.atomic():
        RoleHolding.objects.create(role="ciso", person=person, from_date=DAY, until_date=BEFORE)


def test_scope_period():
    person = make_person()
    with refused("scope_period"), transaction.atomic():
        ScopeEntry.objects.create(
            person=person, relation="regular", from_date=DAY, until_date=BEFORE
        )


def test_unit_name_once():
    top = make_unit("事務局")
    Unit.objects.create(name="総務課", parent=top)
    with refused("unit_name_once|organization_unit.name"), transaction.atomic():
        Unit.objects.create(name="総務課", parent=top)


def test_unit_name_once_at_the_top():
    Unit.objects.create(name="事務局")
    with refused("unit_name_once_at_the_top|organization_unit.name"), transaction.atomic():
        Unit.objects.create(name="事務局")


def test_post_once():
    unit = make_unit()
    Post.objects.create(title="課長", unit=unit)
    with refused("post_once|organization_post.title"), transaction.atomic():
        Post.objects.create(title="課長", unit=unit)


def test_a_sign_in_name_is_used_once():
    Account.objects.create_user("taro")
    with pytest.raises(IntegrityError), transaction.atomic():
        Account.objects.create_user("taro")


def test_an_account_has_one_person():
    person = make_person()
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(
            name="別の 人", furigana="ベツ", category="regular", unit=person.unit,
            joined_on=DAY, account=person.account,
        )  # fmt: skip


def test_an_account_without_a_password_lets_nobody_in():
    account = Account.objects.create_user("taro")
    assert not account.check_password("")
    assert not account.has_usable_password()


def test_opaque_ids_differ_and_say_nothing():
    one, other = make_person("朝霧"), make_person("朝霧")
    assert one.opaque_id != other.opaque_id
    assert one.opaque_id.version == 4


@pytest.mark.parametrize(
    ("joined", "left", "there"),
    [
        (DAY, None, True),
        (DAY, DAY, True),
        (DAY + timedelta(days=1), None, False),
        (date(2026, 1, 1), BEFORE, False),
    ],
)
def test_presence_is_the_same_for_a_person_and_in_the_list(joined, left, there):
    person = make_person(joined_on=joined, left_on=left)
    assert person.is_present(DAY) is there
    assert Person.objects.present(DAY).filter(pk=person.pk).exists() is there


def test_rows_say_their_name():
    person = make_person("朝霧 花子", roles=("ciso",))
    assert str(person) == "朝霧 花子"
    assert str(person.account) == person.account.username
    assert str(RoleHolding.objects.get()) == "ciso: 朝霧 花子"
    assert str(ScopeEntry.objects.get()) == "朝霧 花子: regular"
    assert str(Post(title="課長", unit=person.unit)) == "課長"
    assert str(person.unit) == "総務課"
