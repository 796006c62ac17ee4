"""Several session hosts: the emptiest takes who comes, and nobody who left stays."""

import re
import time
from dataclasses import replace
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.screen import world
from tests.screen.test_door import opened
from tests.web.browsing.test_views import door_of
from tests.web.factories import client_for, make_person

from sekisho.screen import browser
from sekisho.web.browsing import hosts
from sekisho.web.browsing.hosts import Running, Standing

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(bool(world.missing()), reason=world.missing()),
]
SCREEN = reverse("browsing:screen")


@pytest.fixture
def two(settings, monkeypatch):
    """Two hosts of this machine, each with its own sessions."""
    monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", "sleep 600"])
    first = world.options(1, warm=0, sessions=2)
    with world.Running(first) as one, world.Running(replace(first, host="screen-2")) as other:
        doors = {"screen-1": one, "screen-2": other}
        settings.SCREEN_DOORS = {
            name: f"ws://127.0.0.1:{each.port}" for name, each in doors.items()
        }
        settings.SCREEN_SECRET = lambda: world.SECRET
        time.sleep(1.1)  # a ticket is of a later second than its host
        yield one, other


def test_each_who_comes_gets_the_emptiest_and_comes_back_to_their_own(two):
    people = [client_for(make_person()) for _ in range(4)]
    for client in people:
        assert opened(door_of(client.post(SCREEN))) == (1366, 768)
    assert [len(each.host.running) for each in two] == [2, 2]
    before = [set(each.host.running) for each in two]
    for client in people:
        assert opened(door_of(client.post(SCREEN))) == (1366, 768)
    assert [set(each.host.running) for each in two] == before
    answer = client_for(make_person()).post(SCREEN, follow=True).content.decode()
    assert "いま使えるサーバーがありません" in answer


def test_a_host_that_is_away_leaves_the_other_to_take_who_comes(two, settings):
    settings.SCREEN_DOORS = settings.SCREEN_DOORS | {"screen-1": "ws://127.0.0.1:9"}
    door = unescape(door_of(client_for(make_person()).post(SCREEN)))
    assert re.match(rf"ws://127\.0\.0\.1:{two[1].port}/", door)


def test_the_session_of_a_person_who_left_is_ended_and_no_other(two):
    gone, here = make_person(), make_person()
    for person in (gone, here):
        opened(door_of(client_for(person).post(SCREEN)))
    assert hosts.end_lapsed(timezone.now()) == 0
    gone.account.is_active = False
    gone.account.save()
    assert hosts.end_lapsed(timezone.now()) == 1
    left = [each.person for host in two for each in host.host.running.values()]
    assert left == [str(here.opaque_id)]


@pytest.mark.parametrize(
    ("used", "chosen"), [((0, 0), "a"), ((1, 0), "b"), ((2, 2), ""), ((2, 1), "b")]
)
def test_the_emptiest_is_the_one_with_most_room(used, chosen):
    found = [
        Standing(name, most=2, running=(Running("s", "p", name, 0, 0, 0, ""),) * count)
        for name, count in zip("ab", used, strict=True)
    ]
    if chosen:
        assert hosts._emptiest(found) == chosen
    else:
        with pytest.raises(hosts.BrowsingRefusedError):
            hosts._emptiest(found)
