"""What the class of a thing forbids or shortens is forbidden and shortened where permits are given.

The oracle of the property reads the data files itself.
"""

from datetime import timedelta

import pytest
import time_machine
import yaml
from bs4 import BeautifulSoup
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.web.approvals.permitting import ANSWERS, asked, decided, office, wanted
from tests.web.assets.register import graded, recorded
from tests.web.factories import AT, DAY, client_for, make_person

from sekisho.catalogue import load
from sekisho.catalogue.files import data_folder
from sekisho.web.approvals import actions, deciding, permit_kinds, subjects
from sekisho.web.approvals.actions.permits import last_day
from sekisho.web.approvals.errors import PermitRefusedError
from sekisho.web.approvals.restrictions import Restriction
from sekisho.web.assets import actions as assets
from sekisho.web.assets.models import Asset, Relation
from sekisho.web.site.permitting import CARRIED, MEDIA, restrictions_of_assets
from sekisho.web.ui.dates import fiscal_year_end

pytestmark = pytest.mark.django_db
LEVELS = ("3A", "3B", "3C", "2", "1", "")
ACTING = ("media-takeout", "takeout-block-lift", "own-device", "special-flow", "external-service")


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def people():
    return office()


def information(grade, people=None, **fields):
    unit = {"unit": people.member.unit} if people else {}
    by = make_person(roles=("system-manager", "ciso", "chief-officer"))
    return recorded(
        f"台帳 {grade}", sort="data", by=by, **graded(confidentiality=grade, **unit, **fields)
    )


def medium(grade="", **fields):
    return recorded("USBメモリ", sort="medium", **graded(confidentiality=grade, **fields))


def carrying(*rows):
    return tuple(f"information:{row.pk}" for row in rows)


def _rules():
    """Return by grade of the default scheme what its rules say, read from the files alone."""
    sets = {
        each["id"]: {rule["act"]: rule for rule in each["rules"]}
        for each in yaml.safe_load((data_folder() / "handling.yaml").read_text("utf-8"))
    }
    schemes = yaml.safe_load((data_folder() / "classification.yaml").read_text("utf-8"))["schemes"]
    levels = next(each["levels"] for each in schemes if each.get("default"))
    return {"": sets["secret"]} | {each["id"]: sets[each["handling"]] for each in levels}


@pytest.mark.parametrize("kind", ACTING)
@pytest.mark.parametrize("grade", LEVELS)
def test_every_kind_and_class_keeps_its_rule(people, kind, grade):
    found, rule = permit_kinds.find(kind), _rules()[grade][permit_kinds.find(kind).act]
    row, usual = information(grade), last_day(found, ANSWERS[kind], DAY)
    if rule["allowed"] == "no":
        with pytest.raises(PermitRefusedError, match="区分の取扱いのルール") as refusal:
            asked(people, kind, subjects=carrying(row))
        assert rule["text"]["ja"] in str(refusal.value)
        assert row.number in str(refusal.value)
        return
    limit = DAY + timedelta(days=rule["longest_days"] - 1) if rule["longest_days"] else usual
    ends = min(limit, usual)
    permit = decided(people, asked(people, kind, subjects=carrying(row), ends=ends))
    assert permit.ends == ends
    if ends < fiscal_year_end(DAY):
        with pytest.raises(PermitRefusedError, match="許可できるのは"):
            asked(people, kind, subjects=carrying(row), ends=ends + timedelta(days=1))


@given(
    st.lists(
        st.integers(0, 400).map(
            lambda days: Restriction("A", forbidden=False, longest_days=days, words="")
        )
    )
)
def test_no_restriction_lengthens_and_the_shortest_counts(restrictions):
    kind = permit_kinds.find("special-flow")
    found = last_day(kind, {}, DAY, restrictions)
    limits = [each.longest_days for each in restrictions if each.longest_days] or [366]
    days = min(*limits, 366)
    assert found == min(DAY + timedelta(days=days - 1), fiscal_year_end(DAY))


class TestWhatChangesMeanwhile:
    def test_a_graver_class_shortens_at_the_decision_and_says_why(self, people):
        row = information("2")
        application = asked(people, subjects=carrying(row), ends=DAY + timedelta(days=20))
        Asset.objects.filter(pk=row.pk).update(confidentiality="3B")
        permit = decided(people, application)
        assert permit.ends == DAY + timedelta(days=6)
        assert row.number in permit.conditions
        assert "最長7日" in permit.conditions

    def test_a_forbidden_one_is_not_decided(self, people):
        row = information("2")
        application = asked(people, subjects=carrying(row))
        Asset.objects.filter(pk=row.pk).update(confidentiality="3A")
        with pytest.raises(PermitRefusedError, match="区分の取扱いのルール"):
            decided(people, application)
        application.refresh_from_db()
        assert application.is_waiting


