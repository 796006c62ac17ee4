"""The checks of rounds, stock-taking and disposal, each by real rows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.factories import AT, DAY, make_unit
from tests.web.premises.standing import (
    asset,
    counting,
    keeper,
    made,
    make_area,
    number,
    planned,
)
from tests.web.premises.test_disposals import _done, _plan

from sekisho.verdicts import Verdict
from sekisho.web.premises import actions
from sekisho.web.premises.checks.rounds import faults_mended, rounds_made
from sekisho.web.premises.checks.stock import disposals_certified, stock_taken
from sekisho.web.premises.models import Fault, StockLine

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


def _is(check, verdict, at=AT, **figures):
    result = check(at)
    assert "{" not in result.message.format(**result.figures)
    assert result.verdict is verdict, result
    assert figures.items() <= result.figures.items(), result.figures
    return result


class TestRoundsMade:
    def test_no_area_and_no_plan_fail(self):
        _is(rounds_made, Verdict.FAILS)
        area = make_area()
        found = _is(rounds_made, Verdict.FAILS, unplanned=1)
        assert found.rows == ({"area": area.pk},)

    def test_until_its_day_holds_and_the_day_after_fails(self):
        row = planned(make_area())
        _is(rounds_made, Verdict.HOLDS)
        found = _is(rounds_made, Verdict.FAILS, at=AT + ONE_DAY, overdue=1)
        assert found.rows == ({"round": row.pk, "area": row.area_id},)

    def test_one_made_gives_another_week(self):
        made(make_area())
        _is(rounds_made, Verdict.HOLDS, at=AT + 7 * ONE_DAY)
        _is(rounds_made, Verdict.FAILS, at=AT + 8 * ONE_DAY)

    def test_given_up_is_no_plan(self):
        row = planned(make_area())
        actions.end_rounds(round=row, by=keeper(), at=AT)
        _is(rounds_made, Verdict.FAILS, unplanned=1)


class TestFaultsMended:
    def test_never_looked_fails(self):
        _is(faults_mended, Verdict.FAILS)

    def test_nothing_found_holds(self):
        made(make_area())
        _is(faults_mended, Verdict.HOLDS)

    def test_open_is_weak_until_its_day_then_fails_and_mended_holds(self):
        made(make_area(), "fault")
        _is(faults_mended, Verdict.WEAK, at=AT + 30 * ONE_DAY, open=2)
        _is(faults_mended, Verdict.FAILS, at=AT + 31 * ONE_DAY, overdue=2)
        for fault in Fault.objects.all():
            actions.mend_fault(fault=fault, how="直した", by=keeper(), at=AT)
        _is(faults_mended, Verdict.HOLDS, at=AT + 31 * ONE_DAY)


class TestStockTaken:
    def test_nothing_to_count_fails(self):
        _is(stock_taken, Verdict.FAILS, units=0)

    def test_a_unit_never_counted_fails_and_is_named(self):
        row = asset()
        found = _is(stock_taken, Verdict.FAILS, uncounted=1)
        assert {"unit": row.unit_id} in found.rows

    def _counted(self, *, see=True):
        row = asset()
        taking = counting()
        if see:
            actions.see(taking=taking, scanned=number(row), place="", by=keeper(), at=AT)
        return actions.close_stocktaking(taking=taking, by=keeper(), at=AT)

    def test_counted_holds_for_a_year(self):
        self._counted()
        _is(stock_taken, Verdict.HOLDS, at=AT + 364 * ONE_DAY)
        _is(stock_taken, Verdict.FAILS, at=AT + 366 * ONE_DAY)

    def test_one_still_going_on_is_none(self):
        asset()
        counting()
        _is(stock_taken, Verdict.FAILS, uncounted=1)

    def test_each_unit_is_asked_about(self):
        self._counted()
        asset(unit=make_unit("給付課"))
        _is(stock_taken, Verdict.FAILS, units=2, uncounted=1)

    def test_a_difference_is_weak_then_fails_and_settled_holds(self):
        taking = self._counted(see=False)
        _is(stock_taken, Verdict.WEAK, at=AT + 30 * ONE_DAY, open_differences=1)
        _is(stock_taken, Verdict.FAILS, at=AT + 31 * ONE_DAY, overdue=1)
        actions.settle_difference(
            line=taking.lines.get(), settlement="廃棄済み", by=keeper(), at=AT
        )
        _is(stock_taken, Verdict.HOLDS, at=AT + 31 * ONE_DAY)

    def test_a_result_changed_in_the_database_fails(self):
        taking = self._counted(see=False)
        StockLine.objects.update(state="found")
        found = _is(stock_taken, Verdict.FAILS, altered=1)
        assert {"stocktaking": taking.pk} in found.rows


class TestDisposals:
    def test_none_is_weak(self):
        _is(disposals_certified, Verdict.WEAK)

    def test_permitted_holds_until_its_day_then_fails(self):
        row = _plan()
        _is(disposals_certified, Verdict.HOLDS, at=AT + 30 * ONE_DAY)
        found = _is(disposals_certified, Verdict.FAILS, at=AT + 31 * ONE_DAY, late=1)
        assert found.rows == ({"disposal": row.pk},)

    def test_done_waits_for_another_is_weak_then_fails_and_confirmed_holds(self):
        row = _done(_plan())
        _is(disposals_certified, Verdict.WEAK, at=AT + 14 * ONE_DAY, unconfirmed=1)
        _is(disposals_certified, Verdict.FAILS, at=AT + 15 * ONE_DAY, overdue=1)
        actions.confirm_disposal(disposal=row, by=keeper(), at=AT)
        _is(disposals_certified, Verdict.HOLDS, at=AT + 99 * ONE_DAY, disposals=1)


@pytest.mark.parametrize("check", [rounds_made, faults_mended, disposals_certified])
def test_queries_do_not_grow(check):
    def more(times):
        for _each in range(times):
            made(make_area(), "fault")
            _done(_plan())

    more(1)
    with CaptureQueriesContext(connection) as few:
        check(AT)
    more(3)
    with CaptureQueriesContext(connection) as many:
        check(AT)
    assert len(few) == len(many)


def test_the_day_is_the_bodys_own(settings):
    planned(make_area(), due_on=DAY)
    late_in_tokyo = AT.replace(hour=15)  # midnight has passed there
    _is(rounds_made, Verdict.FAILS, at=late_in_tokyo)
