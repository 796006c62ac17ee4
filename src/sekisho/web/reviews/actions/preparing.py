"""A review is prepared: its agenda is drafted from what calls for it, its points are answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person
from sekisho.web.policies.models import Document
from sekisho.web.reviews.actions.sealing import seal
from sekisho.web.reviews.drafting import agenda_of
from sekisho.web.reviews.errors import ReviewRefusedError
from sekisho.web.reviews.models import Outcome, Point, Review
from sekisho.web.reviews.triggers import Trigger, unanswered
from sekisho.web.ui.dates import fiscal_year


@dataclass(frozen=True, slots=True)
class Answer:
    """What is proposed for a point; `document` where it is to be changed. Empty: still open."""

    outcome: str = ""
    reason: str = ""
    document: Document | None = None


@transaction.atomic
def prepare_review(*, title: str, meets_on: date, place: str, by: Person, at: datetime) -> Review:
    """Begin a review with everything unanswered as its points, and an agenda drafted from them.

    Raises ReviewRefusedError while another is being prepared, and for a day gone by.
    """
    if Review.objects.prepared().exists():
        raise ReviewRefusedError(_("準備中の見直しがあります。先にそれを決定してください。"))
    _not_gone(meets_on, at)
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        found = unanswered(at)
        agenda = agenda_of(found)
    row = Review.objects.create(
        title=title.strip(), year=fiscal_year(meets_on), meets_on=meets_on, place=place.strip(),
        agenda=agenda, prepared_at=at, prepared_by=by,
    )  # fmt: skip
    points = _points(row, found, 0)
    seal("review.prepared", row, by=by, at=at, points=len(points), rows=[row, *points])
    return row


@transaction.atomic
def change_review(  # noqa: PLR0913  # the columns of a review
    *, review: Review, title: str, meets_on: date, place: str, agenda: str, by: Person,
    at: datetime,
) -> Review:  # fmt: skip
    """Change title, day, place and agenda of a review being prepared. Raises ReviewRefusedError."""
    row = prepared(review)
    if meets_on != row.meets_on:
        _not_gone(meets_on, at)
    row.title, row.meets_on, row.place = title.strip(), meets_on, place.strip()
    row.agenda, row.year = agenda.strip(), fiscal_year(meets_on)
    row.save()
    seal("review.changed", row, by=by, at=at, rows=[row])
    return row


@transaction.atomic
def gather_points(*, review: Review, by: Person, at: datetime) -> int:
    """Take up what arose since; what is gone (a check holds again) stays, it was there.

    Returns how many points came. The agenda somebody may have edited is left alone.
    """
    row = prepared(review)
    known = set(row.points.values_list("ref", flat=True))
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        found = [each for each in unanswered(at) if each.ref not in known]
    points = _points(row, found, len(known))
    if points:
        seal("review.gathered", row, by=by, at=at, points=len(points), rows=points)
    return len(points)


@transaction.atomic
def answer_points(
    *, review: Review, answers: Mapping[int, Answer], by: Person, at: datetime
) -> int:
    """Write what is proposed for points, by their ids; return how many changed.

    Raises ReviewRefusedError for an outcome without a reason, a change of no document, and a point
    of another review.
    """
    row = prepared(review)
    points = {each.pk: each for each in row.points.all()}
    changed = []
    for pk, answer in answers.items():
        if pk not in points:
            raise ReviewRefusedError(_("この見直しの審議事項ではありません。開き直してください。"))
        if _answered(points[pk], answer):
            changed.append(points[pk])
    for each in changed:
        each.save()
    if changed:
        kept = sum(each.outcome == Outcome.KEEP for each in changed)
        amended = sum(each.outcome == Outcome.AMEND for each in changed)
        seal("review.answered", row, by=by, at=at, kept=kept, amended=amended, rows=changed)
    return len(changed)


@transaction.atomic
def drop_review(*, review: Review, by: Person, at: datetime) -> None:
    """Drop a review that was prepared and will not be held; its triggers stay unanswered."""
    row = prepared(review)
    gone = [f"review:{row.pk}", *(f"review-point:{each.pk}" for each in row.points.all())]
    seal("review.dropped", row, by=by, at=at, gone=gone, points=len(gone) - 1)
    row.delete()


def prepared(review: Review) -> Review:
    """Return the row, locked. Raises ReviewRefusedError for one already concluded."""
    row = Review.objects.select_for_update().get(pk=review.pk)
    if row.concluded_at is not None:
        raise ReviewRefusedError(_("この見直しは、既に決定されています。"))
    return row


def _not_gone(meets_on: date, at: datetime) -> None:
    if meets_on < timezone.localdate(at):
        raise ReviewRefusedError(_("開催日は、今日以後の日にしてください。"))


def _points(row: Review, found: Sequence[Trigger], after: int) -> list[Point]:
    return Point.objects.bulk_create(
        [
            Point(
                review=row, position=number, kind=each.kind, ref=each.ref,
                title=each.title[:300], detail=each.detail[:1000], url=each.url,
                arose_on=each.arose_on,
            )
            for number, each in enumerate(found, after + 1)
        ]
    )  # fmt: skip


def _answered(point: Point, answer: Answer) -> bool:
    """Set the point as answered; whether that changed it."""
    document = answer.document if answer.outcome == Outcome.AMEND else None
    reason = answer.reason.strip() if answer.outcome else ""
    if answer.outcome and not reason:
        raise ReviewRefusedError(
            _("審議事項%(number)dの理由を入力してください。") % {"number": point.position}
        )
    if answer.outcome == Outcome.AMEND and document is None:
        raise ReviewRefusedError(
            _("審議事項%(number)dで改める文書を選んでください。") % {"number": point.position}
        )
    before = (point.outcome, point.reason, point.document_id)
    point.outcome, point.reason, point.document = answer.outcome, reason, document
    return before != (point.outcome, point.reason, point.document_id)
