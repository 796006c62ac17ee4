"""A leaver is forgotten for good; what was sealed stays and names nobody."""

import json
from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.organization.sealed import kinds_of, last

from sekisho.web.evidence.verification import verify
from sekisho.web.notices.actions import queue_mail, tell
from sekisho.web.notices.models import Mail, Notice
from sekisho.web.organization import forgetting
from sekisho.web.organization.actions import (
    change_person,
    erase_person,
    leave_person,
    reset_password,
)
from sekisho.web.organization.errors import OrganizationError
from sekisho.web.organization.models import (
    ERASED_NAME,
    Account,
    Person,
    RoleHolding,
    ScopeEntry,
)
from sekisho.web.organization.queries import find_people, names_of

pytestmark = pytest.mark.django_db
NAME, KANA, MAIL = "忘却 花子", "ボウキャク ハナコ", "oblivion@asagiri.example"


@pytest.fixture
def clerk():
    return make_person(roles=("secretariat",))


@pytest.fixture
def leaver(clerk):
    """Somebody whose name stands in every place a name can stand in."""
    person = make_person(NAME, furigana=KANA, email=MAIL, roles=("ciso",))
    person.account.username = "oblivion.hanako"
    person.account.save()
    ScopeEntry.objects.filter(person=person).update(note=f"{NAME}（再任用）")
    Authenticator.objects.create(user=person.account, type="totp", data={})
    reset_password(person=person, by=make_person(roles=("chief-officer",)), at=AT)
    tell(person=clerk, key="role:1:2026", title=f"終了（{NAME}）", url="", due_on=None, at=AT)
    Notice.objects.filter(person=clerk).update(done_at=AT)
    queue_mail(person=person, count=1, due_on=None, at=AT)
    leave_person(person=person, on=DAY - timedelta(days=1), by=clerk, at=AT)
    return Person.objects.get(pk=person.pk)


