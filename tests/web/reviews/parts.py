"""Reviews for these tests, made by the actions alone."""

from datetime import timedelta

from tests.web.audits.parts import chief_auditor, reported
from tests.web.factories import AT, DAY, make_person
from tests.web.policies.samples import imported, published

from sekisho.web.reviews import actions
from sekisho.web.reviews.models import Review

MEETS = DAY + timedelta(days=20)
AFTER = AT + timedelta(days=20)


def desk(**fields):
    return make_person("事務 局員", roles=("secretariat",), **fields)


def ciso(**fields):
    return make_person("責任 者", roles=("ciso",), **fields)


def finding(at=AT, number=1):
    """So many findings of one reported audit."""
    return list(reported(chief_auditor(), at=at, findings=number).findings.all())


def standard():
    """A standard in force; its document."""
    return published(imported(kind="standard")).document


def prepared(by=None, *, meets_on=MEETS, at=AT) -> Review:
    return actions.prepare_review(
        title="見直し", meets_on=meets_on, place="会議室", by=by or desk(), at=at
    )


def answered(row, by=None, *, outcome="keep", document=None, at=AT) -> Review:
    """Answer every point alike."""
    answer = actions.Answer(outcome, "理由がある", document)
    actions.answer_points(
        review=row, answers={each.pk: answer for each in row.points.all()},
        by=by or row.prepared_by, at=at,
    )  # fmt: skip
    return row


def concluded(row=None, *, by=None, meeting=None, at=AFTER) -> Review:
    return actions.conclude_review(
        review=row or answered(prepared()), opinion="おおむね今のままでよい", meeting=meeting,
        by=by or ciso(), at=at,
    )  # fmt: skip
