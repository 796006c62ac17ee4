"""People come, change and leave; what they held ends with them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.organization.counting import queries_of
from tests.web.organization.sealed import kinds_of, last

from sekisho.web.organization.actions import add_person, change_person, leave_person
from sekisho.web.organization.errors import OrganizationError
from sekisho.web.organization.models import Person, Post, RoleHolding, ScopeEntry

pytestmark = pytest.mark.django_db
PEOPLE = "/organization/people/"


def entered(**fields):
    defaults = {
        "name": "朝霧 花子",
        "furigana": "アサギリ ハナコ",
        "category": "part-time",
        "unit": make_unit(),
        "joined_on": DAY,
        "by": None,
        "at": AT,
    }
    return add_person(**(defaults | fields))


def data(**fields):
    return {
        "name": "朝霧 花子",
        "furigana": "アサギリ ハナコ",
        "category": "regular",
        "unit": make_unit().pk,
        "joined_on": "2026-06-01",
    } | fields


def test_an_unknown_kind_is_refused():
    with pytest.raises(OrganizationError, match="身分"):
        entered(category="staff")
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "kind",
    ["officer", "regular", "part-time", "dispatched", "commissioned", "temporary",
     "resident-contractor", "outsider"],
)  # fmt: skip
def test_officers_the_five_kinds_of_staff_and_contractors_can_be_entered(kind):
    assert entered(category=kind).category == kind


def test_entering_is_sealed_without_name_or_mail():
    person = entered(email="hanako@asagiri.example")
    kind, _actor, body = last(f"person:{person.opaque_id}")
    assert kind == "person.added"
    assert body == {
        "category": "part-time",
        "unit": person.unit_id,
        "post": None,
        "joined_on": "2026-06-01",
    }


def test_a_change_seals_which_columns_and_not_what_they_say():
    person, by = entered(), make_person()
    change_person(person=person, by=by, at=AT, name="朝霧 はな", email="h@asagiri.example")
    _kind, actor, body = last(f"person:{person.opaque_id}")
    assert actor == str(by.opaque_id)
    assert body["fields"] == ["email", "name"]
    assert "はな" not in str(body)


def test_a_change_of_nothing_seals_nothing():
    person = entered()
    change_person(person=person, by=make_person(), at=AT, name=person.name)
    assert kinds_of(f"person:{person.opaque_id}") == ["person.added"]


def test_a_coming_day_after_the_leaving_day_is_refused():
    person = make_person(left_on=DAY)
    with pytest.raises(OrganizationError, match="着任日"):
        change_person(person=person, by=make_person(), at=AT, joined_on=DAY + timedelta(days=1))


def test_nobody_records_their_own_leaving():
    person = make_person()
    with pytest.raises(OrganizationError, match="自分"):
        leave_person(person=person, on=DAY, by=person, at=AT)


def test_nobody_leaves_before_they_came():
    with pytest.raises(OrganizationError, match="着任日以後"):
        leave_person(person=make_person(), on=date(2026, 3, 31), by=make_person(), at=AT)


def test_roles_and_scope_end_with_the_last_day():
    person = make_person(roles=("manager",))
    later = RoleHolding.objects.create(role="ciso", person=person, from_date=date(2026, 9, 1))
    ended = RoleHolding.objects.create(
        role="officer", person=person, from_date=date(2026, 4, 1), until_date=date(2026, 4, 30)
    )
    leave_person(person=person, on=date(2026, 6, 30), by=make_person(), at=AT)
    assert RoleHolding.objects.get(role="manager").until_date == date(2026, 6, 30)
    assert ScopeEntry.objects.get(person=person).until_date == date(2026, 6, 30)
    assert not RoleHolding.objects.filter(pk=later.pk).exists()
    ended.refresh_from_db()
    assert ended.until_date == date(2026, 4, 30)


def test_leaving_in_the_future_keeps_the_account_until_then():
    person = make_person()
    leave_person(person=person, on=DAY, by=make_person(), at=AT)
    person.account.refresh_from_db()
    assert person.account.is_active


def test_leaving_in_the_past_closes_the_account_and_both_are_sealed():
    person = make_person()
    leave_person(person=person, on=DAY - timedelta(days=1), by=make_person(), at=AT)
    person.account.refresh_from_db()
    assert not person.account.is_active
    assert kinds_of(f"person:{person.opaque_id}")[:2] == ["account.closed", "person.left"]


class TestPages:
    @pytest.fixture
    def desk(self):
        return client_for(make_person(roles=("secretariat",)))

    @pytest.fixture
    def reader(self):
        return client_for(make_person(roles=("contact-point",)))

    @pytest.mark.parametrize("words", ["山田", "ヤマダ", "やまだ", "給付", "やまだ 給付"])
    def test_people_are_found_by_name_furigana_and_unit(self, reader, words):
        make_person("山田 一郎", furigana="ヤマダ イチロウ", unit=make_unit("給付課"))
        make_person("川上 次郎", furigana="カワカミ ジロウ")
        page = reader.get(PEOPLE, {"q": words})
        assert "山田 一郎" in page.text
        assert "川上 次郎" not in page.text

    def test_nothing_found_says_what_to_do(self, reader):
        assert "該当する人がいません" in reader.get(PEOPLE, {"q": "＠＠"}).text

    def test_leavers_are_shown_only_when_asked_for(self, reader):
        make_person("去った 人", left_on=date(2026, 5, 1))
        assert "去った 人" not in reader.get(PEOPLE).text
        assert "去った 人" in reader.get(PEOPLE, {"left": "1"}).text

    def test_htmx_gets_the_table_alone(self, reader):
        part = reader.get(PEOPLE, headers={"HX-Request": "true"})
        assert "<html" not in part.text
        assert 'id="people"' in part.text
        assert "HX-Request" in part["Vary"]

    def test_the_list_costs_the_same_for_many(self, reader):
        for _each in range(10):
            make_person()
        few = queries_of(reader.get, PEOPLE)
        for _each in range(20):
            make_person()
        assert queries_of(reader.get, PEOPLE) == few

    def test_five_thousand_people_are_shown_page_by_page(self, reader):
        unit = make_unit()
        Person.objects.bulk_create(
            Person(name=f"職員{n}", furigana=f"ショク{n:05}", category="regular", unit=unit,
                   joined_on=DAY)
            for n in range(5000)
        )  # fmt: skip
        page = reader.get(PEOPLE, {"page": "100"})
        assert page.status_code == 200
        assert page.text.count("<tr>") == 51

    def test_somebody_without_a_role_sees_no_list(self):
        assert client_for(make_person()).get(PEOPLE).status_code == 403

    def test_one_person_costs_the_same_for_many_roles(self, desk):
        person = make_person(roles=("manager",))
        address = reverse("organization:person", args=[person.opaque_id])
        few = queries_of(desk.get, address)
        for role in ("officer", "contact-point", "data-custodian"):
            RoleHolding.objects.create(role=role, person=person, from_date=DAY, unit=make_unit())
        assert queries_of(desk.get, address) == few

    def test_a_reader_sees_neither_mail_nor_account(self, reader):
        person = make_person(email="secret@asagiri.example")
        page = reader.get(reverse("organization:person", args=[person.opaque_id]))
        assert person.name in page.text
        assert "secret@asagiri.example" not in page.text
        assert person.account.username not in page.text

    def test_an_unknown_person_is_not_found(self, desk):
        address = reverse("organization:person", args=["00000000-0000-4000-8000-000000000000"])
        assert desk.get(address).status_code == 404

    def test_a_person_is_entered(self, desk):
        response = desk.post(reverse("organization:person-add"), data())
        person = Person.objects.get(name="朝霧 花子")
        assert response.url == reverse("organization:person", args=[person.opaque_id])

    def test_a_wrong_form_comes_back_with_422(self, desk):
        response = desk.post(reverse("organization:person-add"), data(joined_on="いつか"))
        assert response.status_code == 422
        assert not Person.objects.filter(name="朝霧 花子").exists()

    def test_the_days_stand_in_both_calendars(self, desk):
        person = make_person()
        page = desk.get(reverse("organization:person-change", args=[person.opaque_id]))
        assert 'type="date"' in page.text
        assert "今の値：令和8年4月1日（2026-04-01）" in page.text

    def test_a_person_is_changed(self, desk):
        person = make_person()
        post = Post.objects.create(title="係長", unit=person.unit)
        address = reverse("organization:person-change", args=[person.opaque_id])
        assert desk.post(address, data(post=post.pk)).status_code == 302
        person.refresh_from_db()
        assert (person.name, person.post) == ("朝霧 花子", post)

    def test_leaving_is_recorded(self, desk):
        person = make_person()
        address = reverse("organization:person-leave", args=[person.opaque_id])
        today = timezone.localdate()
        assert desk.post(address, {"on": today.isoformat()}).status_code == 302
        person.refresh_from_db()
        assert person.left_on == today

    def test_leaving_too_early_is_refused_with_the_reason(self, desk):
        person = make_person()
        address = reverse("organization:person-leave", args=[person.opaque_id])
        response = desk.post(address, {"on": "2020-01-01"})
        assert response.status_code == 422
        assert "着任日以後" in response.text

    @pytest.mark.parametrize("name", ["person-change", "person-leave"])
    def test_a_reader_changes_nothing(self, reader, name):
        person = make_person()
        address = reverse(f"organization:{name}", args=[person.opaque_id])
        assert reader.get(address).status_code == 403
        assert reader.post(address, data(on="2026-06-30")).status_code == 403
        person.refresh_from_db()
        assert person.left_on is None

    def test_a_reader_enters_nobody(self, reader):
        assert reader.post(reverse("organization:person-add"), data()).status_code == 403
        assert not Person.objects.filter(name="朝霧 花子").exists()
