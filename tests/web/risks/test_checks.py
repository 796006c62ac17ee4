"""What the checks say of risks, and that they fail when they must."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.factories import AT, DAY
from tests.web.risks.making import asked, asset, decided, judged, keeper

from sekisho.verdicts import Verdict
from sekisho.web.risks.checks import CHECKS
from sekisho.web.risks.checks import judged as judged_check
from sekisho.web.risks.checks import treated as treated_check
from sekisho.web.risks.models import Risk

pytestmark = pytest.mark.django_db
ALL_OVER = ("malware", "unauthorized-access")


def treat_everything(row, by):
    """Decide upon every risk of an asset that lies over the line."""
    for risk in Risk.objects.filter(asset=row):
        if risk.likelihood * risk.impact >= 8:
            decided(risk, by=by)


class TestJudged:
    def test_with_no_grave_asset_it_holds(self):
        asset(confidentiality="2")
        assert judged_check(AT).verdict is Verdict.HOLDS

    def test_a_grave_asset_nobody_judged_fails_and_is_named_by_number(self):
        row = asset()
        found = judged_check(AT)
        assert (found.verdict, found.rows) == (Verdict.FAILS, ({"asset": row.pk},))

    def test_judged_it_holds_for_a_year_and_no_day_longer(self):
        judged(asset())
        assert judged_check(AT + timedelta(days=365)).verdict is Verdict.HOLDS
        assert judged_check(AT + timedelta(days=366)).verdict is Verdict.FAILS

    def test_one_threat_missing_is_enough_to_fail(self):
        row = asset()
        judged(row)
        Risk.objects.filter(asset=row, threat="fire").delete()
        assert judged_check(AT).verdict is Verdict.FAILS


class TestTreated:
    def test_with_nothing_judged_it_proves_little(self):
        assert treated_check(AT).verdict is Verdict.WEAK

    def test_a_risk_over_the_line_without_a_treatment_fails_and_is_named(self):
        found = judged(asset())
        result = treated_check(AT)
        named = {each["risk"] for each in result.rows}
        assert result.verdict is Verdict.FAILS
        assert {found[each].pk for each in ALL_OVER} <= named
        assert found["flood"].pk not in named
        assert result.figures["unanswered"] == len(named)

    def test_asked_for_is_not_decided(self):
        row = asset()
        before = treated_check(AT).figures.get("unanswered", 0)
        asked(judged(row)["malware"])
        assert treated_check(AT).figures["unanswered"] > before

    def test_with_every_one_decided_it_holds_until_the_last_day(self):
        row, by = asset(), keeper()
        judged(row, by)
        treat_everything(row, by)
        assert treated_check(AT).verdict is Verdict.HOLDS
        assert treated_check(AT + timedelta(days=100)).verdict is Verdict.HOLDS
        assert treated_check(AT + timedelta(days=101)).verdict is Verdict.FAILS


def test_a_row_that_is_not_what_was_sealed_proves_nothing():
    risk = judged(asset(confidentiality="2", integrity="1", availability="1"))["malware"]
    Risk.objects.filter(pk=risk.pk).update(impact=1, why="下げた")
    assert {check.run(AT).verdict for check in CHECKS} == {Verdict.FAILS}
    assert {check.run(AT).figures["altered"] for check in CHECKS} == {1}


def test_questions_to_the_database_do_not_grow_with_risks():
    def cost():
        with CaptureQueriesContext(
            connection,
        ) as counted:
            treated_check(AT), judged_check(AT)
        return len(counted)

    by = keeper()
    decided(judged(asset(by=by), by)["malware"], by=by, until=DAY + timedelta(days=9))
    few = cost()
    for number in range(3):
        row = judged(asset(f"サーバ {number}", by=by), by)
        decided(row["malware"], by=by)
    assert cost() == few
