"""Recording that somebody is away, and that they are back."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.approvals.actions.sealing import seal
from sekisho.web.approvals.errors import AbsenceRefusedError
from sekisho.web.approvals.models import Absence
from sekisho.web.organization.models import Person

LONGEST = timedelta(days=92)


@transaction.atomic
def record_absence(
    *, person: Person, from_date: date, until_date: date, by: Person, at: datetime
) -> Absence:
    """Record that a person is away from a day to a day, both included.

    Raises AbsenceRefusedError for a time that is over, in the wrong order, or longer than 92 days:
    who is away longer gives the role up.
    """
    if until_date < from_date:
        raise AbsenceRefusedError(_("最終日は、初日以後の日にしてください。"))
    if until_date < timezone.localdate(at):
        raise AbsenceRefusedError(_("終わった不在は登録できません。"))
    if until_date - from_date >= LONGEST:
        raise AbsenceRefusedError(
            _("不在は92日までです。それより長いときは、役割を別の人に割り当ててください。")
        )
    row = Absence.objects.create(
        person=person, from_date=from_date, until_date=until_date, recorded_by=by, recorded_at=at
    )
    _seal(row, "absence.recorded", by, at)
    return row


@transaction.atomic
def end_absence(*, absence: Absence, by: Person, at: datetime) -> Absence:
    """Record that the person is back. Raises AbsenceRefusedError when it has ended."""
    row = Absence.objects.select_for_update().get(pk=absence.pk)
    if row.ended_at is not None or row.until_date < timezone.localdate(at):
        raise AbsenceRefusedError(_("この不在は既に終わっています。"))
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    _seal(row, "absence.ended", by, at)
    return row


def _seal(row: Absence, event: str, by: Person, at: datetime) -> None:
    body = {
        "person": str(row.person.opaque_id),
        "from": row.from_date.isoformat(),
        "until": row.until_date.isoformat(),
    }
    seal(event, f"absence:{row.pk}", by=by, at=at, body=body)
