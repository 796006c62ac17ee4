"""On what terms a session opens: by the zone of the terminal and the permits of the person."""

import html
import re
import time
from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from tests.screen import world
from tests.screen.test_door import opened
from tests.web.approvals.permitting import office, permit
from tests.web.browsing.test_views import door_of
from tests.web.factories import AT, DAY, client_for, make_person

from sekisho.screen import browser
from sekisho.screen.tickets import unsealed
from sekisho.web.approvals.actions import end_permit
from sekisho.web.assets import whereabouts
from sekisho.web.assets.whereabouts import DeclaredZone
from sekisho.web.browsing import hosts, terms
from sekisho.web.browsing.errors import BrowsingRefusedError
from sekisho.web.browsing.terms import Grant, hosts_named

MINE, SCREEN, END = (reverse(f"browsing:{name}") for name in ("mine", "screen", "end"))
ZONES = (
    DeclaredZone("mynumber", "マイナンバー事務系", ("10.10.0.0/16",)),
    DeclaredZone("lgwan", "LGWAN接続系", ("10.20.0.0/16",)),
)
GUARDED, ORDINARY = "10.10.0.21", "10.20.0.31"
HELD = Grant(7, "令和8年度第9号", ("www.example.go.jp",), DAY)
UNREADABLE = Grant(8, "令和8年度第10号", (), DAY)


class TestHosts:
    @pytest.mark.parametrize(
        ("typed", "named"),
        [
            ("www.example.go.jp", ("www.example.go.jp",)),
            (" WWW.example.go.jp\nforms.example.go.jp、www.example.go.jp ",
             ("www.example.go.jp", "forms.example.go.jp")),
            ("xn--eckwd4c7c.example", ("xn--eckwd4c7c.example",)),
            ("https://www.example.go.jp", ()),
            ("www.example.go.jp/path", ()),
            ("www.example.go.jp *.example.jp", ()),
            (".go.jp", ()),
            ("jp", ()),
            ("10.20.0.5", ()),
            ("[::1]", ()),
            ("年金機構のサイト", ()),
            ("-a.example", ()),
            ("", ()),
        ],
    )  # fmt: skip
    def test_names_of_hosts_are_read_and_one_word_that_is_none_opens_nothing(self, typed, named):
        assert hosts_named(typed) == named

    @given(st.text(max_size=60))
    def test_whatever_is_typed_names_hosts_below_a_domain_or_nothing(self, typed):
        for host in hosts_named(typed):
            assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host)
            assert not host.replace(".", "").isdecimal()


class TestLaw:
    @pytest.mark.parametrize("zone", ["lgwan", "internet", ""])
    def test_elsewhere_it_is_the_ordinary_session_and_no_permit_opens_one(self, zone):
        assert terms.terms(zone, None, [HELD]).profile == "internet"
        with pytest.raises(BrowsingRefusedError, match="マイナンバー事務系の端末で"):
            terms.terms(zone, 7, [HELD])

    @pytest.mark.parametrize("permit", [None, 9])
    def test_from_the_my_number_zone_nothing_opens_without_a_permit_of_ones_own(self, permit):
        with pytest.raises(BrowsingRefusedError, match="許可がある閲覧先だけ"):
            terms.terms("mynumber", permit, [HELD])

    def test_a_permit_that_names_no_host_opens_nothing(self):
        with pytest.raises(BrowsingRefusedError, match="読めません"):
            terms.terms("mynumber", 8, [HELD, UNREADABLE])

    def test_with_one_it_reaches_what_that_names_until_its_last_day_is_over(self):
        found = terms.terms("mynumber", 7, [UNREADABLE, HELD])
        assert (found.profile, found.permit) == ("mynumber", "permit:7")
        after = timezone.localtime(found.grant.until)
        assert (after.date(), after.hour, after.minute) == (DAY + timedelta(days=1), 0, 0)


@pytest.fixture
def zones(monkeypatch):
    monkeypatch.setattr(whereabouts, "_source", [lambda: ZONES])


@pytest.fixture
def host(settings, monkeypatch):
    if world.missing():
        pytest.skip(world.missing())
    monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", "sleep 600"])
    profiles = world.permitted(".example.go.jp")
    with world.Running(world.options(1, warm=0, profiles=profiles)) as running:
        settings.SCREEN_DOORS = {"screen-1": f"ws://127.0.0.1:{running.port}"}
        settings.SCREEN_SECRET = lambda: world.SECRET
        time.sleep(1.1)  # a ticket is of a later second than its host
        yield running