class TestMedia:
    def test_an_empty_one_without_a_class_is_not_restricted(self, people):
        row = medium()
        assert restrictions_of_assets("take-out", [f"medium:{row.pk}"]) == []

    def test_its_own_class_counts_and_that_of_what_it_holds(self, people):
        row, inside = medium("2"), information("3B")
        keeper = make_person(roles=("system-manager",))
        assert restrictions_of_assets("take-out", [f"medium:{row.pk}"]) == []
        assets.relate(upper=row, lower=inside, kind=Relation.Kind.HOLDS, by=keeper, at=AT)
        (found,) = restrictions_of_assets("take-out", [f"medium:{row.pk}"])
        assert (found.label, found.longest_days, found.forbidden) == (inside.number, 7, False)

    def test_other_things_and_other_relations_say_nothing(self, people):
        row, described = medium("2"), information("3B")
        keeper = make_person(roles=("system-manager",))
        assets.relate(upper=row, lower=described, kind=Relation.Kind.DESCRIBES, by=keeper, at=AT)
        about = [f"medium:{row.pk}", f"terminal:{described.pk}", "medium:x", "information:"]
        assert restrictions_of_assets("take-out", about) == []

    def test_queries_stay_flat(self, people, django_assert_max_num_queries):
        rows = [information("3B") for _n in range(12)]
        with django_assert_max_num_queries(3):
            assert len(restrictions_of_assets("take-out", carrying(*rows))) == 12


class TestWhatCanBeChosen:
    def test_media_of_every_unit_and_information_of_ones_own(self, people):
        mine, other, stick = information("2", people), information("2"), medium()
        choices = {each.subject for each in CARRIED.choices(people.member, frozenset())}
        assert choices == {f"information:{mine.pk}"}
        assert f"information:{other.pk}" not in choices
        labels = [each.label for each in MEDIA.choices(people.member, frozenset())]
        assert labels == [f"{stick.number}　USBメモリ"]

    def test_what_one_may_not_know_of_is_not_offered_and_bears_its_number_only(self, people):
        hidden = information("2", people, zone_key="mynumber")
        assert list(CARRIED.choices(people.member, frozenset())) == []
        assert list(CARRIED.choices(people.member, frozenset({"mynumber.read"})))
        told = subjects.labels_of([f"information:{hidden.pk}"])
        assert told == {f"information:{hidden.pk}": hidden.number}

    def test_the_form_offers_both_and_takes_the_shortest_end(self, people):
        row, stick = information("3B", people), medium()
        client, url = client_for(people.member), reverse("approvals:apply", args=["media-takeout"])
        page = BeautifulSoup(client.get(url).content, "lxml")
        assert page.select_one(f"input[name=about][value='medium:{stick.pk}']")
        assert page.select_one(f"input[name=carried][value='information:{row.pk}']")
        sent = {f"answer_{name}": value for name, value in ANSWERS["media-takeout"].items()}
        sent |= {"applicant": people.member.pk, "starts": DAY.isoformat(), "ends": ""}
        assert client.post(url, sent).status_code == 422  # about nothing
        sent |= {"about": [f"medium:{stick.pk}"], "carried": [f"information:{row.pk}"]}
        assert client.post(url, sent).status_code == 302
        request = actions.permits.PermitRequest.objects.get()
        assert request.subjects == [f"medium:{stick.pk}", f"information:{row.pk}"]
        assert (request.ends - request.starts).days == 6

    def test_a_refusal_is_told_in_words(self, people):
        row = information("3A", people)
        client = client_for(make_person(unit=people.member.unit, roles=("ciso",)))
        url = reverse("approvals:apply", args=["media-takeout"])
        sent = {f"answer_{name}": value for name, value in ANSWERS["media-takeout"].items()}
        sent |= {"about_words": "封筒", "about": "封筒", "carried": [f"information:{row.pk}"]}
        sent |= {"applicant": people.member.pk, "starts": DAY.isoformat(), "ends": ""}
        answer = client.post(url, sent)
        assert answer.status_code == 422


def test_mending_a_returned_one_keeps_what_was_written_and_what_was_chosen(people):
    row = information("2", people)
    application = asked(people, "own-device", subjects=carrying(row), subject_words="自分の電話")
    deciding.give_back(application=application, by=people.head, comment="直す", at=AT)
    url = reverse("approvals:apply", args=["own-device"])
    page = client_for(people.member).get(url, {"again": application.pk})
    form = BeautifulSoup(page.content, "lxml")
    assert form.select_one("input[name=about]")["value"] == "自分の電話"
    assert form.select_one(f"input[name=carried][value='information:{row.pk}'][checked]")


def test_what_only_goes_along_is_nothing_to_permit(people):
    row = information("2")
    with pytest.raises(PermitRefusedError, match="何についての申請か"):
        asked(people, subjects=carrying(row), subject_words="")


def test_about_nothing_is_refused(people):
    with pytest.raises(PermitRefusedError, match="何についての申請か"):
        actions.ask_permit(
            wanted=wanted(subject_words=" "), applicant=people.member, by=people.member, at=AT
        )


def test_every_kind_with_an_act_has_a_rule_for_it():
    for kind in permit_kinds.all_kinds().values():
        if kind.act:
            assert all(kind.act in each.rules for each in load().handlings.values())
