"""How often each task runs, and the tick that enqueues and works off what is due."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections
from django.db.models import Max
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sekisho.web.monitoring.actions import logs_wait
from sekisho.web.site import tasks

if TYPE_CHECKING:
    from django_tasks.base import Task


_log = logging.getLogger(__name__)
_QUEUE_LOGGERS = ("django_tasks", "django_tasks_db", "django.tasks")
_AGAIN_AFTER_FAILURE = timedelta(minutes=10)


@dataclass(frozen=True)
class Duty:
    """A task and the time between two runs."""

    task: "Task[[], Any]"
    every: timedelta


DUTIES = (
    Duty(tasks.make_checkpoint, timedelta(days=1)),  # before the check that asks for it
    Duty(tasks.send_mail, timedelta(minutes=1)),
    Duty(tasks.run_mail_drills, timedelta(minutes=1)),
    Duty(tasks.end_lapsed_browsing, timedelta(minutes=1)),  # soon after a permit was ended
    Duty(tasks.watch_zones, timedelta(hours=1)),  # before the checks that read its proofs
    Duty(tasks.replay_packets, timedelta(minutes=10)),  # what a proof found is soon seen
    Duty(tasks.read_backup_reports, timedelta(minutes=10)),  # before the check that asks for them
    Duty(tasks.process_parcels, timedelta(minutes=1)),  # told at once besides
    Duty(tasks.expire_originals, timedelta(days=1)),
    Duty(tasks.judge_logs_of_today, timedelta(minutes=15)),
    Duty(tasks.judge_logs, timedelta(minutes=30)),
    Duty(tasks.compact_logs, timedelta(days=1)),
    Duty(tasks.expire_logs, timedelta(days=1)),
    Duty(tasks.move_people, timedelta(hours=1)),  # before the checks that ask for it
    Duty(tasks.run_checks, timedelta(minutes=5)),  # each check has its own period besides
    Duty(tasks.tell, timedelta(days=1)),  # after the checks it speaks of
    Duty(tasks.mind_incidents, timedelta(hours=1)),
    Duty(tasks.mind_approvals, timedelta(hours=6)),
    Duty(tasks.remind, timedelta(hours=6)),
    Duty(tasks.ask_joiners, timedelta(hours=6)),
    Duty(tasks.read_staff_list, timedelta(days=1)),
    Duty(tasks.read_directories, timedelta(days=1)),
    Duty(tasks.tidy, timedelta(days=1)),
)

# What lies on this machine: its own worker takes it in at each tick, before the checks that count
# it. From the queue any machine's worker might take the task, and look into its own folders.
OF_THIS_MACHINE = (
    tasks.take_crossings,
    tasks.take_browsing,
    tasks.take_reported_mail,
    tasks.take_logs,
)


def run_due(*, at: datetime) -> int:
    """Enqueue each duty whose time has come, then work off the queue; return how many came due."""
    close_old_connections()  # a database that went away since the last tick is opened again
    for task in OF_THIS_MACHINE:
        _do_here(task)
    due = due_duties(at)
    for duty in due:
        duty.task.enqueue()
    levels = {name: logging.getLogger(name).level for name in _QUEUE_LOGGERS}
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    for name, level in levels.items():  # the command silences what it should only not repeat
        logging.getLogger(name).setLevel(level)
    _tell_failures(at)
    return len(due)


def _do_here(task: "Task[[], Any]") -> None:
    try:
        task.call()
    except Exception:  # noqa: BLE001  # one thing not done now keeps nothing else from being done
        _log.exception("task %s failed", task.module_path)


def ready() -> bool:
    """Whether work on the queue can be done now, or logs wait to be read; one query."""
    if logs_wait(settings.COLLECT_SPOOL, timezone.now()):
        return True
    return DBTaskResult.objects.ready().exists()


def _tell_failures(at: datetime) -> None:
    """Log what failed in this tick; it comes due again by itself, sooner than its interval."""
    failed = DBTaskResult.objects.filter(status="FAILED", enqueued_at__gte=at)
    for row in failed:
        _log.error("task %s failed: %s", row.task_path, row.exception_class_path)


def due_duties(at: datetime) -> list[Duty]:
    """Return the duties never enqueued or enqueued longer ago than their interval; one query."""
    rows = DBTaskResult.objects.order_by().values("task_path", "status")
    newest = rows.annotate(last=Max("enqueued_at")).values_list("task_path", "status", "last")
    last: dict[str, tuple[datetime, str]] = {}
    for path, status, when in newest:
        last[path] = max(last.get(path, (when, status)), (when, status))
    return [duty for duty in DUTIES if _is_due(duty, last.get(duty.task.module_path), at)]


def _is_due(duty: Duty, last: tuple[datetime, str] | None, at: datetime) -> bool:
    if last is None:
        return True
    when, status = last
    wait = min(duty.every, _AGAIN_AFTER_FAILURE) if status == "FAILED" else duty.every
    return at - when >= wait
