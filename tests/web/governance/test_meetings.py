"""The committee: members, quorum, minutes closed once, decisions somebody carries out."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.web.factories import AT, make_person
from tests.web.governance.committee import AFTER, WHEN, called, closed, desk, members
from tests.web.organization.sealed import last

from sekisho.verdicts import Verdict
from sekisho.web.evidence import queries as evidence
from sekisho.web.governance import actions
from sekisho.web.governance.agreement import differences
from sekisho.web.governance.checks import committee_met
from sekisho.web.governance.errors import GovernanceError
from sekisho.web.governance.holdings import Decisions
from sekisho.web.governance.models import Attendance, Decision, Meeting
from sekisho.web.notices.models import Notice
from sekisho.web.personnel.holdings import Going, Passing, Way

pytestmark = pytest.mark.django_db
DUE = date(2026, 9, 30)
Decided = actions.Decided


@pytest.fixture
def by():
    return desk()


@pytest.fixture
def people():
    return members()


def test_calling_it_fixes_the_members_and_tells_them(by, people):
    row = called(by)
    assert {each.person for each in row.attendances.all()} == set(people)
    assert row.attendances.get(chairs=True).person == people[0]
    notice = Notice.objects.open().get(person=people[1])
    assert (notice.key, notice.due_on) == (f"meeting:{row.pk}", WHEN.date())
    kind, actor, body = last(f"meeting:{row.pk}")
    assert (kind, actor, body["members"]) == ("meeting.called", str(by.opaque_id), 4)
    assert list(differences()) == []


def test_a_committee_without_chair_or_members_and_a_past_day_are_refused(by):
    with pytest.raises(GovernanceError, match="役割に就いている人"):
        called(by)
    make_person(roles=("committee-member",))
    make_person(roles=("committee-member",))
    with pytest.raises(GovernanceError, match="役割に就いている人"):
        called(by)
    with pytest.raises(GovernanceError, match="これからの日時"):
        called(by, when=AT)


def test_minutes_are_closed_with_quorum_and_their_text_sealed_beside(by, people):
    row = called(by)
    closed(row, by, people[:3], decided=[Decided("了承する。")], minutes="秘密の議論")
    row.refresh_from_db()
    assert row.state == "held"
    kind, _actor, body = last(f"meeting:{row.pk}")
    assert (kind, body["attended"], body["decisions"]) == ("meeting.closed", 3, 1)
    assert "秘密" not in str(evidence.body_of(evidence.history(f"meeting:{row.pk}")[0].index))
    assert not Notice.objects.open().filter(key=f"meeting:{row.pk}").exists()
    assert list(differences()) == []


def test_half_is_no_quorum_and_a_deputy_counts(by, people):
    row = called(by)
    with pytest.raises(GovernanceError, match="過半数"):
        closed(row, by, people[:2])
    row.refresh_from_db()
    assert row.state == "called"
    deputy = make_person("代理")
    closed(row, by, people[:2], {people[2]: deputy})
    said = {each.person: (each.present, each.deputy) for each in row.attendances.all()}
    assert said[people[2]] == (False, deputy)
    assert said[people[3]] == (False, None)


@settings(deadline=None, max_examples=25)
@given(total=st.integers(2, 9), there=st.integers(0, 9))
def test_quorum_is_more_than_half_by_counting(total, there):
    """The law by itself: without a database, the same comparison as a vote count."""
    there = min(there, total)
    more = sum(1 for _ in range(there)) > sum(1 for _ in range(total - there))
    assert (there * 2 > total) == more


def test_minutes_wait_for_the_meeting_and_want_words(by, people):
    row = called(by)
    with pytest.raises(GovernanceError, match="開催日時の後"):
        closed(row, by, people, at=AT)
    with pytest.raises(GovernanceError, match="要旨"):
        closed(row, by, people, minutes="  ")


def test_who_is_no_member_and_a_deputy_twice_are_refused(by, people):
    row, stranger = called(by), make_person()
    with pytest.raises(GovernanceError, match="委員でない"):
        closed(row, by, [*people, stranger])
    with pytest.raises(GovernanceError, match="委員でない"):
        closed(row, by, people, {stranger: by})
    for deputies in ({people[2]: people[0]}, {people[2]: stranger, people[3]: stranger}):
        with pytest.raises(GovernanceError, match="重なって"):
            closed(row, by, people[:2], deputies)


def test_what_is_to_be_done_has_an_owner_and_a_day(by, people):
    row = called(by)
    for bad in (Decided("する", people[1]), Decided("する", None, DUE), Decided(" ")):
        with pytest.raises(GovernanceError, match="担当者と期限"):
            closed(row, by, people, decided=[bad])
    assert not Decision.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(meeting=row, position=1, text="x", owner=people[0])


def test_a_closed_meeting_is_neither_closed_nor_called_off_again(by, people):
    row = called(by)
    closed(row, by, people)
    with pytest.raises(GovernanceError, match="既に開催済み"):
        closed(row, by, people)
    with pytest.raises(GovernanceError, match="既に開催済み"):
        actions.cancel_meeting(meeting=row, by=by, at=AFTER)


def test_calling_it_off_takes_the_notices_back(by, people):
    row = called(by)
    actions.cancel_meeting(meeting=row, by=by, at=AT)
    assert Meeting.objects.get().state == "cancelled"
    assert not Notice.objects.open().exists()
    assert list(differences()) == []


def test_a_decision_is_told_to_its_owner_until_it_is_carried_out(by, people):
    closed(called(by), by, people, decided=[Decided("台帳をまとめる", people[1], DUE)])
    row = Decision.objects.get()
    key = f"committee-decision:{row.pk}"
    assert Notice.objects.open().get(key=key).person == people[1]
    actions.carry_out(decision=row, by=people[1], at=AFTER)
    assert not Notice.objects.open().filter(key=key).exists()
    with pytest.raises(GovernanceError, match="既に実施済み"):
        actions.carry_out(decision=row, by=people[1], at=AFTER)
    assert list(differences()) == []


def test_a_decision_passes_to_a_successor(by, people):
    closed(called(by), by, people, decided=[Decided("まとめる", people[1], DUE)])
    (held,) = Decisions().of([Going(people[1])], DUE)[people[1].pk]
    assert held.ways == {Way.PASS, Way.KEEP}
    passing = Passing(held.key, people[1], people[2], DUE, by)
    Decisions().hand_over(passing, AFTER)
    assert Decision.objects.get().owner == people[2]
    assert Notice.objects.open().get(key=f"committee-decision:{held.key}").person == people[2]
    with pytest.raises(GovernanceError, match="引き継いで"):
        Decisions().hand_over(Passing(held.key, people[2], None, DUE, by), AFTER)


def test_the_check_wants_a_meeting_within_a_year_and_decisions_in_time(by, people):
    assert committee_met(AFTER).verdict == Verdict.FAILS
    closed(called(by), by, people, decided=[Decided("まとめる", people[1], DUE)])
    assert committee_met(AFTER).verdict == Verdict.HOLDS
    late = committee_met(AFTER + timedelta(days=150))
    assert (late.verdict, late.figures["overdue"]) == (Verdict.WEAK, 1)
    assert committee_met(AFTER + timedelta(days=366)).verdict == Verdict.FAILS


def test_the_database_keeps_half_rows_out(by, people):
    row = called(by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=row.pk).update(state="held")
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.filter(person=people[0]).update(present=True, deputy=by)
