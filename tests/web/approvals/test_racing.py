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


@pytest.mark.django_db(transaction=True)
def test_decisions_at_the_same_moment_get_different_numbers_without_a_gap():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite in memory has one connection; this race is run on PostgreSQL")
    rows = [
        actions.submit(
            kind="edition",
            subject=f"edition:{n}",
            title="版",
            url="/",
            applicant=make_person(),
            reason="",
            at=AT,
        )
        for n in range(THREADS)
    ]
    deciders = [make_person(roles=("ciso",)) for _ in range(THREADS)]
    start, faults = threading.Barrier(THREADS), []

    def decide(row, person):
        start.wait()
        try:
            actions.approve(application=row, by=person, at=AT)
        except Exception as fault:  # noqa: BLE001  # told by the main thread
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=decide, args=pair) for pair in zip(rows, deciders, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert faults == []
    numbers = Application.objects.values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, THREADS + 1))
    assert {each.code for each in verify().problems} <= {"row-unsealed"}  # people made for the test
