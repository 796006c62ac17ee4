"""Visits of browser sessions are events as any other: stored, sealed, held against rules, found."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.web.factories import AT, client_for, make_person
from tests.web.monitoring.world import keeper

from sekisho.screen.records import Record
from sekisho.web.browsing.actions import destroy_old, record
from sekisho.web.browsing.models import VISIT_DAYS, Happening
from sekisho.web.browsing.records import record_of
from sekisho.web.monitoring import actions, agreement
from sekisho.web.monitoring.models import Alert, LogSource, Partition, Reading
from sekisho.web.monitoring.queries import hosts_asked
from sekisho.web.monitoring.storing import store_of

pytestmark = pytest.mark.django_db(transaction=True)
RULE = """\
title: A place was visited
id: 7b0a3a52-1f0e-4c43-9f0e-0b8a3a8d1c15
status: test
logsource: {category: proxy}
detection:
  place: {cs-host: bad.example.net}
  condition: place
level: high
"""


@pytest.fixture
def visited():
    """Has session hosts write down visits, and browsing take them in."""
    person = make_person()
    numbers = iter(range(1_000))

    def go(*hosts, at=AT, kind="visit", refused=""):
        rows = [
            record_of(
                f"row-{next(numbers)}",
                Record(kind, at.isoformat(), "screen1", "s-1", str(person.opaque_id),
                       {"to": host, "refused": refused}).as_bytes(),
            )
            for host in hosts
        ]  # fmt: skip
        record(rows, lambda *_: None, at)
        return person

    return go


def test_a_visit_becomes_an_event_of_the_person_once(visited):
    person = visited("www.example.jp", "WWW.example.jp", "other.example.jp")
    assert actions.take_visits(at=AT) == 3
    assert actions.take_visits(at=AT) == 0
    events = store_of("boundary").table().to_pyarrow().to_pylist()
    assert {each["user_name"] for each in events} == {str(person.opaque_id)}
    assert [each["time_quality"] for each in events] == ["stated"] * 3
    hosts = {each.host: (each.users, each.events) for each in hosts_asked(AT.date(), AT.date())}
    assert hosts == {"www.example.jp": (1, 2), "other.example.jp": (1, 1)}
    assert sum(Partition.objects.values_list("rows", flat=True)) == 3
    assert list(agreement.differences()) == []


def test_visits_that_come_later_are_read_from_where_it_was_left(visited):
    visited("one.example.jp")
    actions.take_visits(at=AT)
    visited("two.example.jp", at=AT + timedelta(hours=1))
    assert actions.take_visits(at=AT + timedelta(hours=1)) == 1
    assert Reading.objects.count() == 2
    assert LogSource.objects.get().taken == Happening.objects.order_by("pk").last().pk


def test_visits_whose_time_was_over_before_they_were_read_are_passed_over(visited):
    visited("old.example.jp", at=AT - timedelta(days=VISIT_DAYS + 1))
    visited("new.example.jp")
    assert destroy_old(at=AT) == 1
    assert actions.take_visits(at=AT) == 1
    events = store_of("boundary").table().to_pyarrow().to_pylist()
    assert [each["destination_domain"] for each in events] == ["new.example.jp"]
    assert Reading.objects.get().not_understood == 0


def test_a_reading_that_fails_leaves_the_visits_to_be_read_again(visited, monkeypatch):
    visited("one.example.jp")
    monkeypatch.setattr(actions.reading, "raise_alerts", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        actions.take_visits(at=AT)
    monkeypatch.undo()
    assert actions.take_visits(at=AT) == 1
    assert store_of("boundary").table().count().to_pyarrow().as_py() == 1


def test_a_rule_for_proxies_is_asked_of_visits_and_other_happenings_are_none(visited):
    actions.import_rules(name="own.yml", untrusted=RULE.encode(), by=keeper(), at=AT)
    visited("bad.example.net", refused="not-named")
    visited("ignored", kind="opened")
    assert actions.take_visits(at=AT) == 1
    alert = Alert.objects.get()
    assert alert.figures["title"] == "A place was visited"
    assert "bad.example.net" in alert.events[0]["event_original"]


def test_our_own_source_needs_no_registering_and_is_never_silent(visited):
    visited("one.example.jp")
    actions.take_visits(at=AT)
    assert not LogSource.objects.unregistered().exists()
    assert actions.mind_silence(at=AT + timedelta(days=3)) == 0
    page = client_for(keeper()).get(reverse("monitoring:sources")).content.decode()
    assert "画面転送の閲覧先" in page
    assert "未登録" not in page
    source = LogSource.objects.get()
    assert reverse("monitoring:source", args=[source.pk]) not in page
    assert timezone.localdate(source.heard_at) == timezone.localdate(AT)
