"""Steps along the route: agree or decide, give back, withdraw, look at it afterwards."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.approvals.actions.sealing import seal, seal_application
from sekisho.web.approvals.actions.turning import (
    notice_key,
    tell_afterwards,
    tell_outcome,
    tell_turn,
    whose_turn,
)
from sekisho.web.approvals.errors import (
    AlreadyClosedError,
    ApprovalRefusedError,
    CommentMissingError,
    NobodyAwayError,
    NotYourApplicationError,
    NotYoursToDecideError,
    OwnApplicationError,
)
from sekisho.web.approvals.models import Application, Seat, Step
from sekisho.web.approvals.numbering import take_number
from sekisho.web.approvals.routing import Course, Shape
from sekisho.web.approvals.seating import Rule, Sitter, sitter_of
from sekisho.web.approvals.standing_in import Stead, steads_of
from sekisho.web.notices import actions as notices
from sekisho.web.organization.models import Person

State, What = Application.State, Step.What


@dataclass(frozen=True, slots=True)
class _Turn:
    """The seats somebody acts in now; `stead` is the first when they stand in."""

    seats: tuple[Seat, ...]
    stead: Stead | None

    @property
    def instead_of(self) -> Person | None:
        return self.stead.instead_of if self.stead else None


@transaction.atomic
def approve(
    *,
    application: Application,
    by: Person,
    comment: str = "",
    at: datetime,
    standing_in: bool = False,
) -> Application:
    """Agree in every open seat of the current stage one sits in; the last stage decides.

    With `standing_in` it is a 代決, recorded as such. Raises OwnApplicationError for who stands
    behind the application, AlreadyClosedError, NotYoursToDecideError when it is not one's turn,
    NobodyAwayError when those it belongs to are there.
    """
    row, turn = _taking(application, by, at, standing_in=standing_in)
    before = list(whose_turn(row, at))
    course = _course(row).fill(seat.place for seat in turn.seats)
    what = What.APPROVED if course.decided else What.AGREED
    step = _step(row, what, turn, by=by, comment=comment.strip(), at=at)
    Seat.objects.filter(pk__in=[seat.pk for seat in turn.seats]).update(filled_by=step)
    row.stage = course.stage
    if course.decided:
        row.year, row.number = take_number(at)
        _close(row, State.APPROVED, step)
    else:
        row.save(update_fields=["stage"])
    _seal_step(row, step, turn)
    tell_afterwards(step, at)
    if course.decided:
        tell_outcome(row, at)
    else:
        tell_turn(row, at, before=before)
    return row


@transaction.atomic
def give_back(
    *,
    application: Application,
    by: Person,
    comment: str,
    at: datetime,
    standing_in: bool = False,
) -> Application:
    """Send back to the applicant, saying why. Raises as `approve`, and CommentMissingError."""
    if not comment.strip():
        raise CommentMissingError(
            _("差し戻す理由を意見の欄に書いてください。起案者はそれを読んで直します。")
        )
    row, turn = _taking(application, by, at, standing_in=standing_in)
    step = _step(row, What.RETURNED, turn, by=by, comment=comment.strip(), at=at)
    _close(row, State.RETURNED, step)
    _seal_step(row, step, turn)
    tell_afterwards(step, at)
    tell_outcome(row, at)
    return row


@transaction.atomic
def withdraw(*, application: Application, by: Person, at: datetime) -> Application:
    """Take one's own application back. Raises NotYourApplicationError, AlreadyClosedError."""
    row = _locked(application)
    if by.pk not in {row.applicant_id, row.prepared_by_id}:
        raise NotYourApplicationError(_("取り下げることができるのは、起案した本人だけです。"))
    return _take_back(row, by, at)


@transaction.atomic
def withdraw_for(*, application: Application, by: Person, at: datetime) -> Application:
    """Take back what somebody asked for who leaves, in their stead. Raises AlreadyClosedError.

    Who settled the move of people acts; they are named in the step and in the evidence.
    """
    return _take_back(_locked(application), by, at)


def _take_back(row: Application, by: Person, at: datetime) -> Application:
    _still_waiting(row)
    row.state = State.WITHDRAWN
    row.withdrawn_at = at
    row.save(update_fields=["state", "withdrawn_at"])
    Step.objects.create(application=row, what=What.WITHDRAWN, stage=row.stage, person=by, at=at)
    seal_application(row, "withdrawn", by=by, at=at)
    notices.done_for_all(key=notice_key(row), at=at)
    return row


