"""What runs by itself: each duty comes due by its interval, and one that breaks stops no other."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sekisho.web.evidence import queries as evidence
from sekisho.web.site import schedule
from sekisho.web.site.schedule import DUTIES, due_duties, run_due

# The queue closes its connection when it is done: no transaction of the test may be open.
pytestmark = pytest.mark.django_db(transaction=True)


def test_on_the_first_tick_everything_is_due_and_runs():
    assert run_due(at=timezone.now()) == len(DUTIES)
    assert {row.status for row in DBTaskResult.objects.all()} == {"SUCCESSFUL"}
    assert evidence.newest(["ledger-intact", "roles-held"]).keys() == {
        "ledger-intact",
        "roles-held",
    }


def test_a_duty_is_due_again_after_its_interval_and_not_before():
    run_due(at=timezone.now())
    assert due_duties(timezone.now()) == []
    later = timezone.now() + timedelta(minutes=6)
    assert {duty.every for duty in due_duties(later)} == {
        timedelta(minutes=1),
        timedelta(minutes=5),
    }


def test_which_is_due_costs_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        due_duties(timezone.now())


def test_a_duty_that_breaks_stops_no_other(monkeypatch):
    def broken(*, at):
        raise ZeroDivisionError

    monkeypatch.setattr("sekisho.web.site.tasks.notices.remind_due", broken)
    run_due(at=timezone.now())
    states = {row.task_path.rpartition(".")[2]: row.status for row in DBTaskResult.objects.all()}
    assert states["remind"] == "FAILED"
    assert states["run_checks"] == "SUCCESSFUL"


def test_what_lies_on_a_machine_is_taken_in_by_its_own_worker(settings, tmp_path, caplog):
    """Not by the queue, from which any machine's worker takes; a failure stops nothing else."""
    settings.MAILGATE_SPOOL = tmp_path / "mailgate"
    for name in ("records", "held"):
        (settings.MAILGATE_SPOOL / name).mkdir(parents=True)
    assert run_due(at=timezone.now()) == len(DUTIES)
    queued = set(DBTaskResult.objects.values_list("task_path", flat=True))
    assert queued.isdisjoint(task.module_path for task in schedule.OF_THIS_MACHINE)
    (settings.MAILGATE_SPOOL / "records" / "taken").write_text("no folder")
    (settings.MAILGATE_SPOOL / "records" / "x.json").write_text("{}")
    settings.MAILGATE_DOMAINS = None
    settings.ICAP_DOWNLOADS = None
    run_due(at=timezone.now() + timedelta(minutes=6))
    assert "take_crossings failed" in caplog.text


def test_every_task_is_scheduled_once():
    every = [duty.task for duty in DUTIES] + list(schedule.OF_THIS_MACHINE)
    names = [task.module_path for task in every]
    assert len(names) == len(set(names))
    scheduled = {name.rpartition(".")[2] for name in names}
    written = {
        name for name, value in vars(schedule.tasks).items() if hasattr(value, "module_path")
    }
    assert written == scheduled
