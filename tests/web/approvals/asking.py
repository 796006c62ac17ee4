"""Applications for these tests."""

from datetime import datetime, timedelta
from itertools import count

from tests.web.factories import AT, make_person

from sekisho.web.approvals import actions
from sekisho.web.approvals.models import Application
from sekisho.web.organization.models import Person

_numbers = count(1)


def submitted(
    applicant: Person | None = None, *, kind: str = "edition", at: datetime = AT, subject: str = ""
) -> Application:
    """Submit as a new person about a new subject."""
    number = next(_numbers)
    return actions.submit(
        kind=kind,
        subject=subject or f"edition:{number}",
        title=f"情報セキュリティ基本方針（第{number}版）",
        url=f"/documents/{number}/",
        applicant=applicant or make_person(),
        reason="年次の見直しによる。",
        at=at,
    )


def days_before(days: int) -> datetime:
    """Return the same time of day, that many days before AT."""
    return AT - timedelta(days=days)
