"""The person in charge is told what waits, once, until it is seen to."""

from datetime import timedelta

import pytest
from tests.web.factories import AT, DAY
from tests.web.suppliers.contracting import contracted, ended, keeper
from tests.web.suppliers.mending import mended
from tests.web.suppliers.test_working import handed, noted

from sekisho.web.notices.models import Notice
from sekisho.web.suppliers import actions
from sekisho.web.suppliers.actions.telling import AHEAD, ENDS_AHEAD

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return keeper()


def told(at=AT):
    actions.tell_due(at=at)
    rows = Notice.objects.open().filter(key__startswith="suppliers:")
    return {row.key.split(":")[1]: row for row in rows}


def test_the_end_of_a_contract_is_told_ahead_to_who_is_in_charge(by):
    row = contracted(by, ends=DAY + ENDS_AHEAD + timedelta(days=1))
    assert told() == {}
    found = told(AT + timedelta(days=1))
    assert (found["end"].person, found["end"].due_on) == (by, row.ends)
    assert found["end"].url == f"/suppliers/{row.pk}/"


def test_once_it_ended_the_confirmation_is_waited_for_and_then_nothing(by):
    row = contracted(by, ends=DAY)
    assert set(told()) == {"end"}
    found = ended(row, by)
    assert set(told()) == {"ending"}
    actions.confirm_ending(ending=found, by=keeper(), at=AT)
    assert told() == {}


def test_media_out_and_findings_open_are_told_by_their_day(by):
    row = contracted(by)
    out, open_ = (
        handed(row, by, due_on=DAY + AHEAD),
        noted(row, by, due_on=DAY + AHEAD + timedelta(days=1)),
    )
    assert set(told()) == {"handover"}
    assert set(told(AT + timedelta(days=1))) == {"handover", "finding"}
    actions.take_return(handover=out, on=DAY, by=by, at=AT)
    mended(open_)
    assert told(AT + timedelta(days=1)) == {}


def test_nothing_is_told_twice(by):
    contracted(by, ends=DAY)
    assert actions.tell_due(at=AT) == 1
    assert actions.tell_due(at=AT) == 0


def test_the_queries_do_not_grow_with_contracts(by, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from sekisho.web.suppliers.actions.telling import due

    def fill():
        row = contracted(by, ends=DAY)
        handed(row, by)
        noted(row, by)
        ended(contracted(by), by)

    fill()
    with CaptureQueriesContext(connection) as few:
        first = len(list(due(DAY)))
    fill()
    with django_assert_num_queries(len(few)):
        assert len(list(due(DAY))) == 2 * first
