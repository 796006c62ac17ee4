"""What who keeps the list does: corrects a row, puts it off, hands it over, withdraws it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load_correction_rules
from sekisho.web.corrections import access
from sekisho.web.corrections.actions.mending import locked
from sekisho.web.corrections.actions.opening import refuse_day, refuse_leaver
from sekisho.web.corrections.actions.sealing import said, seal, step
from sekisho.web.corrections.actions.telling import tell_open
from sekisho.web.corrections.errors import CorrectionRefusedError, NotYoursError
from sekisho.web.corrections.models import Correction, FollowUp, State
from sekisho.web.evidence.changes import changes_file, values_of
from sekisho.web.organization.access import rights_of
from sekisho.web.organization.models import Person, Unit

_OPEN = (State.OPEN, State.PLANNED, State.AGREED, State.REPORTED)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row of the list says; who mends and until when are changed by steps of their own."""

    title: str
    detail: str
    grade: str
    unit: Unit


def _kept(correction: Correction, by: Person, at: datetime) -> Correction:
    row = locked(correction, *_OPEN)
    if not access.may_keep(row, by, rights_of(by, timezone.localdate(at))):
        raise NotYoursError(_("直す人とは別の、担当の人だけができます。"))
    return row


@transaction.atomic
def change(*, correction: Correction, entry: Entry, by: Person, at: datetime) -> Correction:
    """Correct what a row says. Raises CorrectionRefusedError, NotYoursError."""
    row = _kept(correction, by, at)
    if not entry.title.strip() or entry.grade not in load_correction_rules().grades:
        raise CorrectionRefusedError(_("直すことと重さを書いてください。"))
    before = said(row)
    row.title, row.detail = entry.title.strip(), entry.detail.strip()
    row.grade, row.unit = entry.grade, entry.unit
    row.save()
    files = changes_file(before, said(row))
    if files:
        seal("correction.changed", row, by=by, at=at, files=files, grade=row.grade,
             unit=row.unit_id)  # fmt: skip
        tell_open(at=at)
    return row


@transaction.atomic
def put_off(
    *, correction: Correction, due_on: date, reason: str, by: Person, at: datetime
) -> Correction:
    """Give another day, with the reason. Raises CorrectionRefusedError, NotYoursError."""
    row = _kept(correction, by, at)
    refuse_day(due_on, timezone.localdate(at))
    if not reason.strip() or due_on == row.due_on:
        raise CorrectionRefusedError(_("別の日と、変更する理由を書いてください。"))
    before, old = said(row), row.due_on
    row.due_on = due_on
    row.save()
    changed = changes_file(before, said(row))
    step(row, FollowUp.Kind.PUT_OFF, reason, by=by, at=at, changed=changed,
         before=old.isoformat(), due_on=due_on.isoformat())  # fmt: skip
    tell_open(at=at)
    return row


@transaction.atomic
def hand_over(*, correction: Correction, owner: Person, by: Person, at: datetime) -> Correction:
    """Give the mending to somebody else. Raises CorrectionRefusedError, NotYoursError."""
    return _give(_kept(correction, by, at), owner, by, at)


@transaction.atomic
def pass_on(*, correction: Correction, owner: Person, by: Person, at: datetime) -> Correction:
    """Give the mending to the successor of an owner who moves; `by` settled the move.

    Raises CorrectionRefusedError.
    """
    return _give(locked(correction, *_OPEN), owner, by, at)


def _give(row: Correction, owner: Person, by: Person, at: datetime) -> Correction:
    refuse_leaver(owner, timezone.localdate(at))
    if row.owner_id == owner.pk:
        return row
    before, row.owner = said(row), owner
    row.save()
    changed = changes_file(before, said(row))
    step(row, FollowUp.Kind.HANDED_OVER, "", by=by, at=at, changed=changed)
    tell_open(at=at)
    return row


@transaction.atomic
def withdraw(*, correction: Correction, reason: str, by: Person, at: datetime) -> Correction:
    """Withdraw what needs no mending, with the reason; never by its owner."""
    row = _kept(correction, by, at)
    if not reason.strip():
        raise CorrectionRefusedError(_("取り下げる理由を書いてください。"))
    row.withdrawn_at, row.withdrawn_by = at, by
    row.save()
    step(row, FollowUp.Kind.WITHDRAWN, reason, by=by, at=at)
    tell_open(at=at)
    return row


@transaction.atomic
def keep_own(
    *, correction: Correction, own: Mapping[str, str | int | float], by: Person, at: datetime
) -> None:
    """Keep the body's own fields of a row that came from a file."""
    if correction.own == own:
        return
    before, correction.own = values_of(correction, ()), dict(own)
    correction.save(update_fields=["own"])
    files = changes_file(before, values_of(correction, ()))
    seal("correction.own", correction, by=by, at=at, files=files)
