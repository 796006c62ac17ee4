"""The plan of the year: every room's duties, for each reader what they may know."""

from datetime import date, timedelta

import pytest
from tests.web.approvals import permitting
from tests.web.factories import AT, DAY, make_person
from tests.web.governance.committee import called, closed, desk, members
from tests.web.organization.counting import queries_of
from tests.web.personnel.moving import desk as personnel_desk
from tests.web.personnel.moving import drawn
from tests.web.premises.standing import make_area, planned
from tests.web.training.giving import asked, finished, started

from sekisho.verdicts import Verdict
from sekisho.web.governance import actions as governance
from sekisho.web.organization.models import RoleHolding
from sekisho.web.site.duties import DUTIES
from sekisho.web.yearplan import duties, queries
from sekisho.web.yearplan.duties import Duty, State
from sekisho.web.yearplan.queries import Reader, state_of, year_of, year_plan

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 4, 1), date(2027, 3, 31)
EVERYTHING = frozenset({"status.read", "people.manage", "procedures.read"})


class Fixed:
    """A room with these duties."""

    id, title = "fixed", "部屋"

    def __init__(self, *found):
        self.found = found

    def between(self, first, last, at):
        return self.found


def duty(day=DAY, **more):
    return Duty(**{"key": "k", "day": day, "title": "題", "plain": "平", "url": ""} | more)


def of_room(word):
    """What one room of the product says of the fiscal year."""
    source = next(each for each in DUTIES if each.id == word)
    return list(source.between(FIRST, LAST, AT))


def shown(reader, at=AT, year=2026, *, mine=False):
    return [
        each.duty.title
        for month in year_plan(year, reader, at, mine=mine)
        for each in month.planned
    ]


def test_every_room_is_handed_in_once():
    assert duties.all_duties() == DUTIES
    assert len({each.id for each in DUTIES}) == len(DUTIES)
    with pytest.raises(ValueError, match="one id"):
        duties.install(DUTIES[0], DUTIES[0])


def test_a_plan_of_nothing_handed_in_is_an_error(monkeypatch):
    monkeypatch.setattr(duties, "_handed_in", [])
    with pytest.raises(LookupError):
        duties.all_duties()


def test_the_year_runs_from_april_to_march(monkeypatch):
    days = (FIRST, LAST, FIRST - timedelta(days=1), LAST + timedelta(days=1))
    found = Fixed(*(duty(day, key=str(day), title=str(day)) for day in days))
    monkeypatch.setattr(duties, "_handed_in", [found])
    months = year_plan(2026, Reader(1, EVERYTHING), AT, mine=False)
    assert [each.first for each in months] == [
        date(2026 + (month < 4), month, 1) for month in (*range(4, 13), 1, 2, 3)
    ]
    assert shown(Reader(1, EVERYTHING)) == [str(FIRST), str(LAST)]
    assert months[0].planned[0].duty.day == FIRST


@pytest.mark.parametrize(
    ("day", "done", "state"),
    [
        (DAY - timedelta(days=1), False, State.LATE),
        (DAY, False, State.SOON),
        (DAY + timedelta(days=14), False, State.SOON),
        (DAY + timedelta(days=15), False, State.OPEN),
        (DAY - timedelta(days=90), True, State.DONE),
    ],
)
def test_a_duty_stands_by_its_day(day, done, state):
    assert state_of(duty(day, done=done), DAY) == state


def test_each_reader_sees_what_they_may_know(monkeypatch):
    found = Fixed(
        duty(key="1", title="自分の", people=frozenset({7})),
        duty(key="2", title="他人の", people=frozenset({8})),
        duty(key="3", title="権限の", acting=frozenset({"a", "b"})),
        duty(key="4", title="隠す", people=frozenset({7}), needs=frozenset({"procedures.read"})),
    )
    monkeypatch.setattr(duties, "_handed_in", [found])
    assert shown(Reader(7, frozenset())) == ["自分の"]
    assert shown(Reader(7, frozenset({"a"}))) == ["自分の"]
    assert shown(Reader(7, frozenset({"a", "b"}))) == ["自分の", "権限の"]
    assert shown(Reader(9, frozenset({"status.read"}))) == ["自分の", "他人の", "権限の"]
    assert shown(Reader(7, EVERYTHING), mine=True) == ["自分の", "隠す"]


def test_a_duty_of_nobody_is_nobodys_own():
    assert not duty().is_of(1, frozenset({"status.read"}))


