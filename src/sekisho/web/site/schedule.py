"""How often each task runs, and the tick that enqueues and works off what is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.core.management import call_command
from django.db.models import Max
from django_tasks_db.models import DBTaskResult

from sekisho.web.site import tasks

if TYPE_CHECKING:
    from django_tasks.base import Task


@dataclass(frozen=True)
class Duty:
    """A task and the time between two runs."""

    task: "Task[[], Any]"
    every: timedelta


DUTIES = (
    Duty(tasks.send_mail, timedelta(minutes=1)),
    Duty(tasks.run_checks, timedelta(minutes=5)),  # each check has its own period besides
    Duty(tasks.remind, timedelta(hours=6)),
    Duty(tasks.ask_joiners, timedelta(hours=6)),
    Duty(tasks.make_checkpoint, timedelta(days=1)),
    Duty(tasks.tidy, timedelta(days=1)),
)


def run_due(*, at: datetime) -> int:
    """Enqueue each duty whose time has come, then work off the queue; return how many came due."""
    due = due_duties(at)
    for duty in due:
        duty.task.enqueue()
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    return len(due)


def due_duties(at: datetime) -> list[Duty]:
    """Return the duties never enqueued or enqueued longer ago than their interval; one query."""
    rows = DBTaskResult.objects.order_by().values("task_path").annotate(last=Max("enqueued_at"))
    last = dict(rows.values_list("task_path", "last"))
    return [
        duty
        for duty in DUTIES
        if duty.task.module_path not in last or at - last[duty.task.module_path] >= duty.every
    ]
