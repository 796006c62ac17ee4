"""What the checks say of incidents, and that they fail when they must."""

from datetime import timedelta

import pytest
from tests.web.factories import AT
from tests.web.incidents.making import business, ended, grave, handler, reported, triaged

from sekisho.verdicts import Verdict
from sekisho.web.incidents import actions
from sekisho.web.incidents.checks import CHECKS, reported_in_time
from sekisho.web.incidents.checks import ended as ended_check
from sekisho.web.incidents.checks import triaged as triaged_check
from sekisho.web.incidents.models import Duty, Entry, Incident

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def by():
    return handler()


class TestReportsInTime:
    def test_with_nothing_owed_it_holds(self):
        assert reported_in_time(AT).verdict is Verdict.HOLDS

    def test_with_time_left_it_holds_and_says_how_many_are_to_be_made(self, by):
        grave(by)
        found = reported_in_time(AT)
        assert (found.verdict, found.figures["open"]) == (Verdict.HOLDS, 7)

    def test_within_a_day_of_the_first_it_is_weak(self, by):
        grave(by)
        assert reported_in_time(AT + 2 * DAY).verdict is Verdict.WEAK

    def test_past_its_time_it_fails_and_names_the_rule(self, by):
        row = grave(by)
        found = reported_in_time(AT + 5 * DAY)
        assert found.verdict is Verdict.FAILS
        assert {"incident": f"incident:{row.pk}", "rule": "business-prompt"} in found.rows
        assert not any(each["rule"] == "business-final" for each in found.rows)

    def test_the_last_second_of_the_day_is_in_time(self, by):
        due = grave(by).duties.get(rule="ministry").due_at
        assert reported_in_time(due).figures["late"] == 0
        assert reported_in_time(due + timedelta(seconds=1)).figures["late"] == 2

    def test_done_late_is_remembered_for_a_year(self, by):
        row, late = grave(by), AT + 10 * DAY
        for duty in Duty.objects.owed().filter(incident=row):
            actions.finish_duty(duty=duty, done_at=late, reference="", words="済", by=by, at=late)
        found = reported_in_time(late)
        assert (found.verdict, found.figures["done_late"]) == (Verdict.WEAK, 6)
        assert reported_in_time(late + 366 * DAY).verdict is Verdict.HOLDS

    def test_what_was_no_incident_owes_nothing(self, by):
        business(by)
        row = triaged(by)
        triaged(by, row, severity="none")
        assert reported_in_time(AT + 90 * DAY).verdict is Verdict.HOLDS

    def test_a_row_changed_beside_the_product_fails_whatever_the_figures(self, by):
        row = grave(by)
        Duty.objects.filter(incident=row).update(due_at=AT + 900 * DAY)
        found = reported_in_time(AT)
        assert (found.verdict, found.figures["altered"]) == (Verdict.FAILS, row.duties.count())


class TestTriaged:
    def test_a_report_of_today_holds(self):
        reported()
        assert triaged_check(AT + timedelta(hours=24)).verdict is Verdict.HOLDS

    def test_a_report_nobody_looked_at_within_a_day_fails(self):
        row = reported()
        found = triaged_check(AT + timedelta(hours=24, seconds=1))
        assert found.verdict is Verdict.FAILS
        assert found.rows == ({"incident": f"incident:{row.pk}"},)

    def test_looked_at_late_is_weak(self, by):
        triaged(by, reported(), at=AT + 2 * DAY)
        assert triaged_check(AT + 2 * DAY).verdict is Verdict.WEAK


class TestEnded:
    def test_closed_with_a_cause_it_holds(self, by):
        ended(by)
        assert ended_check(AT).verdict is Verdict.HOLDS

    def test_open_with_an_entry_of_this_month_it_holds(self, by):
        triaged(by)
        assert ended_check(AT + 29 * DAY).verdict is Verdict.HOLDS

    def test_standing_still_for_a_month_it_fails(self, by):
        triaged(by)
        found = ended_check(AT + 31 * DAY)
        assert (found.verdict, found.figures["still"]) == (Verdict.FAILS, 1)


@pytest.mark.parametrize("check", CHECKS, ids=lambda each: each.id)
def test_a_check_reads_as_often_however_many_incidents_there_are(
    check, by, django_assert_max_num_queries
):
    business(by)
    for _ in range(3):
        triaged(by)
    with django_assert_max_num_queries(22):
        check.run(AT)


def test_checks_change_nothing(by):
    grave(by)
    before = (Incident.objects.count(), Duty.objects.count(), Entry.objects.count())
    for check in CHECKS:
        check.run(AT + 40 * DAY)
    assert (Incident.objects.count(), Duty.objects.count(), Entry.objects.count()) == before
