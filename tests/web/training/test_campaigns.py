"""Campaigns: whom they reach, what is sealed and told, who joins later, how one ends."""

from datetime import date, timedelta

import pytest
from tests.web.factories import AT, DAY, make_person, make_unit
from tests.web.training.giving import DUE, EVERYONE, asked, finished, keeper, started

from sekisho.web.evidence import queries as evidence
from sekisho.web.notices.models import Mail, Notice
from sekisho.web.organization.models import RoleHolding, Unit
from sekisho.web.training import actions
from sekisho.web.training.agreement import differences
from sekisho.web.training.errors import TrainingError
from sekisho.web.training.models import Assignment, Campaign

pytestmark = pytest.mark.django_db


def people_of(campaign):
    return set(Assignment.objects.filter(campaign=campaign).values_list("person", flat=True))


def test_everyone_is_everybody_in_scope_who_is_there():
    by, officer = keeper(), make_person(category="officer")
    make_person(category="outsider", in_scope=False)
    make_person(left_on=date(2026, 5, 31))
    make_person(joined_on=date(2026, 6, 2))
    assert people_of(started(by)) == {by.pk, officer.pk}


def test_units_are_meant_with_those_below_them():
    by, upper = keeper(), make_unit("給付課")
    lower = Unit.objects.create(name="短期給付係", parent=upper)
    inside = {make_person(unit=upper).pk, make_person(unit=lower).pk}
    make_person(unit=make_unit("年金課"))
    assert people_of(started(by, actions.Audience(units=(upper,)))) == inside


def test_lists_together_mean_whoever_matches_one_of_them():
    by, unit = keeper(), make_unit("給付課")
    clerk, temp, manager = (
        make_person(unit=unit),
        make_person(category="temporary"),
        make_person(roles=("manager",)),
    )
    make_person()
    audience = actions.Audience(units=(unit,), categories=("temporary",), roles=("manager",))
    assert people_of(started(by, audience)) == {clerk.pk, temp.pk, manager.pk}


def test_starting_seals_the_course_and_each_persons_day_by_opaque_id():
    by, person = keeper(), make_person()
    row = started(by)
    (begun,) = evidence.sealed(["training.started"])
    assert begun.subject == f"campaign:{row.pk}"
    assert begun.facts["course"] == "media"
    assert begun.facts["digest"] == row.lesson.digest
    facts = {e.facts["person"]: e.facts["due_on"] for e in evidence.sealed(["training.assigned"])}
    assert facts == {str(each.opaque_id): "2026-06-30" for each in (by, person)}
    assert list(differences()) == []


def test_each_is_told_once_with_the_page_and_the_day_and_one_mail():
    person = make_person()
    row = asked(started(), person)
    notice = Notice.objects.get(person=person)
    assert notice.url == f"/training/{row.pk}/"
    assert notice.due_on == DUE
    assert "媒体の研修" in notice.title
    actions.tell_open(at=AT + timedelta(days=1))
    assert Notice.objects.filter(person=person).count() == 1
    assert Mail.objects.filter(to=person.email).count() == 1


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"due_on": date(2026, 5, 31)}, "今日以後"),
        ({"course": "astrology"}, "教材"),
        ({"audience": actions.Audience(roles=("emperor",))}, "役割"),
        ({"audience": actions.Audience(categories=("ghost",))}, "身分"),
        ({"audience": actions.Audience(roles=("auditor",))}, "対象"),
        ({"audience": actions.Audience()}, "対象"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(change, word):
    by = keeper()
    with pytest.raises(TrainingError, match=word):
        started(by, **change)
    assert not Campaign.objects.exists()
    assert not Notice.objects.exists()
    assert not list(evidence.sealed(["training.started", "training.assigned"]))


@pytest.mark.parametrize("roles", [(), ("manager",), ("auditor",)])
def test_nobody_without_the_right_starts_or_ends_one(roles):
    row, other = started(), make_person(roles=roles)
    with pytest.raises(TrainingError, match="権限"):
        started(other)
    with pytest.raises(TrainingError, match="権限"):
        actions.end_campaign(campaign=row, reason="x", by=other, at=AT)


class TestLaterOnes:
    def test_who_joins_while_it_runs_has_thirty_days(self):
        campaign = started()
        joiner = make_person(joined_on=date(2026, 6, 20))
        late = AT + timedelta(days=20)
        assert actions.assign_reached(at=late) == 1
        assert asked(campaign, joiner).due_on == date(2026, 7, 20)
        assert Notice.objects.filter(person=joiner).exists()
        assert actions.assign_reached(at=late) == 0

    def test_who_takes_a_role_later_is_asked_then(self):
        first = make_person(roles=("manager",))
        campaign = started(audience=actions.Audience(roles=("manager",)))
        other = make_person()
        RoleHolding.objects.create(role="manager", person=other, from_date=date(2026, 6, 10))
        actions.assign_reached(at=AT)
        assert people_of(campaign) == {first.pk}
        actions.assign_reached(at=AT + timedelta(days=9))
        assert people_of(campaign) == {first.pk, other.pk}

    def test_an_ended_campaign_asks_nobody_more(self):
        by = keeper()
        campaign = started(by)
        actions.end_campaign(campaign=campaign, reason="教材の差替え", by=by, at=AT)
        make_person()
        assert actions.assign_reached(at=AT + timedelta(days=1)) == 0


class TestStanding:
    def test_joiners_are_asked_by_themselves_within_thirty_days_of_joining(self):
        by = keeper(joined_on=date(2023, 4, 1))
        campaign = started(by, EVERYONE, None)
        assert people_of(campaign) == set()
        joiner = make_person(joined_on=date(2026, 7, 1))
        actions.assign_reached(at=AT + timedelta(days=30))
        assert asked(campaign, joiner).due_on == date(2026, 7, 31)

    @pytest.mark.parametrize(("days_before", "reached"), [(0, True), (30, True), (31, False)])
    def test_it_reaches_back_to_those_whose_days_had_not_run_out(self, days_before, reached):
        by = keeper(joined_on=date(2023, 4, 1))
        person = make_person(joined_on=DAY - timedelta(days=days_before))
        campaign = started(by, EVERYONE, None)
        assert (person.pk in people_of(campaign)) is reached


class TestEnding:
    def test_left_people_want_a_reason_and_their_notices_end(self):
        by, person = keeper(), make_person()
        campaign = started(by)
        with pytest.raises(TrainingError, match="2人"):
            actions.end_campaign(campaign=campaign, reason=" ", by=by, at=AT)
        actions.end_campaign(campaign=campaign, reason="統合", by=by, at=AT)
        assert not Notice.objects.open().filter(person=person).exists()
        (entry,) = evidence.sealed(["training.ended"])
        assert entry.facts["open"] == 2
        assert "統合" not in str(entry.facts)
        assert list(differences()) == []

    def test_one_everybody_completed_ends_without_a_reason_and_only_once(self):
        by = keeper()
        campaign = started(by)
        finished(asked(campaign, by))
        actions.end_campaign(campaign=campaign, reason="", by=by, at=AT)
        with pytest.raises(TrainingError, match="すでに"):
            actions.end_campaign(campaign=campaign, reason="", by=by, at=AT)


def test_asking_many_takes_no_query_a_person(django_assert_max_num_queries):
    by = keeper()
    campaign = started(by)
    for _number in range(12):
        make_person()
    with django_assert_max_num_queries(120):  # telling is the notices room's, a few a person
        actions.assign_reached(at=AT)
    assert len(people_of(campaign)) == 13
