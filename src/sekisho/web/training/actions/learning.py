"""Reading pages, trying the quiz, completing."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.catalogue import Course
from sekisho.web.notices import actions as notices
from sekisho.web.organization.models import Person
from sekisho.web.training.actions.sealing import seal
from sekisho.web.training.actions.telling import TOPIC
from sekisho.web.training.errors import TrainingError
from sekisho.web.training.models import Assignment, Attempt


@transaction.atomic
def read_page(*, assignment: Assignment, page: int, by: Person, at: datetime) -> Assignment:
    """Note that a page, counted from 1, was read; pages are read in their order.

    Another edition of the course begins anew. Raises TrainingError for somebody else's, for a page
    that is not there, or for one before which others are unread.
    """
    row, course = _open(assignment, by, at)
    have = pages_read(row, course)
    if not 1 <= page <= len(course.pages) or page > have + 1:
        raise TrainingError(_("前のページから順に読んでください。"))
    row.pages_read, row.read_digest = max(have, page), course.digest
    row.save(update_fields=["pages_read", "read_digest"])
    return row


@transaction.atomic
def try_quiz(
    *, assignment: Assignment, answers: Mapping[str, int], edition: str, by: Person, at: datetime
) -> Attempt:
    """Mark a try at the quiz; enough right answers complete the course.

    `edition` is the digest of the course that was shown. Raises TrainingError for somebody else's,
    for pages unread, for a course changed meanwhile, or for questions left out.
    """
    row, course = _open(assignment, by, at)
    if pages_read(row, course) < len(course.pages):
        raise TrainingError(_("全部のページを読んでから、小テストに進んでください。"))
    if edition != course.digest:
        raise TrainingError(_("教材が改められました。もう一度読んでから答えてください。"))
    if any(each.id not in answers for each in course.questions):
        raise TrainingError(_("全部の問いに答えてください。"))
    given = {each.id: answers[each.id] for each in course.questions}
    score = course.score(given)
    tried = Attempt.objects.create(
        assignment=row, at=at, digest=course.digest, answers=given, score=score,
        questions=len(course.questions), passed=score >= course.needed,
    )  # fmt: skip
    seal(
        "training.attempted", f"training:{row.pk}", by=by, at=at, rows=[tried],
        score=score, questions=tried.questions, passed=tried.passed, digest=course.digest,
    )  # fmt: skip
    if tried.passed:
        row.score, row.questions = score, tried.questions
        complete(row, Assignment.Way.QUIZ, course, by=by, at=at)
    return tried


def complete(
    row: Assignment, way: Assignment.Way, course: Course, *, by: Person, at: datetime
) -> None:
    """Note that the person completed the course's edition, seal it, and end the notice."""
    row.completed_at, row.way, row.digest = at, way, course.digest
    row.save(update_fields=["completed_at", "way", "digest", "score", "questions"])
    seal(
        "training.completed", f"training:{row.pk}", by=by, at=at, rows=[row],
        person=str(row.person.opaque_id), campaign=row.campaign_id, course=course.id,
        digest=course.digest, way=way.value, score=row.score, questions=row.questions,
    )  # fmt: skip
    notices.done(person=row.person, key=f"{TOPIC}:{row.pk}", at=at)


def pages_read(row: Assignment, course: Course) -> int:
    """Return how many pages of today's edition were read."""
    return row.pages_read if row.read_digest == course.digest else 0


def _open(assignment: Assignment, by: Person, at: datetime) -> tuple[Assignment, Course]:
    """Return the row, locked, and its course, when the person may still complete it."""
    rows = Assignment.objects.select_for_update(of=("self",)).select_related("campaign", "person")
    row = rows.get(pk=assignment.pk)
    if row.person_id != by.pk:
        raise TrainingError(_("研修を受けられるのは本人だけです。"))
    if row.completed_at is not None:
        raise TrainingError(_("この研修は修了しています。"))
    if row.campaign.ended_at is not None or row.assigned_at > at:
        raise TrainingError(_("この研修は終わりました。"))
    course = row.campaign.lesson
    if course is None:
        raise TrainingError(_("この研修の教材がなくなりました。推進担当に連絡してください。"))
    return row, course
