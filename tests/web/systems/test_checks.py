"""The six checks, and that each of the four measures of article 6(6) has an automatic one."""

from datetime import timedelta

import pytest
from tests.web.factories import AT, DAY, make_person
from tests.web.systems.parts import account, keeper, listed, made, of

from sekisho.catalogue import load
from sekisho.verdicts import Verdict
from sekisho.web.systems import actions, checks
from sekisho.web.systems.actions.backups import Run
from sekisho.web.systems.listed import Listed
from sekisho.web.systems.models import InformationSystem

pytestmark = pytest.mark.django_db
EACH = pytest.mark.parametrize("check", checks.CHECKS, ids=lambda check: check.id)
# 管理、アクセス制御、不正プログラム対策、不正アクセス対策
MEASURES = ("technical.computers", "technical.access", "technical.malware", "technical.intrusion")


def _backed(row, at=AT, *, succeeded=True):
    run = Run(at, succeeded=succeeded)
    actions.record_backup(system=row, run=run, by=keeper(), at=at)


def _good(name="", **more):
    """A system nothing is wrong with."""
    row = made(name, patched_on=DAY, **more)
    listed(row, of(make_person(), "a", last_used=DAY))
    _backed(row, AT - timedelta(hours=3))
    actions.record_drill(system=row, held_on=DAY, succeeded=True, note="戻した", by=keeper(), at=AT)
    return row


@pytest.mark.parametrize("topic", MEASURES)
def test_each_of_the_four_measures_has_an_automatic_check(topic):
    controls = load().controls_for([topic])
    assert any(spec.mode == "automatic" for control in controls for spec in control.checks)


def test_the_ids_stand_in_the_catalogue_and_each_serves_a_control():
    linked = {spec.id for control in load().controls.values() for spec in control.checks}
    assert {check.id for check in checks.CHECKS} <= linked


@EACH
def test_an_empty_register_is_weak_and_never_holds(check):
    assert check.run(AT).verdict is Verdict.WEAK


@EACH
def test_with_everything_in_order_it_holds_and_the_sentence_can_be_said(check):
    _good()
    found = check.run(AT)
    assert (found.verdict, found.rows) == (Verdict.HOLDS, ())
    assert "{" not in found.message.format(**found.figures)


@EACH
def test_queries_do_not_grow_with_systems(check, django_assert_max_num_queries):
    for _ in range(8):
        _good()
    with django_assert_max_num_queries(5):
        check.run(AT)


@EACH
def test_rows_name_the_system_and_no_account(check):
    row = made("人事", backup_days=1)
    listed(
        row, Listed("satohanako", "佐藤 花子", privileged=True, last_used=DAY.replace(year=2020))
    )
    found = check.run(AT)
    assert found.verdict in {Verdict.FAILS, Verdict.WEAK}
    assert {each["system"] for each in found.rows} == {"人事"}
    assert "sato" not in str(found.rows)


class TestAccounts:
    def test_a_leavers_account_fails_and_an_old_list_is_weak(self):
        row = _good()
        assert checks.accounts_reconciled(AT + timedelta(days=32)).verdict is Verdict.WEAK
        person = account(row, "a").person
        person.left_on = DAY
        person.save()
        found = checks.accounts_reconciled(AT + timedelta(days=1))
        assert (found.verdict, found.figures["leavers"]) == (Verdict.FAILS, 1)

    def test_a_retired_system_is_looked_at_no_more(self):
        row = _good()
        listed(row, Listed("nobody"))
        assert checks.accounts_reconciled(AT).verdict is Verdict.FAILS
        actions.retire(system=row, on=DAY, by=keeper(), at=AT)
        assert checks.accounts_reconciled(AT).figures["systems"] == 0


class TestWeaknesses:
    def _noted(self, row, grade, days):
        return actions.note_weakness(
            system=row,
            title="x",
            grade=grade,
            found_on=DAY - timedelta(days=days),
            by=keeper(),
            at=AT,
        )

    @pytest.mark.parametrize(
        ("grade", "days", "verdict"),
        [
            ("high", 14, Verdict.HOLDS),
            ("high", 15, Verdict.FAILS),
            ("middle", 60, Verdict.HOLDS),
            ("middle", 61, Verdict.WEAK),
            ("low", 181, Verdict.WEAK),
        ],
    )
    def test_a_weakness_past_its_day_by_its_gravity(self, grade, days, verdict):
        weakness = self._noted(_good(), grade, days)
        assert checks.weaknesses_closed(AT).verdict is verdict
        actions.close_weakness(weakness=weakness, remedy="更新", on=DAY, by=keeper(), at=AT)
        assert checks.weaknesses_closed(AT).verdict is Verdict.HOLDS

    def test_an_old_update_is_weak_and_the_end_of_support_fails(self):
        row = _good()
        InformationSystem.objects.update(patched_on=DAY - timedelta(days=46))
        assert checks.weaknesses_closed(AT).verdict is Verdict.WEAK
        weakness = self._noted(row, "low", 1)
        words = {"remedy": "更新", "on": DAY, "patched": True}
        actions.close_weakness(weakness=weakness, **words, by=keeper(), at=AT)
        assert checks.weaknesses_closed(AT).verdict is Verdict.HOLDS
        InformationSystem.objects.update(support_until=DAY - timedelta(days=1))
        assert checks.weaknesses_closed(AT).verdict is Verdict.FAILS


class TestBackups:
    def test_a_failed_or_late_backup_fails_and_a_good_one_mends_it(self):
        row = _good()
        late = AT + timedelta(days=2)
        found = checks.backups_run(late)
        assert (found.verdict, found.rows[0]["problem"]) == (Verdict.FAILS, "backup")
        _backed(row, late, succeeded=False)
        assert checks.backups_run(late).verdict is Verdict.FAILS
        _backed(row, late + timedelta(minutes=1))
        assert checks.backups_run(late + timedelta(hours=1)).verdict is Verdict.HOLDS

    def test_a_system_that_needs_none_is_not_asked(self):
        _good()
        made(backup_days=0)
        assert checks.backups_run(AT).figures == {"systems": 1, "missing": 0}

    def test_a_drill_counts_for_a_year_when_it_succeeded(self):
        row = _good()
        later = AT + timedelta(days=366)
        assert checks.restore_drilled(later).verdict is Verdict.FAILS
        on = DAY + timedelta(days=366)
        words = {"held_on": on, "note": "戻した", "by": keeper(), "at": later}
        actions.record_drill(system=row, succeeded=False, **words)
        assert checks.restore_drilled(later).verdict is Verdict.FAILS
        actions.record_drill(system=row, succeeded=True, **words)
        assert checks.restore_drilled(later).verdict is Verdict.HOLDS
