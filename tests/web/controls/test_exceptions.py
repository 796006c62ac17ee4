"""A policy exception stands where its control does, and after its end the control is looked at."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.approvals.permitting import office, permit, tokyo
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.policies.samples import published

from sekisho.catalogue import load
from sekisho.verdicts import Result, Verdict
from sekisho.web.approvals import actions as approvals
from sekisho.web.approvals import subjects
from sekisho.web.controls import checks, exceptions
from sekisho.web.evidence import actions as evidence
from sekisho.web.site.permitting import CONTROLS

pytestmark = pytest.mark.django_db
CONTROL = next(each for each in load().controls.values() if len(each.checks) == 1)
OTHER = next(each for each in load().controls.values() if each.id != CONTROL.id)
INSTEAD = "常に見張る"


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def people():
    return office()


def let_go(people, control=CONTROL, **fields):
    subject = f"control:{control.id}"
    return permit(people, "policy-exception", subjects=(subject,), subject_words="", **fields)


def seen(control, at):
    """Evidence for every check of the control, as a check or a person gives it."""
    for spec in control.checks:
        result = Result(Verdict.HOLDS, "x", {})
        evidence.seal_result(
            check=spec.id, result=result, at=at, valid_until=at + timedelta(days=30)
        )


class TestInForce:
    def test_it_stands_by_its_control_with_unit_measure_and_days_left(self, people):
        row = let_go(people)
        (found,) = exceptions.in_force(AT)[CONTROL.id]
        assert (found.unit, found.instead, found.days_left) == ("給付課", INSTEAD, 9)
        assert (found.permit, found.decision, found.ends) == (row.pk, row.decision, row.ends)
        assert OTHER.id not in exceptions.in_force(AT)

    def test_past_its_day_it_stands_nowhere(self, people):
        row = let_go(people)
        assert exceptions.in_force(tokyo(row.ends, 23))
        assert exceptions.in_force(tokyo(row.ends + timedelta(days=1), 0)) == {}

    def test_one_told_in_writing_or_about_what_nobody_knows_is_of_no_control(self, people):
        permit(people, "policy-exception", subject_words="第9条")
        permit(people, "policy-exception", subjects=("control:none-such",))
        assert exceptions.in_force(AT) == {}

    def test_queries_do_not_grow_with_exceptions(self, people):
        let_go(people)
        with CaptureQueriesContext(connection) as one:
            exceptions.in_force(AT)
        for _ in range(4):
            let_go(people, OTHER)
        with CaptureQueriesContext(connection) as many:
            assert len(exceptions.in_force(AT)[OTHER.id]) == 4
        assert len(one) == len(many) == 3


class TestPages:
    def test_the_controls_page_shows_it_and_who_reads_permits_can_open_it(self, people):
        row = let_go(people)
        url = reverse("controls:control", args=[CONTROL.id])
        page = client_for(people.ciso).get(url).content.decode()
        assert INSTEAD in page
        assert "9日" in page
        assert reverse("approvals:permit", args=[row.pk]) in page
        other = reverse("controls:control", args=[OTHER.id])
        assert INSTEAD not in client_for(people.ciso).get(other).content.decode()

    def test_the_clause_says_how_many_let_its_controls_go(self, people):
        edition = published()
        clause = next(each for each in edition.clauses.order_by("position") if each.demands)
        topic = clause.topics.first().topic
        control = next(each for each in load().controls.values() if topic in each.topics)
        let_go(people, control)
        url = reverse("controls:clause", args=[edition.pk, clause.clause_id])
        page = client_for(people.ciso).get(url)
        assert page.status_code == 200
        assert "例外措置 1件" in page.content.decode()

    def test_the_form_offers_every_control_or_words(self, people):
        assert subjects.source_of("control") is CONTROLS
        url = reverse("approvals:apply", args=["policy-exception"])
        form = client_for(people.member).get(url).context["form"]
        offered = {key for key, _title in form.fields["about"].choices}
        assert offered == {"", *(f"control:{each}" for each in load().controls)}
        assert "about_words" in form.fields
        assert CONTROLS.labels(["control:none-such"]) == {}


class TestClosed:
    def test_without_any_or_while_one_runs_it_holds(self, people):
        assert checks.exceptions_closed(AT).verdict is Verdict.HOLDS
        let_go(people)
        result = checks.exceptions_closed(AT)
        assert (result.verdict, result.figures["exceptions"]) == (Verdict.HOLDS, 1)

    def test_after_the_end_it_is_weak_then_fails_until_the_control_is_looked_at(self, people):
        row = let_go(people)
        seen(CONTROL, tokyo(row.ends))  # what was seen under the exception proves nothing
        soon, late = row.ends + timedelta(days=1), row.ends + timedelta(days=20)
        assert checks.exceptions_closed(tokyo(soon)).verdict is Verdict.WEAK
        result = checks.exceptions_closed(tokyo(late))
        assert result.verdict is Verdict.FAILS
        assert result.rows == (
            {"permit": row.pk, "control": CONTROL.id, "until": row.ends.isoformat()},
        )
        seen(CONTROL, tokyo(late))
        after = checks.exceptions_closed(tokyo(late, 12))
        assert (after.verdict, after.figures["over"]) == (Verdict.HOLDS, 1)

    def test_one_ended_early_counts_from_the_day_it_ended(self, people):
        row = let_go(people)
        approvals.end_permit(permit=row, reason="直った", by=people.head, at=AT)
        result = checks.exceptions_closed(tokyo(DAY + timedelta(days=1)))
        assert result.verdict is Verdict.WEAK
        assert result.rows[0]["until"] == DAY.isoformat()

    def test_a_later_exception_of_the_unit_carries_on_one_of_another_unit_does_not(self, people):
        row = let_go(people)
        day = row.ends + timedelta(days=20)
        with time_machine.travel(tokyo(day), tick=False):
            elsewhere = office("年金課")
            let_go(elsewhere, at=tokyo(day))
            assert checks.exceptions_closed(tokyo(day)).verdict is Verdict.FAILS
            let_go(people, at=tokyo(day))
            assert checks.exceptions_closed(tokyo(day)).verdict is Verdict.HOLDS

    def test_a_year_after_its_end_nobody_asks_any_more(self, people):
        row = let_go(people)
        assert checks.exceptions_closed(tokyo(row.ends + timedelta(days=370))).rows == ()

    def test_who_may_not_see_the_status_sees_no_exceptions(self, people):
        let_go(people)
        url = reverse("controls:control", args=[CONTROL.id])
        assert client_for(make_person()).get(url).status_code == 403
