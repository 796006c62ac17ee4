"""A review is concluded: every point is answered, and what is to change becomes an amendment.

What is not to change is recorded as reviewed, so that its year begins anew.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.evidence.actions import File
from sekisho.web.governance.models import Meeting
from sekisho.web.organization.models import Person
from sekisho.web.policies import actions as policies
from sekisho.web.policies.models import Edition
from sekisho.web.reviews.actions.preparing import prepared
from sekisho.web.reviews.actions.sealing import seal
from sekisho.web.reviews.errors import ReviewRefusedError
from sekisho.web.reviews.models import Amendment, Outcome, Point, Review
from sekisho.web.ui.dates import local_day


@transaction.atomic
def conclude_review(
    *, review: Review, opinion: str, meeting: Meeting | None = None, by: Person, at: datetime
) -> Review:
    """Conclude a review. The opinion is sealed by its fingerprint, as a file beside the entry.

    Raises ReviewRefusedError before its day, for whoever prepared it, with a point unanswered,
    without words, and for a meeting that was not held.
    """
    row = prepared(review)
    points = list(row.points.select_related("document"))
    _refuse(row, points, opinion, meeting, by, at)
    row.opinion, row.meeting = opinion.strip(), meeting
    row.concluded_at, row.concluded_by = at, by
    row.save()
    amendments = _amendments(row, points)
    seal(
        "review.concluded", row, by=by, at=at, points=len(points),
        kept=sum(each.outcome == Outcome.KEEP for each in points), amended=len(amendments),
        meeting=meeting.pk if meeting else None, rows=[row, *amendments],
        files=[File("opinion.txt", "text/plain", row.opinion.encode())],
    )  # fmt: skip
    _record_unchanged(amendments, by, at)
    return row


def _refuse(  # noqa: PLR0913, PLR0917  # what a conclusion is made of
    row: Review, points: list[Point], opinion: str, meeting: Meeting | None, by: Person,
    at: datetime,
) -> None:  # fmt: skip
    if by.pk == row.prepared_by_id:
        raise ReviewRefusedError(
            _("見直しを準備した人は決定できません。ほかの決裁権者に依頼してください。")
        )
    if row.meets_on > local_day(at):
        raise ReviewRefusedError(_("見直しは、開催日以後に決定してください。"))
    unanswered = [str(each.position) for each in points if not each.outcome]
    if unanswered:
        raise ReviewRefusedError(
            _("結論のない審議事項があります（%(numbers)s）。")
            % {"numbers": "、".join(unanswered[:20])}
        )
    if not opinion.strip():
        raise ReviewRefusedError(_("見直しの結論を入力してください。"))
    if meeting is not None and meeting.state != Meeting.State.HELD:
        raise ReviewRefusedError(_("議事録の確定した委員会を選んでください。"))


def _amendments(row: Review, points: list[Point]) -> list[Amendment]:
    """Want a later edition than the one in force of every document a point is to change."""
    wanted = {each.document_id for each in points if each.document_id is not None}
    editions = Edition.objects.in_force().filter(document__in=wanted).order_by()
    in_force = dict(editions.values_list("document", "number"))
    return [
        Amendment.objects.create(review=row, document_id=each, after=in_force.get(each, 0))
        for each in sorted(wanted)
    ]


def _record_unchanged(amendments: list[Amendment], by: Person, at: datetime) -> None:
    changing = {each.document_id for each in amendments}
    for edition in Edition.objects.in_force().light().order_by("pk"):
        if edition.document_id not in changing:
            policies.record_review(edition=edition, by=by, at=at)
