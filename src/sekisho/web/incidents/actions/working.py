"""Tasks, and duties that were done."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.incidents.actions.allowing import locked, refuse_future
from sekisho.web.incidents.actions.sealing import seal
from sekisho.web.incidents.actions.telling import tell_incidents
from sekisho.web.incidents.errors import IncidentRefusedError
from sekisho.web.incidents.models import Duty, Incident, Task
from sekisho.web.organization.models import Person


@transaction.atomic
def add_task(  # noqa: PLR0913  # the columns of a task
    *,
    incident: Incident,
    words: str,
    due_at: datetime,
    assignee: Person | None,
    by: Person,
    at: datetime,
) -> Task:
    """Add a task of our own. Raises IncidentRefusedError."""
    row = locked(incident, by, at)
    if not words.strip():
        raise IncidentRefusedError(_("することを入力してください。"))
    task = Task.objects.create(incident=row, words=words.strip(), due_at=due_at, assignee=assignee)
    seal("incident.task-added", row, by=by, at=at, rows=[task])
    tell_incidents(at=at)
    return task


@transaction.atomic
def finish_task(*, task: Task, result: str, by: Person, at: datetime) -> Task:
    """Record that a task is done, with its result. Raises IncidentRefusedError."""
    row = locked(task.incident, by, at)
    found = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if found.done_at is not None:
        raise IncidentRefusedError(_("この作業はすでに済んでいます。"))
    if not result.strip():
        raise IncidentRefusedError(_("結果を入力してください。"))
    found.done_at, found.done_by, found.result = at, by, result.strip()
    found.save(update_fields=["done_at", "done_by", "result"])
    seal("incident.task-done", row, by=by, at=at, rows=[found])
    tell_incidents(at=at)
    return found


@transaction.atomic
def finish_duty(  # noqa: PLR0913  # the columns of what was done
    *,
    duty: Duty,
    done_at: datetime,
    reference: str,
    words: str,
    by: Person,
    at: datetime,
) -> Duty:
    """Record that something owed was done, and when. Raises IncidentRefusedError."""
    row = locked(duty.incident, by, at)
    refuse_future(done_at, at)
    found = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    if found.done_at is not None:
        raise IncidentRefusedError(_("すでに済んだと記録されています。"))
    if done_at < row.known_at or not words.strip():
        raise IncidentRefusedError(_("済ませた日時（知った日時より後）と内容を入力してください。"))
    found.done_at, found.done_by = done_at, by
    found.reference, found.words = reference.strip(), words.strip()
    found.save(update_fields=["done_at", "done_by", "reference", "words"])
    late = done_at > found.due_at
    seal("incident.duty-done", row, by=by, at=at, rows=[found], rule=found.rule, late=late)
    tell_incidents(at=at)
    return found
