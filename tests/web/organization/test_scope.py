"""The scope register: one entry at a time, by period, and its CSV."""

import csv
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.organization.counting import queries_of
from tests.web.organization.sealed import last

from sekisho.web.organization.actions import end_scope, enter_scope
from sekisho.web.organization.errors import OrganizationError
from sekisho.web.organization.models import ScopeEntry

pytestmark = pytest.mark.django_db
SCOPE = "/organization/scope/"


def enter(person, **fields):
    defaults = {"relation": "regular", "from_date": DAY, "by": None, "at": AT}
    return enter_scope(person=person, **(defaults | fields))


@pytest.fixture
def outside():
    return make_person(in_scope=False)


def test_an_unknown_relation_is_refused(outside):
    with pytest.raises(OrganizationError, match="関係"):
        enter(outside, relation="staff")


def test_a_period_backwards_is_refused(outside):
    with pytest.raises(OrganizationError, match="開始日以後"):
        enter(outside, until_date=DAY - timedelta(days=1))


@pytest.mark.parametrize("start", [date(2026, 5, 1), DAY, date(2026, 6, 30)])
def test_a_second_entry_in_the_same_period_is_refused(outside, start):
    enter(outside, until_date=date(2026, 6, 30))
    with pytest.raises(OrganizationError, match="既に登録"):
        enter(outside, from_date=start)


def test_another_relation_afterwards_is_fine(outside):
    enter(outside, until_date=date(2026, 6, 30))
    assert enter(outside, relation="officer", from_date=date(2026, 7, 1)).pk


def test_an_entry_is_sealed(outside):
    entry = enter(outside, note="覚え書き")
    assert last(f"scope:{entry.pk}") == (
        "scope.entered",
        "",
        {
            "person": str(outside.opaque_id),
            "relation": "regular",
            "from": "2026-06-01",
            "until": None,
        },
    )


@pytest.mark.parametrize("day", [date(2026, 5, 31), date(2026, 7, 1)])
def test_an_entry_ends_within_its_period(outside, day):
    entry = enter(outside, until_date=date(2026, 6, 30))
    with pytest.raises(OrganizationError, match="期間の中"):
        end_scope(entry=entry, on=day, by=make_person(), at=AT)


def test_the_end_is_sealed(outside):
    entry = enter(outside)
    end_scope(entry=entry, on=DAY, by=make_person(), at=AT)
    kind, _actor, body = last(f"scope:{entry.pk}")
    assert (kind, body["until"]) == ("scope.ended", "2026-06-01")


class TestPages:
    @pytest.fixture
    def desk(self):
        return client_for(make_person(roles=("secretariat",)))

    @pytest.mark.parametrize("path", [SCOPE, "/organization/scope.csv"])
    def test_the_list_costs_the_same_for_many(self, desk, path):
        for _each in range(10):
            make_person()
        few = queries_of(desk.get, path)
        for _each in range(20):
            make_person()
        assert queries_of(desk.get, path) == few

    def test_ended_entries_are_shown_only_when_asked_for(self, desk, outside):
        outside.name = "終わった 人"
        outside.save()
        enter(outside, until_date=DAY)
        assert "終わった 人" not in desk.get(SCOPE).text
        assert "終わった 人" in desk.get(SCOPE, {"ended": "1"}).text

    def test_it_is_searched(self, desk):
        make_person("山田 一郎")
        make_person("川上 次郎")
        page = desk.get(SCOPE, {"q": "山田"})
        assert "山田 一郎" in page.text
        assert "川上 次郎" not in page.text

    def test_the_csv_holds_today_and_runs_no_formula(self, desk):
        person = make_person("=HYPERLINK(1)", in_scope=False)
        enter(person, note="+1")
        answer = desk.get("/organization/scope.csv")
        text = answer.content.decode("utf-8-sig")
        rows = {row["氏名"]: row for row in csv.DictReader(text.splitlines())}
        assert rows["'=HYPERLINK(1)"]["備考"] == "'+1"
        assert rows["'=HYPERLINK(1)"]["関係"] == "職員"
        assert "attachment" in answer["Content-Disposition"]
        assert len(rows) == 2  # the desk and this person

    @pytest.mark.parametrize(("role", "status"), [("contact-point", 403), ("auditor", 200)])
    def test_the_csv_is_for_those_who_keep_or_audit_the_register(self, role, status):
        answer = client_for(make_person(roles=(role,))).get("/organization/scope.csv")
        assert answer.status_code == status

    def test_a_person_is_entered_and_ended(self, desk, outside):
        address = reverse("organization:scope-enter", args=[outside.opaque_id])
        assert desk.get(address).status_code == 200
        desk.post(address, {"relation": "regular", "from_date": "2026-06-01"})
        entry = ScopeEntry.objects.get(person=outside)
        today = timezone.localdate()
        desk.post(reverse("organization:scope-end", args=[entry.pk]), {"on": today.isoformat()})
        entry.refresh_from_db()
        assert entry.until_date == today

    def test_a_double_entry_is_refused_with_the_reason(self, desk):
        person = make_person()
        address = reverse("organization:scope-enter", args=[person.opaque_id])
        response = desk.post(address, {"relation": "regular", "from_date": "2026-06-01"})
        assert response.status_code == 422
        assert "既に登録されています" in response.text

    def test_a_reader_changes_nothing(self, outside):
        client = client_for(make_person(roles=("contact-point",)))
        address = reverse("organization:scope-enter", args=[outside.opaque_id])
        data = {"relation": "regular", "from_date": "2026-06-01"}
        assert client.post(address, data).status_code == 403
        entry = enter(outside)
        address = reverse("organization:scope-end", args=[entry.pk])
        assert client.post(address, {"on": "2026-06-30"}).status_code == 403

    def test_an_entry_that_is_not_there_is_not_found(self, desk):
        assert desk.get(reverse("organization:scope-end", args=[999])).status_code == 404
