"""The nine checks: shown to hold, to be weak and to fail by real rows, in few queries."""

from datetime import timedelta

import pytest
from tests.web.factories import AT, DAY, make_person
from tests.web.terminals.parts import OPEN, hand_in, keeper, lift, made, report

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.terminals import actions, checks
from sekisho.web.terminals.models import Node

pytestmark = pytest.mark.django_db
EACH = pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.id)
LATE = AT + timedelta(days=40)


def _permit_all():
    actions.permit(patterns=[("LibreOffice *", "")], by=keeper(), at=AT)


def test_the_ids_stand_in_the_catalogue_and_each_serves_a_control():
    linked = {spec.id for control in load().controls.values() for spec in control.checks}
    assert {check.id for check in checks.CHECKS} <= linked


@EACH
def test_an_empty_register_is_weak_and_never_holds(check):
    assert check.run(AT).verdict is Verdict.WEAK


@EACH
def test_with_good_reports_everything_holds_and_every_sentence_can_be_said(check):
    _permit_all()
    for zone in ("mynumber", "lgwan", "internet"):
        report(made(zone_key=zone))
    found = check.run(AT)
    assert found.verdict is Verdict.HOLDS
    assert found.rows == ()
    assert "{" not in found.message.format(**found.figures)


@EACH
def test_reports_that_stop_are_noticed(check):
    _permit_all()
    report(made())
    if check.id in {"terminals-lifts-ended", "terminals-as-registered"}:
        return  # nothing is known to be open, or to be another; silence is another check's
    found = check.run(LATE)
    assert found.verdict is Verdict.FAILS
    assert len(found.rows) == 1
    assert "{" not in found.message.format(**found.figures)


@EACH
def test_queries_do_not_grow_with_terminals(check, django_assert_max_num_queries):
    for _ in range(12):
        report(made(zone_key="lgwan"))
    with django_assert_max_num_queries(5):
        check.run(AT)


class TestTakeout:
    def test_one_open_terminal_of_the_my_number_zone_fails_and_is_named(self):
        report(made("PC-001"))
        report(made("PC-002"), takeout_windows=OPEN)
        found = checks.takeout_blocked(AT)
        assert (found.verdict, found.figures) == (Verdict.FAILS, {"terminals": 2, "missing": 1})
        assert found.rows == ({"terminal": "PC-002", "problem": "bad"},)

    def test_other_zones_are_not_judged_by_it_but_an_open_port_is_still_named(self):
        report(made("PC-001"))
        report(made("PC-002", zone_key="lgwan"), takeout_windows=OPEN)
        assert checks.takeout_blocked(AT).verdict is Verdict.HOLDS
        found = checks.lifts_ended(AT)
        assert (found.verdict, found.rows[0]["terminal"]) == (Verdict.FAILS, "PC-002")

    def test_a_permit_covers_its_terminal_until_its_last_day_and_no_other(self):
        mine, other = made("PC-001"), made("PC-002")
        hand_in(lift(mine, until=DAY))
        for row in (mine, other):
            report(row, takeout_windows=OPEN)
        assert [row["terminal"] for row in checks.lifts_ended(AT).rows] == ["PC-002"]
        tomorrow = AT + timedelta(days=1)
        assert [r["terminal"] for r in checks.lifts_ended(tomorrow).rows] == ["PC-001", "PC-002"]

    def test_a_permit_to_read_does_not_cover_writing(self):
        row = made()
        hand_in(lift(row, write=False))
        report(row, takeout_windows=OPEN)
        assert checks.lifts_ended(AT).verdict is Verdict.FAILS

    def test_a_retired_terminal_is_judged_no_more(self):
        row = made()
        report(row, takeout_windows=OPEN)
        actions.retire(terminal=row, on=DAY, by=keeper(), at=AT)
        assert checks.takeout_blocked(AT).figures["terminals"] == 0


class TestSecondFactor:
    def test_a_persons_word_counts_for_its_time_and_then_fails_again(self):
        row = made("PC-001")
        report(row, second_factor_windows=[])
        assert checks.second_factor(AT).verdict is Verdict.FAILS
        actions.attest(
            terminal=row,
            measure="second-factor",
            statement="顔認証とパスワードを確かめた",
            until=DAY + timedelta(days=2),
            by=make_person(roles=("system-operator",)),
            at=AT,
        )
        assert checks.second_factor(AT).verdict is Verdict.HOLDS
        assert checks.second_factor(AT + timedelta(days=3)).verdict is Verdict.FAILS


class TestReporting:
    def test_a_silent_terminal_outside_the_my_number_zone_is_weak_inside_it_fails(self):
        report(made())
        made(zone_key="lgwan")
        assert checks.reporting(AT).verdict is Verdict.WEAK
        made()
        assert checks.reporting(AT).verdict is Verdict.FAILS

    def test_an_agent_on_no_known_terminal_is_weak(self):
        report(made())
        Node.objects.create(key_sha256="a", identifier="x", enrolled_at=AT, seen_at=AT)
        found = checks.reporting(AT)
        assert (found.verdict, found.figures["strangers"]) == (Verdict.WEAK, 1)


@pytest.mark.parametrize(
    ("check_id", "question", "rows"),
    [
        ("terminals-encrypted", "encryption_windows", [{"drive_letter": "C:"}]),
        ("terminals-malware-fresh", "malware_windows", []),
        ("terminals-software-permitted", "software_windows", [{"name": "Game"}]),
        ("terminals-patched", "patches_windows", [{"installed_on": "1/1/2026"}]),
    ],
)
def test_one_of_many_is_weak_and_a_fifth_fails(check_id, question, rows):
    _permit_all()
    (run,) = [check.run for check in checks.CHECKS if check.id == check_id]
    for _ in range(5):
        report(made(zone_key="lgwan"))
    report(made("BAD-1", zone_key="lgwan"), **{question: rows})
    found = run(AT)
    assert (found.verdict, found.rows[0]["terminal"]) == (Verdict.WEAK, "BAD-1")
    report(made("BAD-2", zone_key="lgwan"), **{question: rows})
    assert run(AT).verdict is Verdict.FAILS
