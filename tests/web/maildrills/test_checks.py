"""What the checks say as drills are planned, held and closed; the plan of the year."""

from datetime import date, timedelta

import pytest
from tests.web.factories import AT, DAY, make_person
from tests.web.maildrills.drilling import (
    AFTER,
    all_sent,
    body_of_twelve,
    link_word,
    planned,
    started,
)

from sekisho.verdicts import Verdict
from sekisho.web.maildrills import actions
from sekisho.web.maildrills.checks import drill_held, drill_reported
from sekisho.web.maildrills.duties import MailDrills
from sekisho.web.maildrills.models import Drill
from sekisho.web.maildrills.queries import earlier, share

pytestmark = pytest.mark.django_db


def closed(reports=0, **more):
    people = body_of_twelve()
    row = started(**more)
    all_sent(row)
    for person in people[:reports]:
        text = f"/mail-drill/{row.pk}/{link_word(row, person)}/"
        actions.note_reported(untrusted_text=text, subject="", by=None, at=AT)
    actions.close_due(at=AFTER)
    row.refresh_from_db()
    return row


def test_none_planned_fails_planned_is_weak_held_holds():
    body_of_twelve()
    assert drill_held(AT).verdict == Verdict.FAILS
    planned()
    assert drill_held(AT).verdict == Verdict.WEAK
    actions.start_due(at=AT)
    assert drill_held(AT).verdict == Verdict.HOLDS


def test_a_drill_counts_for_a_year_and_for_its_fiscal_year():
    body_of_twelve()
    started()
    year_on = AT + timedelta(days=365)
    assert drill_held(year_on).verdict == Verdict.HOLDS
    assert drill_held(year_on + timedelta(days=1)).verdict == Verdict.FAILS


def test_a_plan_whose_day_passed_is_no_plan():
    body_of_twelve()
    planned()
    assert drill_held(AT + timedelta(days=1)).verdict == Verdict.FAILS


@pytest.mark.parametrize(
    ("reports", "goal", "verdict"),
    [(6, 46, Verdict.HOLDS), (6, 47, Verdict.WEAK), (0, 1, Verdict.WEAK), (12, 92, Verdict.HOLDS)],
)
def test_reports_are_held_against_the_goal_of_the_plan(reports, goal, verdict):
    row = closed(reports, goal=goal)
    found = drill_reported(AFTER)
    assert found.verdict == verdict
    assert (found.figures["sent"], found.figures["reported"]) == (13, reports)
    assert found.figures["rate"] == share(reports, 13)
    assert row.goal == goal


def test_without_a_closed_drill_and_with_one_nobody_received_it_fails():
    assert drill_reported(AT).verdict == Verdict.FAILS
    body_of_twelve()
    started()
    actions.close_due(at=AFTER)
    assert drill_reported(AFTER).verdict == Verdict.FAILS


def test_figures_changed_behind_the_product_fail_both():
    row = closed(12)
    Drill.objects.filter(pk=row.pk).update(opened=1)
    for check in (drill_held, drill_reported):
        assert check(AFTER).verdict == Verdict.FAILS
        assert check(AFTER).figures["altered"] == 1


def test_a_percentage_is_cut_off_not_rounded():
    assert [share(1, 3), share(199, 200), share(0, 0)] == [33, 99, 0]


def test_drills_are_compared_in_the_order_they_were_held():
    row = closed(3)
    second = planned(send_on=DAY + timedelta(days=20), closes_on=DAY + timedelta(days=25), at=AFTER)
    actions.start_due(at=AT + timedelta(days=20))
    all_sent(second)
    actions.close_due(at=AT + timedelta(days=26))
    second.refresh_from_db()
    assert earlier(second) == [row, second]
    assert earlier(row) == [row]


def duties(first=date(2026, 4, 1), last=date(2027, 3, 31)):
    return {each.key: each for each in MailDrills().between(first, last, AT)}


def test_the_plan_of_the_year_has_the_drill_and_a_last_day_for_one():
    body_of_twelve()
    assert not duties()["maildrill-year-2026"].done
    row = planned()
    assert not duties()[f"maildrill-{row.pk}"].done
    actions.start_due(at=AT)
    found = duties()
    assert found[f"maildrill-{row.pk}"].done
    assert found["maildrill-year-2026"].done
    assert found["maildrill-year-2026"].day == date(2027, 3, 31)
    assert duties(last=date(2027, 3, 30)).keys() == {f"maildrill-{row.pk}"}
    assert not duties(date(2027, 4, 1), date(2028, 3, 31))["maildrill-year-2027"].done


def test_nobody_but_who_runs_drills_may_know_of_them():
    body_of_twelve()
    planned()
    plain = make_person()
    for each in duties().values():
        assert each.needs == {"training.manage"}
        assert not each.is_of(plain.pk, frozenset())
        assert each.plain == "訓練"
