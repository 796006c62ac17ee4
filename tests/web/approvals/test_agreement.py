"""Decisions and permits are what was sealed of them, through all that may happen to them."""

from datetime import timedelta

import pytest
from tests.web.approvals.permitting import asked, decided, office, permit, tokyo
from tests.web.factories import AT, DAY

from sekisho.web.approvals import actions, deciding
from sekisho.web.approvals.agreement import differences
from sekisho.web.approvals.models import Application, Permit, PermitSubject
from sekisho.web.evidence.agreeing import Fault

pytestmark = pytest.mark.django_db
LATER, AFTER = tokyo(DAY + timedelta(days=3)), tokyo(DAY + timedelta(days=30))


@pytest.fixture
def people():
    return office()


def found():
    return [(each.subject, each.fault) for each in differences()]


class TestWhatTheActionsMade:
    def test_permits_running_ended_and_brought_back(self, people):
        permit(people)
        actions.end_permit(permit=permit(people), reason="済んだ", by=people.head, at=LATER)
        actions.take_back(permit=permit(people), by=people.head, at=LATER)
        late = permit(people)
        actions.take_back(permit=late, by=people.head, at=AFTER)
        if late.needs_wipe:
            actions.confirm_wipe(permit=late, by=people.head, at=AFTER)
        assert found() == []

    def test_one_ended_and_brought_back_afterwards(self, people):
        row = permit(people)
        actions.end_permit(permit=row, reason="済んだ", by=people.head, at=LATER)
        actions.take_back(permit=row, by=people.head, at=LATER + timedelta(hours=1))
        assert found() == []

    def test_a_decision_given_back_and_one_that_waits(self, people):
        asked(people)
        deciding.give_back(application=asked(people), by=people.head, comment="直す", at=AT)
        decided(people, asked(people, "area-entry"))
        assert found() == []


class TestPastTheActions:
    @pytest.mark.parametrize(
        "values",
        [
            {"ends": DAY + timedelta(days=300)},
            {"starts": DAY - timedelta(days=1)},
            {"scope": {"grade": "mynumber"}},
            {"ended_at": None, "ended_by": None},
            {"returned_at": None, "returned_to": None},
            {"decided_at": AT - timedelta(days=1)},
        ],
    )
    def test_a_changed_permit_is_named(self, people, values):
        row = permit(people)
        actions.take_back(permit=row, by=people.head, at=LATER)
        Permit.objects.filter(pk=row.pk).update(**values)
        assert found() == [(f"permit:{row.pk}", Fault.CHANGED)]

    def test_a_thing_said_to_be_back(self, people):
        row = permit(people)
        Permit.objects.filter(pk=row.pk).update(returned_at=LATER, returned_to=people.head)
        assert found() == [(f"permit:{row.pk}", Fault.CHANGED)]

    def test_another_thing(self, people):
        row = permit(people, subjects=("medium:1",))
        PermitSubject.objects.filter(permit=row).update(subject="medium:2")
        assert found() == [(f"permit:{row.pk}", Fault.CHANGED)]

    def test_a_permit_copied_and_one_removed(self, people):
        row = permit(people)
        application = asked(people)
        copied = Permit.objects.get(pk=row.pk)
        copied.pk, copied.application = None, application
        copied.save()
        Permit.objects.filter(pk=row.pk).delete()
        assert set(found()) == {
            (f"permit:{copied.pk}", Fault.UNSEALED),
            (f"permit:{row.pk}", Fault.REMOVED),
        }

    def test_another_decider(self, people):
        row = permit(people)
        Application.objects.filter(pk=row.application_id).update(decider=people.ciso)
        assert found() == [(f"application:{row.application_id}", Fault.CHANGED)]


def test_queries_do_not_grow(people, django_assert_num_queries):
    permit(people)
    with django_assert_num_queries(7):
        assert found() == []
    permit(people, subjects=("medium:1", "medium:2"))
    with django_assert_num_queries(7):
        assert found() == []
