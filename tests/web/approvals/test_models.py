"""The database itself refuses rows that cannot be true."""

import pytest
from django.db import IntegrityError, transaction
from tests.web.approvals.asking import days_before, submitted
from tests.web.factories import AT, DAY, make_person

from sekisho.web.approvals.models import Application

pytestmark = pytest.mark.django_db


def _refused(constraint, application, **values):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Application.objects.filter(pk=application.pk).update(**values)


def test_a_row_whose_decider_is_the_applicant_is_refused():
    application = submitted()
    _refused(
        "application_decided_by_another",
        application,
        state="approved",
        decider=application.applicant,
        decided_at=AT,
    )


@pytest.mark.parametrize(
    "values",
    [
        {"state": "approved"},
        {"state": "approved", "decided_at": AT},
        {"state": "returned"},
        {"state": "waiting", "decided_at": AT},
        {"state": "waiting", "withdrawn_at": AT},
        {"state": "withdrawn"},
        {"state": "withdrawn", "withdrawn_at": AT, "decided_at": AT},
        {"state": "unknown"},
    ],
)
def test_a_half_decision_is_refused(values):
    _refused("application_decision_whole", submitted(), **values)


def test_a_decision_without_a_time_is_refused():
    _refused("application_decision_whole", submitted(), state="approved", decider=make_person())


def test_one_thing_waits_once():
    first = submitted()
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.create(
            kind=first.kind,
            subject=first.subject,
            title="二つ目",
            url="/",
            applicant=first.applicant,
            submitted_at=AT,
        )


def test_days_are_counted_by_the_local_calendar():
    """15:30 UTC on 31 May is 00:30 on 1 June in Tokyo: no day has passed."""
    at = AT.replace(day=31, month=5, hour=15, minute=30)
    assert submitted(at=at).days_waited(DAY) == 0
    assert submitted(at=at.replace(minute=0, hour=14)).days_waited(DAY) == 1
    assert submitted(at=days_before(30)).days_waited(DAY) == 30