def test_owners_are_named_people_or_the_roles_that_may(monkeypatch):
    person = make_person("担当 花子")
    monkeypatch.setattr(
        duties,
        "_handed_in",
        [Fixed(duty(people=frozenset({person.pk})),
               duty(key="z", acting=frozenset({"people.manage", "roles.assign"})))],
    )  # fmt: skip
    months = year_plan(2026, Reader(1, EVERYTHING), AT, mine=False)
    owners = [each.owners for month in months for each in month.planned]
    assert owners[0] == ("担当 花子",)
    assert "統括情報セキュリティ責任者" in owners[1]


@pytest.mark.parametrize("text", ["", "abcd", "1800", "20270", "２０２７"])
def test_a_year_nobody_plans_is_this_one(text):
    assert year_of(text, DAY) in {2026, 2027}
    assert year_of("2027", DAY) == 2027
    assert year_of("1800", DAY) == 2026


def test_meetings_and_decisions_stand_in_the_plan():
    by, people = desk(), members()
    row = called(by)
    (meeting,) = of_room("meetings")
    assert (meeting.done, meeting.people) == (False, frozenset(each.pk for each in people))
    assert "委員会" not in meeting.plain
    closed(row, by, people, decided=[governance.Decided("まとめる", people[1], LAST)])
    (decision,) = of_room("committee-decisions")
    assert (decision.day, decision.people) == (LAST, frozenset({people[1].pk}))
    assert of_room("meetings")[0].done
    governance.cancel_meeting(meeting=called(by), by=by, at=AT)
    assert len(of_room("meetings")) == 1


def test_courses_are_of_those_who_have_not_completed_them():
    one, other = make_person(), make_person()
    campaign = started()
    (course,) = of_room("courses")
    assert {one.pk, other.pk} <= course.people
    finished(asked(campaign, one))
    (course,) = of_room("courses")
    assert one.pk not in course.people
    assert not course.done


def test_permits_end_for_their_holders_until_the_thing_is_back():
    permit = permitting.permit(permitting.office())
    (end,) = of_room("permits")
    assert (end.day, end.people, end.done) == (permit.ends, frozenset({permit.holder_id}), False)
    source = next(each for each in DUTIES if each.id == "permits")
    late = AT + timedelta(days=400)
    (over,) = source.between(FIRST, LAST, late)
    assert not over.done  # not back yet


def test_rounds_moves_and_roles_that_end_stand_in_it():
    area = make_area(log_from=FIRST)
    planned(area, due_on=date(2026, 7, 1))
    assert any(each.day == date(2026, 7, 1) for each in of_room("premises"))
    move = drawn(personnel_desk())
    (found,) = of_room("moves")
    assert (found.day, found.needs) == (move.on, frozenset({"people.manage"}))
    make_person("任期 一郎", roles=("manager",))
    RoleHolding.objects.filter(role="manager").update(until_date=LAST)
    assert any("任期 一郎" in each.title and each.day == LAST for each in of_room("coming"))


def test_attestations_stand_on_the_day_they_run_out():
    from sekisho.catalogue import load
    from sekisho.web.controls import actions as controls

    control = next(
        each for each in load().controls.values()
        if each.role == "secretariat" and any(s.mode == "attested" for s in each.checks)
    )  # fmt: skip
    spec = next(each for each in control.checks if each.mode == "attested")
    assert of_room("attestations") == []
    holder = make_person(roles=("secretariat",))
    controls.attest(
        check_id=spec.id, verdict=Verdict.HOLDS, statement="見た", by=holder, at=AT, files=()
    )
    source = next(each for each in DUTIES if each.id == "attestations")
    after = list(source.between(FIRST, date(2028, 3, 31), AT))
    (found,) = [each for each in after if control.id in each.key]
    assert found.day == DAY + timedelta(days=spec.period_days)
    assert found.people == frozenset({holder.pk})


def test_own_duties_are_of_this_year_and_the_next(monkeypatch):
    person = make_person()
    mine = frozenset({person.pk})
    found = Fixed(
        duty(date(2026, 3, 31), people=mine), duty(FIRST, key="1", people=mine),
        duty(date(2028, 3, 31), key="2", people=mine), duty(date(2028, 4, 1), key="3", people=mine),
        duty(FIRST, key="4"),
    )  # fmt: skip
    monkeypatch.setattr(duties, "_handed_in", [found])
    assert [each.key for each in queries.own_duties(person, AT)] == ["1", "2"]


def test_the_plan_costs_the_same_however_much_is_due():
    by, people = desk(), members()
    called(by)
    permitting.permit(permitting.office())

    def ask():
        year_plan(2026, Reader(people[0].pk, EVERYTHING), AT, mine=False)

    few = queries_of(ask)
    for _number in range(4):
        called(by)
        permitting.permit(permitting.office())
    assert queries_of(ask) == few
