"""Two people who decide at the same moment: one decision is taken, the other is told so."""

import threading

import pytest
from django.db import connection, connections
from tests.web.factories import AT, make_person

from sekisho.web.approvals import actions
from sekisho.web.approvals.errors import AlreadyClosedError
from sekisho.web.approvals.models import Application
from sekisho.web.evidence.verification import verify

THREADS = 4


@pytest.mark.django_db(transaction=True)
def test_of_several_deciders_at_once_exactly_one_decides():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory has one connection; this race is run on PostgreSQL")
    application = actions.submit(
        kind="edition",
        subject="edition:1",
        title="版",
        url="/",
        applicant=make_person(),
        reason="",
        at=AT,
    )
    deciders = [make_person(roles=("ciso",)) for _ in range(THREADS)]
    start, outcomes = threading.Barrier(THREADS), []

    def decide(person):
        start.wait()
        try:
            actions.approve(application=application, by=person, at=AT)
            outcomes.append("approved")
        except AlreadyClosedError:
            outcomes.append("told")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=decide, args=(person,)) for person in deciders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["approved"] + ["told"] * (THREADS - 1)
    assert Application.objects.get().state == Application.State.APPROVED
    assert {each.code for each in verify().problems} <= {"row-unsealed"}  # people made for the test