@transaction.atomic
def see_afterwards(*, step: Step, by: Person, at: datetime) -> Step:
    """Note that who was away has looked at what was done in their stead (後閲).

    Raises ApprovalRefusedError for anybody else, and when it was noted already.
    """
    row = Step.objects.select_for_update().get(pk=step.pk)
    if row.instead_of_id != by.pk or row.seen_at is not None:
        raise ApprovalRefusedError(_("後閲できるのは、代決された本人が一度だけです。"))
    row.seen_at = at
    row.save(update_fields=["seen_at"])
    subject = f"application:{row.application_id}"
    seal("application.seen", subject, by=by, at=at, body={"stage": row.stage})
    notices.done(person=by, key=f"afterwards:{row.pk}", at=at)
    return row


def _taking(
    application: Application, by: Person, at: datetime, *, standing_in: bool
) -> tuple[Application, _Turn]:
    """Return the locked row and the seats the person acts in now, or raise."""
    row = _locked(application)
    behind = set(row.behind.values_list("pk", flat=True))
    if by.pk in {row.applicant_id, *behind}:
        raise OwnApplicationError(_own(row, by))
    if not row.is_waiting and not _sat(row, by, at):
        raise _not_yours()
    _still_waiting(row)
    sitter = sitter_of(by, timezone.localdate(at))
    seats = list(Seat.objects.open().filter(application=row))
    if standing_in:
        return row, _standing_in(seats, sitter, at)
    own = tuple(seat for seat in seats if sitter.sits(Rule.of(seat), seat.reading))
    if not own:
        raise _not_yours()
    return row, _Turn(own, None)


def _standing_in(seats: Iterable[Seat], sitter: Sitter, at: datetime) -> _Turn:
    found = steads_of(seats, sitter, at)
    if not found:
        raise NobodyAwayError(
            _(
                "代決できるのは、決裁する人が不在として登録されているときに、決められた人だけです。"
                "不在の登録は、代決する人以外が行います。"
            )
        )
    return _Turn((found[0].seat,), found[0])


def _own(row: Application, by: Person) -> str:
    if by.pk in {row.applicant_id, row.prepared_by_id}:
        return _("自分が起案したものは決裁できません。ほかの決裁権者に決裁を依頼してください。")
    return _("自分が準備したものは決裁できません。ほかの決裁権者に決裁を依頼してください。")


def _sat(row: Application, by: Person, at: datetime) -> bool:
    """Whether the person sits in any seat of the route: they may know that it is closed."""
    sitter = sitter_of(by, timezone.localdate(at))
    return any(sitter.sits(Rule.of(seat), seat.reading) for seat in row.seats.all())


def _not_yours() -> NotYoursToDecideError:
    return NotYoursToDecideError(
        _(
            "この件について今判断するのは、あなたではありません。経路の順番と担当を確かめてください。"
        )
    )


def _course(row: Application) -> Course:
    """Return the engine's view of the application's seats; one query."""
    seats = list(row.seats.all())
    shapes = []
    for number in range(max(seat.stage for seat in seats) + 1):
        own = [seat for seat in seats if seat.stage == number]
        shapes.append(Shape("all" if own[0].need == "all" else "any", len(own)))
    filled = frozenset((seat.stage, seat.place) for seat in seats if seat.filled_by_id)
    return Course(tuple(shapes), row.stage, filled)


def _step(  # noqa: PLR0913  # the columns of a step
    row: Application, what: Step.What, turn: _Turn, *, by: Person, comment: str, at: datetime
) -> Step:
    return Step.objects.create(
        application=row,
        what=what,
        stage=row.stage,
        person=by,
        at=at,
        comment=comment,
        standing_in=turn.stead is not None,
        instead_of=turn.instead_of,
    )


def _close(row: Application, state: Application.State, step: Step) -> None:
    row.state = state
    row.decider = step.person
    row.decided_at = step.at
    row.comment = step.comment
    row.save()


def _seal_step(row: Application, step: Step, turn: _Turn) -> None:
    away = turn.instead_of
    seal_application(
        row,
        step.what,
        by=step.person,
        at=step.at,
        words=step.comment,
        stage=step.stage,
        seats=[str(Rule.of(seat)) for seat in turn.seats],
        standing_in=step.standing_in,
        instead_of=str(away.opaque_id) if away else None,
        year=row.year,
        number=row.number,
    )


def _locked(application: Application) -> Application:
    """Return the row as it stands now; a second decider waits here, then sees the decision.

    PostgreSQL locks the row; SQLite transactions take the write lock when they begin.
    """
    return Application.objects.select_for_update().get(pk=application.pk)


def _still_waiting(row: Application) -> None:
    if not row.is_waiting:
        raise AlreadyClosedError(
            _("この件はすでに「%(state)s」になっています。画面を開き直して確かめてください。")
            % {"state": row.get_state_display()}
        )
