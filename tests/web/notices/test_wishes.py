"""Digest and quiet hours, over a real SMTP server: one mail in the morning, nothing urgent late."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.mail.backends.smtp import EmailBackend
from tests.web.factories import client_for, make_person
from tests.web.incidents.making import reported
from tests.web.notices.mailserver import running

from sekisho.verdicts import Verdict
from sekisho.web.notices import actions
from sekisho.web.notices.actions import Telling
from sekisho.web.notices.actions.forgetting import forget_person
from sekisho.web.notices.checks import mail_delivered
from sekisho.web.notices.models import Mail, Notice, Wish

pytestmark = pytest.mark.django_db
TOKYO = ZoneInfo("Asia/Tokyo")
NIGHT = datetime(2026, 6, 5, 23, 0, tzinfo=TOKYO)  # a Friday
MONDAY = datetime(2026, 6, 8, 7, 0, tzinfo=TOKYO)
HOUR = timedelta(hours=1)


@pytest.fixture
def server():
    with running() as found:
        yield found


@pytest.fixture
def connection(server):
    return EmailBackend(host="127.0.0.1", port=server.port, timeout=5)


@pytest.fixture
def person():
    return make_person()


def wishing(person, *, daily=False, quiet=False):
    actions.wish(daily=daily, quiet=quiet, by=person, at=NIGHT)
    return person


def told(person, number=1, *, at=NIGHT, urgent=False, due_on=None):
    actions.tell(
        person=person, key=f"thing:{number}", title=f"秘密の件 {number}", url="/x/", due_on=due_on,
        at=at, urgent=urgent,
    )  # fmt: skip


class TestQuietHours:
    def test_what_is_told_by_night_goes_on_the_next_working_morning(
        self, person, server, connection
    ):
        told(wishing(person, quiet=True))
        for at in (NIGHT, NIGHT + HOUR, MONDAY - timedelta(seconds=1)):
            assert actions.send_queued(at=at, connection=connection).sent == 0
        assert actions.send_queued(at=MONDAY, connection=connection).sent == 1
        assert server.recipients == [person.email]

    def test_who_wished_nothing_is_mailed_at_once(self, person, server, connection):
        told(person)
        assert actions.send_queued(at=NIGHT, connection=connection).sent == 1

    def test_the_notice_stands_on_the_page_at_once_all_the_same(self, person):
        told(wishing(person, quiet=True))
        assert Notice.objects.open_count(person) == 1

    def test_by_day_it_goes_at_once(self, person, server, connection):
        noon = datetime(2026, 6, 5, 12, 0, tzinfo=TOKYO)
        told(wishing(person, quiet=True), at=noon)
        assert actions.send_queued(at=noon, connection=connection).sent == 1


class TestDigest:
    def test_all_of_a_night_and_a_weekend_comes_in_one_readable_mail(
        self, person, server, connection
    ):
        wishing(person, daily=True, quiet=True)
        told(person, 1, due_on=MONDAY.date() + timedelta(days=9))
        told(person, 2, at=NIGHT + HOUR, due_on=MONDAY.date())
        told(person, 3, at=NIGHT + 30 * HOUR)
        assert actions.send_queued(at=MONDAY + HOUR, connection=connection).sent == 1
        (message,) = server.messages
        assert message["Subject"].strip() == "関所: お知らせがあります（まとめ）"
        words = message.get_content()
        assert "お知らせが3件あります" in words
        assert "最も近い期限: 令和8年6月8日" in words
        assert "/notices/" in words
        assert "秘密" not in words

    def test_what_comes_after_it_went_waits_for_the_next(self, person, server, connection):
        wishing(person, daily=True)
        told(person, 1)
        first = datetime(2026, 6, 6, 8, 0, tzinfo=TOKYO)
        assert actions.send_queued(at=first, connection=connection).sent == 1
        told(person, 2, at=first + HOUR)
        assert actions.send_queued(at=first + 2 * HOUR, connection=connection).sent == 0
        assert actions.send_queued(at=first + 24 * HOUR, connection=connection).sent == 1

    def test_one_that_was_tried_already_is_not_added_to(self, person):
        wishing(person, daily=True)
        told(person, 1)
        Mail.objects.update(attempts=1)
        told(person, 2)
        assert sorted(Mail.objects.values_list("count", flat=True)) == [1, 1]

    def test_reminders_join_it(self, person):
        wishing(person, daily=True)
        told(person, 1, due_on=NIGHT.date() + timedelta(days=30))
        Mail.objects.all().delete()
        later = NIGHT + timedelta(days=24)
        told(person, 2, at=later)
        actions.remind_due(at=later)
        assert list(Mail.objects.values_list("count", flat=True)) == [2]

    def test_two_people_with_one_address_are_each_counted(self, person):
        other = make_person(email=person.email)
        told(wishing(person, daily=True))
        told(wishing(other, daily=True))
        assert Mail.objects.get().count == 2


class TestUrgent:
    def test_it_goes_at_once_and_alone_whatever_was_wished(self, person, server, connection):
        wishing(person, daily=True, quiet=True)
        told(person, 1)
        told(person, 2, urgent=True)
        assert actions.send_queued(at=NIGHT, connection=connection).sent == 1
        (message,) = server.messages
        assert message["Subject"].strip() == "関所: 急ぎのお知らせがあります"
        assert "1件あります" in message.get_content()
        assert Mail.objects.queued().get().count == 1

    def test_an_incident_reported_by_night_reaches_who_handles_them(self, server, connection):
        handler = wishing(make_person(roles=("csirt-member",)), daily=True, quiet=True)
        reported(make_person(), at=NIGHT)
        assert Notice.objects.get(person=handler).urgent
        assert actions.send_queued(at=NIGHT, connection=connection).sent == 1
        assert server.recipients == [handler.email]

    def test_standing_things_are_urgent_when_one_of_them_is(self, person, server, connection):
        wishing(person, daily=True)
        tellings = [
            Telling(person, f"mynumber:{number}", "警報", "/x/", None, urgent=number == 2)
            for number in (1, 2)
        ]
        actions.tell_standing(topic="mynumber", tellings=tellings, at=NIGHT)
        assert actions.send_queued(at=NIGHT, connection=connection).sent == 1

    def test_its_reminder_is_urgent_too(self, person):
        wishing(person, daily=True, quiet=True)
        told(person, urgent=True, due_on=NIGHT.date() + timedelta(days=20))
        Mail.objects.all().delete()
        later = NIGHT + timedelta(days=14)
        actions.remind_due(at=later)
        assert (Mail.objects.get().queued_at, Mail.objects.get().urgent) == (later, True)


class TestCheck:
    @pytest.fixture(autouse=True)
    def _configured(self, settings):
        settings.MAIL_CONFIGURED = True

    def test_a_mail_that_waits_for_monday_is_not_late(self, person):
        told(wishing(person, quiet=True))
        found = mail_delivered(MONDAY - HOUR)
        assert (found.verdict, found.figures["queued"]) == (Verdict.HOLDS, 0)

    def test_after_its_moment_it_is_late_like_any_other(self, person):
        told(wishing(person, quiet=True))
        assert mail_delivered(MONDAY + 2 * HOUR).verdict is Verdict.WEAK
        assert mail_delivered(MONDAY + 25 * HOUR).verdict is Verdict.FAILS


class TestPage:
    @pytest.fixture(autouse=True)
    def _clock(self):
        with time_machine.travel(NIGHT, tick=False):
            yield

    def test_it_shows_what_counts_and_takes_the_choice(self, person):
        client = client_for(person)
        page = BeautifulSoup(client.get("/notices/settings/").content, "lxml")
        assert page.select_one("input[name=way][checked]")["value"] == "at-once"
        answer = client.post("/notices/settings/", {"way": "daily", "quiet": "on"}, follow=True)
        page = BeautifulSoup(answer.content, "lxml")
        assert "変えました" in page.text
        assert page.select_one("input[name=way][checked]")["value"] == "daily"
        wish = Wish.objects.get(person=person)
        assert (wish.daily, wish.quiet) == (True, True)

    def test_it_is_changed_back(self, person):
        wishing(person, daily=True, quiet=True)
        client_for(person).post("/notices/settings/", {"way": "at-once"})
        wish = Wish.objects.get(person=person)
        assert (wish.daily, wish.quiet) == (False, False)

    def test_a_way_that_is_none_is_refused(self, person):
        assert client_for(person).post("/notices/settings/", {"way": "never"}).status_code == 422
        assert not Wish.objects.exists()

    def test_without_an_address_it_says_that_no_mail_comes(self):
        answer = client_for(make_person(email="")).get("/notices/settings/")
        assert "届きません" in answer.content.decode()


def test_who_is_erased_wishes_nothing_any_more(person):
    wishing(person, daily=True)
    forget_person(person)
    assert not Wish.objects.exists()
