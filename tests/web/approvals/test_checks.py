"""The two checks, each shown to hold, to be weak and to fail by real rows."""

import pytest
from django.db import connection
from tests.web.approvals.asking import days_before, submitted
from tests.web.factories import AT, make_person

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.approvals import actions
from sekisho.web.approvals.checks import CHECKS, applications_standing, decisions_by_others
from sekisho.web.approvals.models import Application

pytestmark = pytest.mark.django_db


@pytest.fixture
def past_constraints():
    """Let rows in that the constraints refuse, as somebody at the database could."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            for name in ("application_decided_by_another", "application_decision_whole"):
                cursor.execute(f"ALTER TABLE approvals_application DROP CONSTRAINT {name}")
        yield
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


def _approved():
    return actions.approve(application=submitted(), by=make_person(roles=("ciso",)), at=AT)


def test_the_ids_stand_in_the_catalogue():
    assert {check.id for check in CHECKS} <= set(load().checks)


def test_without_any_decision_nothing_is_proven():
    submitted()
    result = decisions_by_others(AT)
    assert (result.verdict, result.figures) == (Verdict.WEAK, {"decided": 0, "own": 0, "given": 0})


def test_decisions_of_others_hold():
    _approved()
    actions.give_back(
        application=submitted(), by=make_person(roles=("ciso",)), comment="直す", at=AT
    )
    submitted()
    result = decisions_by_others(AT)
    assert (result.verdict, result.figures) == (Verdict.HOLDS, {"decided": 2, "own": 0, "given": 0})


def test_one_own_decision_put_into_the_database_by_hand_fails(past_constraints):
    _approved()
    own = _approved()
    Application.objects.filter(pk=own.pk).update(decider=own.applicant)
    result = decisions_by_others(AT)
    assert (result.verdict, result.figures) == (Verdict.FAILS, {"decided": 2, "own": 1, "given": 0})
    assert result.rows == ({"application": own.pk},)


def test_a_decision_by_nobody_fails(past_constraints):
    nobody = _approved()
    Application.objects.filter(pk=nobody.pk).update(decider=None)
    assert decisions_by_others(AT).verdict is Verdict.FAILS


@pytest.mark.parametrize(
    ("days", "verdict"),
    [
        (0, Verdict.HOLDS),
        (14, Verdict.HOLDS),
        (15, Verdict.WEAK),
        (30, Verdict.WEAK),
        (31, Verdict.FAILS),
    ],
)
def test_the_oldest_waiting_application_decides(days, verdict):
    make_person(roles=("ciso",))
    submitted(at=AT)
    old = submitted(at=days_before(days))
    result = applications_standing(AT)
    assert result.verdict is verdict
    assert result.figures["waiting"] == 2
    assert result.figures["oldest_days"] == days
    late = verdict is not Verdict.HOLDS
    assert result.rows == (({"application": old.pk, "days": days},) if late else ())


def test_a_decided_application_waits_no_more():
    old = submitted(at=days_before(100))
    assert applications_standing(AT).verdict is Verdict.FAILS
    actions.approve(application=old, by=make_person(roles=("ciso",)), at=AT)
    result = applications_standing(AT)
    assert (result.verdict, result.figures["waiting"]) == (Verdict.HOLDS, 0)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_message_can_be_filled_from_its_figures_and_queries_do_not_grow(
    check, django_assert_max_num_queries
):
    for days in (1, 20, 40):
        submitted(at=days_before(days))
    with django_assert_max_num_queries(5):
        result = check.run(AT)
    assert "{" not in result.message.format(**result.figures)