def everything():
    """Return every text of every table of the database."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [
                    bytes(each).decode("utf-8", "replace")
                    if isinstance(each, bytes | memoryview)
                    else str(each)
                    for each in row
                ]
    return "\n".join(found)


def test_no_table_holds_name_furigana_address_or_sign_in_name(leaver, clerk):
    words = (NAME, KANA, MAIL, "oblivion.hanako")
    before = everything()
    assert all(word in before for word in words)
    erase_person(person=leaver, by=clerk, at=AT)
    after = everything()
    assert not [word for word in words if word in after]
    assert json.dumps(NAME)[1:-1] not in after


def test_the_erasure_is_sealed_and_the_ledger_stays_whole(leaver, clerk):
    number = leaver.account.pk
    erase_person(person=leaver, by=clerk, at=AT)
    kind, actor, body = last(f"person:{leaver.opaque_id}")
    assert (kind, actor) == ("person.erased", str(clerk.opaque_id))
    assert body == {"left_on": "2026-05-31", "account": number}
    # The people of this test were never sealed when they came: their rows are told, the ledger not.
    told = {problem.code for problem in verify([]).problems}
    assert told <= {"row-unsealed", "row-changed"}


def test_account_and_factors_are_gone_and_roles_and_periods_stay(leaver, clerk):
    erase_person(person=leaver, by=clerk, at=AT)
    assert not Account.objects.filter(username="oblivion.hanako").exists()
    assert not Authenticator.objects.exists()
    row = Person.objects.get(pk=leaver.pk)
    assert (row.name, row.furigana, row.email, row.account) == (ERASED_NAME, "", "", None)
    assert RoleHolding.objects.filter(person=row).exists()
    assert ScopeEntry.objects.get(person=row).until_date == date(2026, 5, 31)


def test_evidence_names_the_erased_no_more_and_lists_leave_them_out(leaver, clerk):
    assert names_of([str(leaver.opaque_id)]) == {str(leaver.opaque_id): NAME}
    erase_person(person=leaver, by=clerk, at=AT)
    assert names_of([str(leaver.opaque_id)]) == {}
    assert leaver not in find_people("")


@pytest.mark.parametrize("left_on", [None, DAY, DAY + timedelta(days=30)])
def test_only_leavers_are_erased(clerk, left_on):
    person = make_person(NAME, left_on=left_on)
    with pytest.raises(OrganizationError, match="離任した人だけ"):
        erase_person(person=person, by=clerk, at=AT)
    assert Person.objects.get(pk=person.pk).name == NAME


def test_nobody_is_erased_twice_or_changed_afterwards(leaver, clerk):
    erase_person(person=leaver, by=clerk, at=AT)
    for again in (
        lambda: erase_person(person=leaver, by=clerk, at=AT),
        lambda: change_person(person=leaver, by=clerk, at=AT, name=NAME),
        lambda: leave_person(person=leaver, on=DAY + timedelta(days=9), by=clerk, at=AT),
    ):
        with pytest.raises(OrganizationError, match="消去されています"):
            again()
    assert kinds_of(f"person:{leaver.opaque_id}")[0] == "person.erased"


def test_nobody_is_erased_by_half(leaver, clerk, monkeypatch):
    monkeypatch.setattr(forgetting, "_forgetters", [])
    with pytest.raises(LookupError):
        erase_person(person=leaver, by=clerk, at=AT)
    assert Person.objects.get(pk=leaver.pk).name == NAME


def test_a_mail_to_an_address_of_somebody_else_too_stays(leaver, clerk):
    other = make_person(email=MAIL)
    queue_mail(person=other, count=1, due_on=None, at=AT)
    erase_person(person=leaver, by=clerk, at=AT)
    assert Mail.objects.filter(to=MAIL).exists()


def test_an_open_notice_about_somebody_with_a_like_name_keeps_it(leaver, clerk):
    tell(person=clerk, key="role:2:2026", title=NAME, url="/", due_on=None, at=AT)
    erase_person(person=leaver, by=clerk, at=AT)
    assert Notice.objects.open().filter(person=clerk, title=NAME).exists()


def test_the_database_refuses_an_erased_row_that_keeps_its_address(leaver):
    with pytest.raises(IntegrityError, match="person_erased"), transaction.atomic():
        Person.objects.filter(pk=leaver.pk).update(erased_at=AT)


class TestPage:
    @pytest.fixture
    def gone(self):
        return make_person(NAME, left_on=timezone.localdate() - timedelta(days=1))

    def test_without_the_knowing_yes_nothing_is_erased(self, clerk, gone):
        address = reverse("organization:person-erase", args=[gone.opaque_id])
        client = client_for(clerk)
        assert "元に戻せない" in client.get(address).text
        assert client.post(address).status_code == 422
        assert Person.objects.get(pk=gone.pk).erased_at is None

    def test_with_it_the_person_is_erased_and_the_page_says_so(self, clerk, gone):
        address = reverse("organization:person-erase", args=[gone.opaque_id])
        page = client_for(clerk).post(address, {"sure": "on"}, follow=True)
        assert page.status_code == 200
        assert "この人の個人情報は消去されています" in page.text
        assert NAME not in page.text
        assert reverse("organization:person-change", args=[gone.opaque_id]) not in page.text

    def test_somebody_still_there_is_refused_with_the_reason(self, clerk):
        here = make_person()
        address = reverse("organization:person-erase", args=[here.opaque_id])
        response = client_for(clerk).post(address, {"sure": "on"})
        assert response.status_code == 422
        assert "離任した人だけ" in response.text

    @pytest.mark.parametrize("role", ["officer", "auditor", "ciso"])
    def test_other_roles_erase_nobody(self, gone, role):
        address = reverse("organization:person-erase", args=[gone.opaque_id])
        client = client_for(make_person(roles=(role,)))
        assert client.post(address, {"sure": "on"}).status_code == 403
        assert Person.objects.get(pk=gone.pk).erased_at is None

    def test_the_link_stands_only_on_the_page_of_a_leaver(self, clerk, gone):
        client = client_for(clerk)
        for person, there in ((gone, True), (make_person(), False)):
            page = client.get(reverse("organization:person", args=[person.opaque_id]))
            link = reverse("organization:person-erase", args=[person.opaque_id])
            assert (link in page.text) is there
