"""Permits: asked for within bounds, given by a decision, counting by their date alone."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.web.approvals.permitting import (
    ANSWERS,
    asked,
    decided,
    office,
    permit,
    tokyo,
    wanted,
)
from tests.web.factories import AT, DAY, make_person

from sekisho.catalogue import load
from sekisho.web.approvals import actions, deciding, errors, permit_kinds, queries
from sekisho.web.approvals.actions.permits import last_day
from sekisho.web.approvals.models import Application, Permit, PermitRequest
from sekisho.web.evidence import queries as evidence
from sekisho.web.notices.models import Notice
from sekisho.web.organization.models import Person

pytestmark = pytest.mark.django_db
TAKEOUT = "media-takeout"


@pytest.fixture
def people():
    return office()


class TestAsking:
    @pytest.mark.parametrize("kind", sorted(ANSWERS))
    def test_every_kind_of_the_catalogue_can_be_asked_for_and_decided(self, people, kind):
        found = permit(people, kind)
        assert (found.holder, found.unit) == (people.member, people.member.unit)
        assert found.decision == "令和8年度第1号"
        assert found.is_in_force(AT)
        scope = {f.name for f in permit_kinds.find(kind).fields if f.scope}
        assert set(found.scope) == scope & set(ANSWERS[kind])

    def test_the_kinds_of_these_tests_are_all_there_are(self):
        assert set(ANSWERS) == set(load().permit_kinds)

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"starts": DAY - timedelta(days=1)}, "今日から92日以内"),
            ({"starts": DAY + timedelta(days=93), "ends": DAY + timedelta(days=99)}, "92日以内"),
            ({"ends": DAY - timedelta(days=1)}, "開始日以後"),
            ({"ends": date(2027, 4, 1)}, "2027-03-31まで"),
            ({"answers": {"grade": "personal"}, "ends": DAY + timedelta(days=31)}, "2026-07-01"),
            ({"answers": {"grade": "mynumber"}, "ends": DAY + timedelta(days=7)}, "2026-06-07"),
        ],
    )
    def test_out_of_bounds_nothing_is_asked_for(self, people, fields, words):
        with pytest.raises(errors.PermitRefusedError, match=words):
            asked(people, **({"starts": DAY} | fields))
        assert not PermitRequest.objects.exists()
        assert not Application.objects.exists()

    def test_the_last_day_allowed_is_allowed(self, people):
        assert asked(people, ends=date(2027, 3, 31)).is_waiting
        heavy = asked(people, answers={"grade": "mynumber"}, ends=DAY + timedelta(days=6))
        assert heavy.is_waiting

    def test_a_person_who_has_left_gets_none(self, people):
        people.member.left_on = DAY - timedelta(days=1)
        people.member.save()
        with pytest.raises(errors.PermitRefusedError, match="在任期間"):
            asked(people)

    @given(
        days=st.integers(0, 92),
        grade=st.sampled_from(["open", "internal", "personal", "mynumber"]),
    )
    def test_the_last_day_is_within_the_kind_and_the_fiscal_year(self, days, grade):
        starts = date(2027, 1, 20) + timedelta(days=days)
        last = last_day(permit_kinds.find(TAKEOUT), {"grade": grade}, starts)
        year_end = date(2027 if starts < date(2027, 4, 1) else 2028, 3, 31)
        longest = {"personal": 31, "mynumber": 7}.get(grade, 366)
        assert starts <= last <= year_end
        assert (last - starts).days + 1 <= longest
        assert last == year_end or (last - starts).days + 1 == longest


class TestGranting:
    def test_a_permit_decided_late_begins_on_the_day_of_its_decision(self, people):
        row = asked(people)
        at = AT + timedelta(days=3)
        assert decided(people, row, at=at).starts == DAY + timedelta(days=3)

    def test_past_its_last_day_it_cannot_be_decided_but_given_back(self, people):
        row = asked(people)
        at = AT + timedelta(days=10)
        with pytest.raises(errors.PermitRefusedError, match="期限を過ぎた"):
            deciding.approve(application=row, by=people.head, comment="", at=at)
        row.refresh_from_db()
        assert row.is_waiting
        assert not Permit.objects.exists()
        deciding.give_back(application=row, by=people.head, comment="出し直す", at=at)

    def test_what_the_deciders_wrote_are_its_conditions(self, people):
        row = asked(people, "area-entry")
        row = deciding.approve(application=row, by=people.head, comment="日中だけ", at=AT)
        deciding.approve(application=row, by=people.chief, comment="付添いを付ける", at=AT)
        assert Permit.objects.get().conditions == "日中だけ\n付添いを付ける"

    def test_returned_or_withdrawn_it_gives_nothing(self, people):
        row = asked(people)
        deciding.give_back(application=row, by=people.head, comment="直す", at=AT)
        row = asked(people)
        deciding.withdraw(application=row, by=people.member, at=AT)
        assert not Permit.objects.exists()

    def test_it_is_sealed_without_saying_what_it_is_about(self, people):
        permit(people)
        (sealed,) = evidence.sealed(["permit.granted"])
        assert sealed.facts["until"] == (DAY + timedelta(days=9)).isoformat()
        assert sealed.facts["holder"] == str(people.member.opaque_id)
        for word in ("USB", "北支所", "説明会"):
            assert word not in str(sealed.facts)


class TestInForce:
    def test_it_counts_to_midnight_of_its_last_day_in_tokyo(self, people):
        found = permit(people)
        last = found.ends
        assert queries.permits_in_force(TAKEOUT, at=tokyo(last, 23) + timedelta(minutes=59))
        assert not queries.permits_in_force(TAKEOUT, at=tokyo(last + timedelta(days=1), 0))

    def test_it_does_not_count_before_its_decision_or_its_first_day(self, people):
        starts = DAY + timedelta(days=2)
        permit(people, starts=starts, ends=starts)
        assert not queries.permits_in_force(TAKEOUT, at=AT)
        assert queries.permits_in_force(TAKEOUT, at=tokyo(starts, 0))
        permit(people)
        assert not queries.permits_in_force(TAKEOUT, at=AT - timedelta(seconds=1))

    def test_what_other_rooms_read(self, people):
        found = permit(people, subjects=("medium:2", "medium:3"), subject_words="")
        (value,) = queries.permits_in_force(TAKEOUT, at=AT)
        assert value.id == found.pk
        assert value.holder == str(people.member.opaque_id)
        assert (value.subject, value.subjects) == ("medium:2", ("medium:2", "medium:3"))
        assert value.scope["grade"] == "internal"
        assert "purpose" not in value.scope
        assert (value.starts, value.ends) == (DAY, DAY + timedelta(days=9))
        assert value.days_left(DAY) == 9
        assert value.decision == "令和8年度第1号"
        with pytest.raises(TypeError):
            value.scope["grade"] = "open"

    def test_they_are_found_by_kind_and_by_what_they_are_about(self, people):
        permit(people, subjects=("medium:2",))
        permit(people, subjects=("medium:2", "medium:3"))
        permit(people, "area-entry", subjects=("area:2",))
        by = queries.permits_in_force
        assert len(by(TAKEOUT, at=AT)) == 2
        assert len(by(TAKEOUT, at=AT, subject="medium:2")) == 2
        assert len(by(TAKEOUT, at=AT, subject="medium:3")) == 1
        assert by(TAKEOUT, at=AT, subject="medium:4") == ()
        assert by(TAKEOUT, at=AT, subject="area:2") == ()
        assert len(by("area-entry", at=AT, subject="area:2")) == 1

    def test_two_queries_however_many_there_are(self, people):
        for _ in range(3):
            permit(people, subjects=("medium:2",))
        with CaptureQueriesContext(connection) as few:
            queries.permits_in_force(TAKEOUT, at=AT)
        for _ in range(4):
            permit(people, subjects=("medium:2", "medium:5"))
        with CaptureQueriesContext(connection) as many:
            assert len(queries.permits_in_force(TAKEOUT, at=AT)) == 7
        assert len(few) == len(many) == 2

    def test_what_ended_can_be_asked_for_too(self, people):
        permit(people)
        late = AT + timedelta(days=30)
        assert len(queries.permits_ended(TAKEOUT, since=DAY, at=late)) == 1
        assert queries.permits_ended(TAKEOUT, since=DAY, at=AT) == ()
        since = DAY + timedelta(days=20)
        assert queries.permits_ended(TAKEOUT, since=since, at=late) == ()

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
    @given(
        start=st.integers(-5, 5),
        length=st.integers(0, 6),
        ended=st.one_of(st.none(), st.integers(-60, 200)),
        hour=st.integers(-150, 250),
    )
    def test_row_and_query_agree_with_the_calendar(self, people, start, length, ended, hour):
        """By hand, in hours of Tokyo since midnight of DAY."""
        if not Permit.objects.exists():
            permit(people)
        row = Permit.objects.get()
        starts, midnight = DAY + timedelta(days=start), tokyo(DAY, 0)
        row.starts, row.ends = starts, starts + timedelta(days=length)
        row.decided_at = midnight - timedelta(days=10)
        row.ended_at = None if ended is None else midnight + timedelta(hours=ended)
        row.ended_by = None if ended is None else people.head
        row.save()
        at = midnight + timedelta(hours=hour)
        inside = start * 24 <= hour < (start + length + 1) * 24
        counts = inside and (ended is None or hour < ended)
        assert row.is_in_force(at) == counts
        assert bool(queries.permits_in_force(TAKEOUT, at=at)) == counts
        over = hour >= (start + length + 1) * 24 or (ended is not None and hour >= ended)
        assert row.is_over(at) == over
        assert Permit.objects.over(at).exists() == over


class TestClosing:
    def test_back_and_wiped_it_owes_nothing(self, people):
        row = permit(people)
        row = actions.take_back(permit=row, by=people.head, at=AT)
        assert (row.returned_to, row.owes_return, row.owes_wipe) == (people.head, False, True)
        assert not row.is_in_force(AT + timedelta(seconds=1)), "what is back is out no more"
        row = actions.confirm_wipe(permit=row, by=people.system, at=AT)
        assert not Permit.objects.owing().exists()
        kinds = [e.kind for e in evidence.sealed(["permit.returned", "permit.wiped"])]
        assert kinds == ["permit.returned", "permit.wiped"]

    def test_the_holder_records_neither(self, people):
        row = permit(people)
        with pytest.raises(errors.PermitRefusedError, match="本人は記録できません"):
            actions.take_back(permit=row, by=people.member, at=AT)
        actions.take_back(permit=row, by=people.head, at=AT)
        with pytest.raises(errors.PermitRefusedError, match="本人は記録できません"):
            actions.confirm_wipe(permit=row, by=people.member, at=AT)

    def test_nothing_is_wiped_before_it_is_back_and_nothing_twice(self, people):
        row = permit(people)
        with pytest.raises(errors.PermitRefusedError, match="先に返却"):
            actions.confirm_wipe(permit=row, by=people.head, at=AT)
        actions.take_back(permit=row, by=people.head, at=AT)
        with pytest.raises(errors.PermitRefusedError, match="既に記録"):
            actions.take_back(permit=row, by=people.head, at=AT)
        actions.confirm_wipe(permit=row, by=people.head, at=AT)
        with pytest.raises(errors.PermitRefusedError, match="既に記録"):
            actions.confirm_wipe(permit=row, by=people.head, at=AT)

    def test_a_kind_without_duties_owes_nothing(self, people):
        row = permit(people, "area-entry")
        with pytest.raises(errors.PermitRefusedError):
            actions.take_back(permit=row, by=people.head, at=AT)

    def test_ended_early_it_counts_no_more_and_the_holder_is_told(self, people):
        row = permit(people)
        at = AT + timedelta(hours=1)
        actions.end_permit(permit=row, reason="用が済んだ", by=people.head, at=at)
        assert not queries.permits_in_force(TAKEOUT, at=at)
        assert queries.permits_in_force(TAKEOUT, at=at - timedelta(seconds=1))
        assert Notice.objects.filter(person=people.member, key=f"permit-ended:{row.pk}").exists()
        with pytest.raises(errors.PermitRefusedError, match="既に終わって"):
            actions.end_permit(permit=row, reason="もう一度", by=people.head, at=at)

    def test_without_a_reason_nothing_ends(self, people):
        with pytest.raises(errors.PermitRefusedError, match="理由"):
            actions.end_permit(permit=permit(people), reason=" ", by=people.head, at=AT)


class TestLapsing:
    def test_each_lapse_is_sealed_once_and_early_ends_are_not(self, people):
        row, early = permit(people), permit(people)
        actions.end_permit(permit=early, reason="済んだ", by=people.head, at=AT)
        assert actions.seal_lapses(at=tokyo(row.ends)) == 0
        late = tokyo(row.ends + timedelta(days=1))
        assert actions.seal_lapses(at=late) == 1
        assert actions.seal_lapses(at=late) == 0
        (sealed,) = evidence.sealed(["permit.lapsed"])
        assert (sealed.subject, sealed.facts["owed"]) == (f"permit:{row.pk}", True)

    def _told(self, at):
        actions.tell_permits(at=at)
        rows = Notice.objects.filter(key__startswith="permit:", done_at=None)
        return {(row.person_id, row.key.split(":")[1]) for row in rows}

    def test_holder_and_head_hear_14_and_3_days_before_and_after(self, people):
        row = permit(people, "area-entry", ends=DAY + timedelta(days=30))
        both = (people.member.pk, people.head.pk)
        ends = row.ends
        assert self._told(tokyo(ends - timedelta(days=15))) == set()
        assert self._told(tokyo(ends - timedelta(days=14))) == {(p, "ends-14") for p in both}
        assert self._told(tokyo(ends - timedelta(days=3))) == {(p, "ends-3") for p in both}
        assert self._told(tokyo(ends)) == {(p, "ends-3") for p in both}
        assert self._told(tokyo(ends + timedelta(days=1))) == {(p, "over") for p in both}
        assert self._told(tokyo(ends + timedelta(days=7))) == {(p, "over") for p in both}
        assert self._told(tokyo(ends + timedelta(days=8))) == set()

    def test_what_is_owed_is_told_until_it_is_done(self, people):
        row = permit(people)
        both = {(p.pk, "owed") for p in (people.member, people.head)}
        long_after = tokyo(row.ends + timedelta(days=60))
        assert self._told(long_after) == both
        actions.take_back(permit=row, by=people.head, at=long_after)
        assert self._told(long_after) == both, "not wiped yet"
        actions.confirm_wipe(permit=row, by=people.head, at=long_after)
        assert self._told(long_after) == set()


class TestDatabase:
    """The database itself refuses permits that cannot be."""

    def _refused(self, row, constraint, **values):
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Permit.objects.filter(pk=row.pk).update(**values)

    def test_no_permit_without_an_end(self, people):
        row = permit(people)
        self._refused(row, "ends", ends=None)
        self._refused(row, "permit_has_an_end", ends=DAY - timedelta(days=1))

    def test_none_decided_by_its_holder(self, people):
        row = permit(people)
        self._refused(row, "permit_decided_by_another", decided_by=people.member)

    @pytest.mark.parametrize(
        ("constraint", "values"),
        [
            ("permit_returned_to_another", {"returned_at": AT}),
            ("permit_wipe_seen_by_another", {"wiped_at": AT}),
            ("permit_ended_by_somebody", {"ended_at": AT}),
        ],
    )
    def test_nothing_done_by_nobody(self, people, constraint, values):
        self._refused(permit(people), constraint, **values)

    @pytest.mark.parametrize(
        ("constraint", "at", "by"),
        [
            ("permit_returned_to_another", "returned_at", "returned_to"),
            ("permit_wipe_seen_by_another", "wiped_at", "wiped_by"),
        ],
    )
    def test_nothing_confirmed_by_the_holder(self, people, constraint, at, by):
        self._refused(permit(people), constraint, **{at: AT, by: people.member})


def test_someone_erased_keeps_the_permit_but_no_name(people):
    row = permit(people)
    Person.objects.filter(pk=people.member.pk).update(
        name="（消去済み）", left_on=DAY, email="", account=None, erased_at=AT
    )
    (value,) = queries.permits_in_force(TAKEOUT, at=AT)
    assert value.holder == str(row.holder.opaque_id)


def test_wanted_by_another_person_than_the_holder_is_prepared_by_them(people):
    helper = make_person(unit=people.member.unit)
    row = actions.ask_permit(wanted=wanted(), applicant=people.member, by=helper, at=AT)
    assert (row.applicant, row.prepared_by) == (people.member, helper)
    assert set(row.behind.all()) == {people.member, helper}
