"""Which hosts proxies were asked for, by how many people and terminals."""

from datetime import timedelta

import pytest
from django.utils import timezone
from tests.web.factories import AT
from tests.web.monitoring.world import asked, laid, packet, registered, taken

from sekisho.web.monitoring.queries import hosts_asked

pytestmark = pytest.mark.django_db(transaction=True)
PROXY, MAIL = "file-squid", "file-other"


@pytest.fixture
def proxy(settings):
    registered(channel=PROXY, kind="squid", name="プロキシ")
    registered(channel=MAIL, kind="squid", name="もう一つ", log_class="other")
    return lambda *lines, channel=PROXY, at=AT: (
        laid(settings, *lines, channel=channel, at=at), taken(settings, at),
    )  # fmt: skip


def found(first=AT, last=AT):
    days = (timezone.localdate(each) for each in (first, last))
    return {each.host: each for each in hosts_asked(*days)}


def test_people_and_terminals_are_each_counted_once_across_classes_of_logs(proxy):
    proxy(
        asked("files.example.jp", "sato", "10.20.0.31"),
        asked("FILES.example.jp", "SATO", "10.20.0.32", at=AT + timedelta(seconds=2)),
        asked("files.example.jp", "ito", "10.20.0.31", result="TCP_DENIED/403"),
    )
    proxy(asked("files.example.jp", "ito", "10.20.0.31"), channel=MAIL)
    host = found()["files.example.jp"]
    assert (host.users, host.terminals, host.events, host.refused) == (2, 2, 4, 1)
    assert (host.last_at - host.first_at).total_seconds() == pytest.approx(2, abs=0.2)


def test_a_proxy_that_asks_nobodys_name_counts_terminals_alone(proxy):
    proxy(asked("www.example.jp"), asked("www.example.jp", client="10.20.0.32"))
    assert (found()["www.example.jp"].users, found()["www.example.jp"].terminals) == (0, 2)


def test_only_the_days_asked_for_and_only_requests_count(proxy):
    later = AT + timedelta(days=2)
    proxy(asked("first.example.jp"), packet("10.20.0.5", "198.51.100.9"))
    proxy(asked("second.example.jp", at=later), at=later)
    assert set(found()) == {"first.example.jp"}
    assert set(found(later, later)) == {"second.example.jp"}
    assert set(found(AT, later)) == {"first.example.jp", "second.example.jp"}


def test_the_busiest_host_comes_first_and_without_logs_there_is_none(proxy):
    assert hosts_asked(timezone.localdate(AT), timezone.localdate(AT)) == ()
    proxy(asked("one.example.jp"), *[asked("many.example.jp", f"u{each}") for each in range(3)])
    assert [each.host for each in hosts_asked(timezone.localdate(AT), timezone.localdate(AT))] == [
        "many.example.jp", "one.example.jp",
    ]  # fmt: skip


def test_a_request_delivered_twice_is_counted_once(proxy):
    proxy(asked("again.example.jp"))
    proxy(asked("again.example.jp"), at=AT + timedelta(minutes=1))
    assert found()["again.example.jp"].events == 1