def permitted(people):
    now = timezone.now()
    day = timezone.localdate(now)
    return permit(people, "screen-destinations", at=now, subject_words="", starts=day,
                  ends=day + timedelta(days=9))  # fmt: skip


def at(address, person):
    """A client of that person at a terminal of that address."""
    client = client_for(person)
    client.defaults["REMOTE_ADDR"] = address
    return client


def ticket_of(answer):
    word = re.search(r"ticket=([^\"&]+)", html.unescape(answer.content.decode()))[1]
    return unsealed("open", word, world.SECRET)


@pytest.mark.django_db(transaction=True)
class TestOpening:
    def test_at_a_my_number_terminal_a_permit_opens_its_hosts(self, host, zones):
        people = office()
        row = permitted(people)
        client = at(GUARDED, people.member)
        page = client.get(MINE).content.decode()
        assert "www.example.go.jp" in page
        assert "新しく開く" not in page
        said = ticket_of(client.post(SCREEN, {"permit": row.pk}))
        assert (said["profile"], said["zone"]) == ("mynumber", "mynumber")
        assert said["hosts"] == ["www.example.go.jp"]
        assert said["permit"] == f"permit:{row.pk}"
        until = datetime.fromtimestamp(said["until"], timezone.get_default_timezone())
        assert until.date() == row.ends + timedelta(days=1)

    def test_without_a_permit_it_says_how_to_ask_and_opens_nothing(self, host, zones):
        client = at(GUARDED, make_person())
        assert "申請する" in client.get(MINE).content.decode()
        answer = client.post(SCREEN, follow=True).content.decode()
        assert "許可がある閲覧先だけ" in answer

    def test_somebody_elses_permit_opens_nothing(self, host, zones):
        row = permitted(office())
        client = at(GUARDED, make_person())
        answer = client.post(SCREEN, {"permit": row.pk}, follow=True).content.decode()
        assert "許可がある閲覧先だけ" in answer
        assert not host.host.running

    def test_elsewhere_a_permit_is_shown_and_opens_nothing(self, host, zones):
        people = office()
        row = permitted(people)
        client = at(ORDINARY, people.member)
        page = client.get(MINE).content.decode()
        assert "マイナンバー事務系の端末で開いてください" in page
        assert "新しく開く" in page
        answer = client.post(SCREEN, {"permit": row.pk}, follow=True).content.decode()
        assert "マイナンバー事務系の端末で開いてください" in answer
        assert ticket_of(client.post(SCREEN))["profile"] == "internet"


@pytest.mark.django_db(transaction=True)
class TestLapsing:
    """The session stands on this machine, as its terminal does: the zone is said by the test."""

    def running(self, host, people, monkeypatch):
        monkeypatch.setattr(terms, "zone_at", lambda _address: "mynumber")
        row = permitted(people)
        client = client_for(people.member)
        assert opened(door_of(client.post(SCREEN, {"permit": row.pk}))) == (1366, 768)
        return row, client

    def test_a_permit_ended_before_its_day_ends_the_session_that_runs_on_it(
        self, host, monkeypatch
    ):
        people = office()
        row, client = self.running(host, people, monkeypatch)
        assert hosts.end_lapsed(timezone.now()) == 0
        assert "続きを開く" in client.get(MINE).content.decode()
        end_permit(permit=row, reason="用が済んだ", by=people.head, at=timezone.now())
        assert hosts.end_lapsed(timezone.now()) == 1
        assert not host.host.running
        answer = client.post(SCREEN, {"permit": row.pk}, follow=True).content.decode()
        assert "許可がある閲覧先だけ" in answer

    def test_one_ends_ones_session_on_a_permit_and_not_another(self, host, monkeypatch):
        row, client = self.running(host, office(), monkeypatch)
        assert "開いているセッションはありません" in client.post(END, follow=True).content.decode()
        assert host.host.running
        answer = client.post(END, {"permit": row.pk}, follow=True).content.decode()
        assert "全て消えました" in answer
        assert not host.host.running

    def test_without_sessions_no_query_is_made(self, settings, django_assert_num_queries):
        settings.SCREEN_DOORS = {"screen-1": "ws://127.0.0.1:9"}
        settings.SCREEN_SECRET = lambda: world.SECRET
        with django_assert_num_queries(0), time_machine.travel(AT, tick=False):
            assert hosts.end_lapsed(AT) == 0
