"""Group sessions: planned, opened for attendance, attended by code or by the hand list, closed."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import Course
from sekisho.web.evidence.actions import File
from sekisho.web.organization.models import Person
from sekisho.web.training.actions.allowing import require_manage
from sekisho.web.training.actions.learning import complete
from sekisho.web.training.actions.sealing import seal
from sekisho.web.training.codes import counts
from sekisho.web.training.errors import TrainingError
from sekisho.web.training.models import Assignment, Attendance, Campaign, Session
from sekisho.web.ui.rates import within

REOPEN = timedelta(days=7)
TRIES, WINDOW = 10, 600  # codes one person may type in ten minutes


@transaction.atomic
def plan_session(
    *, campaign: Campaign, held_on: date, place: str, by: Person, at: datetime
) -> Session:
    """Plan a session of a running campaign. Raises TrainingError."""
    require_manage(by, at)
    if campaign.ended_at is not None or campaign.lesson is None:
        raise TrainingError(_("この研修は終わりました。"))
    row = Session.objects.create(
        campaign=campaign, held_on=held_on, place=place, planned_at=at, planned_by=by
    )
    seal(
        "training.session-planned", f"session:{row.pk}", by=by, at=at, rows=[row],
        campaign=campaign.pk, held_on=held_on.isoformat(),
    )  # fmt: skip
    return row


@transaction.atomic
def open_session(*, session: Session, by: Person, at: datetime) -> Session:
    """Begin to take attendance; see `reopen_session` for a closed one. Raises TrainingError."""
    require_manage(by, at)
    row = _locked(session)
    if row.opened_at is not None:
        raise TrainingError(_("出席の受付は、すでに始めています。"))
    row.opened_at = at
    row.save(update_fields=["opened_at"])
    seal("training.session-opened", f"session:{row.pk}", by=by, at=at, rows=[row])
    return row


@transaction.atomic
def close_session(*, session: Session, by: Person, at: datetime) -> Session:
    """Take no more attendance. Raises TrainingError when none is being taken."""
    require_manage(by, at)
    row = _taking(session)
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    present = row.attended.count()
    seal("training.session-closed", f"session:{row.pk}", by=by, at=at, rows=[row], attended=present)
    return row


@transaction.atomic
def reopen_session(*, session: Session, reason: str, by: Person, at: datetime) -> Session:
    """Take attendance again at a session closed too early, on its day or within the week after.

    Who was there stays noted. Raises TrainingError without a reason, for a session not closed, and
    later than that.
    """
    require_manage(by, at)
    row = _locked(session)
    if row.closed_at is None:
        raise TrainingError(_("この集合研修の受付は、終わっていません。"))
    if timezone.localdate(at) > row.held_on + REOPEN:
        raise TrainingError(
            _("開催から7日を過ぎた集合研修は、再開できません。新しく予定してください。")
        )
    if not reason.strip():
        raise TrainingError(_("再開する理由を入力してください。"))
    row.closed_at = None
    row.save(update_fields=["closed_at"])
    present = row.attended.count()
    seal("training.session-reopened", f"session:{row.pk}", by=by, at=at, rows=[row],
         attended=present,
         files=[File("reason.txt", "text/plain", reason.strip().encode())])  # fmt: skip
    return row


def attend(*, untrusted_code: str, by: Person, at: datetime) -> Assignment:
    """Note that whoever is signed in is at the session whose code they typed; it completes theirs.

    Raises TrainingError for a code that does not count, after too many tries, or for a session of
    a training that is not asked of them.
    """
    # Before the transaction: a refusal rolls back what it wrote, and the count must stay.
    if not within("training-code", str(by.pk), limit=TRIES, seconds=WINDOW, at=at):
        raise TrainingError(
            _("番号の入力が続いたため、受け付けられません。講師に申し出てください。")
        )
    return _attend(untrusted_code, by, at)


@transaction.atomic
def _attend(untrusted_code: str, by: Person, at: datetime) -> Assignment:
    open_ = Session.objects.taking().select_related("campaign")
    session = next((each for each in open_ if counts(each, untrusted_code, at)), None)
    if session is None:
        raise TrainingError(
            _("この番号では受け付けられません。会場に今表示されている番号を入力してください。")
        )
    return _present(_taking(session), by, Attendance.Way.CODE, recorded_by=None, at=at)


@transaction.atomic
def attend_by_hand(
    *, session: Session, people: Iterable[Person], by: Person, at: datetime
) -> list[Assignment]:
    """Note who signed the list at a session being held; nobody records themselves.

    Raises TrainingError; then nobody is recorded.
    """
    require_manage(by, at)
    row = _taking(session)
    present = list(people)
    if not present or by in present:
        raise TrainingError(
            _("出席した人を選んでください。自分の出席は、番号を入力して記録します。")
        )
    return [_present(row, each, Attendance.Way.HAND, recorded_by=by, at=at) for each in present]


def _present(
    session: Session, person: Person, way: Attendance.Way, *, recorded_by: Person | None,
    at: datetime,
) -> Assignment:  # fmt: skip
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("person")
    row = rows.filter(campaign=session.campaign, person=person).first()
    if row is None:
        raise TrainingError(_("この研修の対象になっていません。推進担当に連絡してください。"))
    if row.completed_at is not None:
        raise TrainingError(_("%(name)sさんは、この研修を修了しています。") % {"name": person.name})
    there = Attendance.objects.create(
        session=session, person=person, at=at, way=way, recorded_by=recorded_by
    )
    seal(
        "training.attended", f"session:{session.pk}", by=recorded_by or person, at=at,
        rows=[there], person=str(person.opaque_id), way=way.value,
    )  # fmt: skip
    complete(row, Assignment.Way.SESSION, _lesson(session), by=recorded_by or person, at=at)
    return row


def _lesson(session: Session) -> Course:
    lesson = session.campaign.lesson
    if lesson is None:
        raise TrainingError(_("この研修の教材がなくなりました。推進担当に連絡してください。"))
    return lesson


def _locked(session: Session) -> Session:
    rows = Session.objects.select_for_update(of=("self",)).select_related("campaign")
    row = rows.get(pk=session.pk)
    if row.campaign.ended_at is not None:
        raise TrainingError(_("この研修は終わりました。"))
    return row


def _taking(session: Session) -> Session:
    """Return the session, locked, when attendance is being taken."""
    row = _locked(session)
    if row.opened_at is None or row.closed_at is not None:
        raise TrainingError(_("今は出席を受け付けていません。"))
    return row
