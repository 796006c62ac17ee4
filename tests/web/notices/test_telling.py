"""Telling, noting as done, and reminding on the right days and no others."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import AT, DAY, make_person

from sekisho.web.notices import actions
from sekisho.web.notices.actions.telling import _newest_reminder
from sekisho.web.notices.errors import DoneElsewhereError
from sekisho.web.notices.models import Mail, Notice

pytestmark = pytest.mark.django_db
DUE = DAY + timedelta(days=20)


def _tell(person=None, **told):
    usual = {
        "key": "pledge:1",
        "title": "遵守の確認",
        "url": "/pledges/1/",
        "due_on": DUE,
        "at": AT,
    }
    return actions.tell(person=person or make_person(), **(usual | told))


def _on(day):
    return AT + (day - DAY)


class TestTelling:
    def test_telling_twice_is_one_open_notice_and_one_mail(self):
        person = make_person()
        first = _tell(person)
        assert _tell(person, at=AT + timedelta(hours=1)) == first
        assert Notice.objects.count() == 1
        assert Mail.objects.count() == 1
        assert Notice.objects.get().created_at == AT

    def test_told_again_with_another_day_the_open_notice_moves_without_a_second_mail(self):
        person = make_person()
        _tell(person)
        _tell(person, due_on=DUE + timedelta(days=3), title="遵守の確認（第2版）")
        notice = Notice.objects.get()
        assert (notice.due_on, notice.title) == (DUE + timedelta(days=3), "遵守の確認（第2版）")
        assert Mail.objects.count() == 1

    def test_told_again_with_nothing_new_writes_nothing(self, django_assert_num_queries):
        person = make_person()
        _tell(person)
        with django_assert_num_queries(3):  # savepoint, read, release
            _tell(person)

    def test_after_it_is_done_the_same_key_opens_anew(self):
        person = make_person()
        _tell(person)
        actions.done(person=person, key="pledge:1", at=AT)
        _tell(person, at=AT + timedelta(days=1))
        assert Notice.objects.count() == 2
        assert Notice.objects.open_count(person) == 1

    def test_two_people_and_two_keys_do_not_share_a_notice(self):
        person, other = make_person(), make_person()
        _tell(person)
        _tell(person, key="pledge:2")
        _tell(other)
        assert Notice.objects.open_count(person) == 2
        assert Notice.objects.open_count(other) == 1

    def test_somebody_without_an_address_is_told_on_the_page_only(self):
        person = make_person(email="")
        _tell(person)
        assert Notice.objects.open_count(person) == 1
        assert not Mail.objects.exists()

    def test_the_database_holds_one_open_notice_a_person_and_key(self):
        notice = _tell()
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.create(
                person=notice.person, key=notice.key, title="二つ目", url="", created_at=AT
            )

    def test_when_the_change_is_undone_so_are_notice_and_mail(self):
        person = make_person()
        with transaction.atomic():
            _tell(person)
            transaction.set_rollback(True)
        assert not Notice.objects.exists()
        assert not Mail.objects.exists()


class TestWhatTheMailSays:
    def test_neither_subject_nor_body_holds_title_address_or_name(self):
        person = make_person(name="山田花子")
        _tell(person, title="マイナンバー障害時の復旧手順", url="/documents/77/", key="edition:77")
        mail = Mail.objects.get()
        for secret in ("マイナンバー", "復旧", "/documents/", "77", "山田", "花子"):
            assert secret not in mail.subject + mail.body

    def test_it_says_that_there_is_one_until_when_and_where(self):
        _tell()
        mail = Mail.objects.get()
        assert "お知らせが1件あります" in mail.body
        assert "期限: 令和8年6月21日（2026-06-21）" in mail.body
        assert f"{settings.BASE_URL}/notices/" in mail.body.splitlines()

    def test_without_a_day_it_names_none(self):
        _tell(due_on=None)
        assert "期限" not in Mail.objects.get().body

    def test_it_is_in_the_body_s_language_whoever_caused_it(self):
        with translation.override("en"):
            _tell()
        assert "お知らせ" in Mail.objects.get().subject


class TestDone:
    def test_done_closes_only_that_person_s_notice_of_that_key(self):
        person, other = make_person(), make_person()
        _tell(person)
        _tell(person, key="pledge:2")
        _tell(other)
        assert actions.done(person=person, key="pledge:1", at=AT)
        assert Notice.objects.open_count(person) == 1
        assert Notice.objects.open_count(other) == 1

    def test_done_twice_keeps_the_first_time(self):
        notice = _tell()
        assert actions.done(person=notice.person, key=notice.key, at=AT)
        assert not actions.done(person=notice.person, key=notice.key, at=_on(DUE))
        notice.refresh_from_db()
        assert notice.done_at == AT

    def test_what_has_a_page_of_its_own_is_not_ticked_off(self):
        notice = _tell()
        with pytest.raises(DoneElsewhereError, match="リンク先"):
            actions.finish(notice=notice, by=notice.person, at=AT)
        assert Notice.objects.open_count(notice.person) == 1

    def test_nobody_ticks_off_for_somebody_else(self):
        notice = _tell(url="")
        with pytest.raises(DoneElsewhereError):
            actions.finish(notice=notice, by=make_person(), at=AT)
        assert actions.finish(notice=notice, by=notice.person, at=AT)


class TestReminding:
    def _days_of_reminders(self, notice, last):
        """Run every morning and return the days on which the notice was counted."""
        days = [DAY + timedelta(days=n) for n in range((last - DAY).days + 1)]
        return [day for day in days if actions.remind_due(at=_on(day))]

    def test_a_week_before_on_the_day_then_every_week(self):
        notice = _tell()
        days = self._days_of_reminders(notice, DUE + timedelta(days=20))
        assert [(day - DUE).days for day in days] == [-7, 0, 7, 14]
        notice.refresh_from_db()
        assert notice.reminders == 4
        assert Mail.objects.count() == 5

    def test_running_twice_on_a_day_reminds_once(self):
        _tell()
        assert actions.remind_due(at=_on(DUE)) == 1
        assert actions.remind_due(at=_on(DUE) + timedelta(hours=3)) == 0

    def test_a_missed_day_is_caught_up_once(self):
        _tell()
        assert actions.remind_due(at=_on(DUE + timedelta(days=3))) == 1
        assert actions.remind_due(at=_on(DUE + timedelta(days=4))) == 0
        assert actions.remind_due(at=_on(DUE + timedelta(days=7))) == 1

    def test_told_within_the_last_week_the_next_reminder_is_on_the_day(self):
        notice = _tell(due_on=DAY + timedelta(days=3))
        days = self._days_of_reminders(notice, DAY + timedelta(days=4))
        assert days == [DAY + timedelta(days=3)]

    def test_told_on_the_day_itself_nobody_is_reminded_that_day(self):
        _tell(due_on=DAY)
        assert actions.remind_due(at=AT + timedelta(hours=5)) == 0

    def test_what_is_done_or_has_no_day_is_not_reminded(self):
        notice = _tell()
        actions.done(person=notice.person, key=notice.key, at=AT)
        _tell(due_on=None)
        assert actions.remind_due(at=_on(DUE)) == 0

    def test_whoever_has_left_is_not_reminded(self):
        _tell(make_person(left_on=DUE - timedelta(days=1)))
        stays = _tell(make_person(left_on=DUE))
        assert actions.remind_due(at=_on(DUE)) == 1
        stays.refresh_from_db()
        assert stays.reminders == 1

    def test_a_person_gets_one_mail_a_run_naming_count_and_nearest_day(self):
        person = make_person()
        _tell(person, key="a", due_on=DUE)
        _tell(person, key="b", due_on=DUE - timedelta(days=2))
        _tell(make_person(), key="a")
        Mail.objects.all().delete()
        assert actions.remind_due(at=_on(DUE)) == 3
        mail = Mail.objects.get(to=person.email)
        assert "2件" in mail.body
        assert "2026-06-19" in mail.body
        assert Mail.objects.count() == 2

    def test_queries_do_not_grow_with_notices_of_the_same_people(
        self, django_assert_max_num_queries
    ):
        person = make_person()
        for number in range(30):
            _tell(person, key=f"k:{number}")
        with django_assert_max_num_queries(9):
            assert actions.remind_due(at=_on(DUE)) == 30

    @given(
        due=st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 1, 1)),
        shift=st.integers(-40, 60),
    )
    def test_the_newest_day_for_reminding_is_what_counting_day_by_day_finds(self, due, shift):
        today = due + timedelta(days=shift)
        allowed = {due - timedelta(days=7)} | {due + timedelta(days=7 * n) for n in range(20)}
        days = [today - timedelta(days=n) for n in range(120)]
        assert _newest_reminder(due, today) == next((day for day in days if day in allowed), None)
