"""The pages of browsing, in front of a real session host with an empty screen."""

import html
import re
import time
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from tests.screen import world
from tests.screen.test_caps import FULL
from tests.screen.test_door import opened
from tests.web.browsing.test_taking import taken, write
from tests.web.factories import AT, client_for, make_person

from sekisho.screen import browser, caps
from sekisho.verdicts import Verdict
from sekisho.web.browsing.checks import sessions_limited
from sekisho.web.browsing.models import Happening

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(bool(world.missing()), reason=world.missing()),
]
MINE, SCREEN, END = (reverse(f"browsing:{name}") for name in ("mine", "screen", "end"))
SESSIONS = reverse("browsing:sessions")


@pytest.fixture
def host(settings, monkeypatch):
    monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", "sleep 600"])
    with world.Running(world.options(1, warm=0, sessions=1)) as running:
        settings.SCREEN_DOORS = {"screen-1": f"ws://127.0.0.1:{running.port}"}
        settings.SCREEN_SECRET = lambda: world.SECRET
        time.sleep(1.1)  # a ticket is of a later second than its host
        yield running


@pytest.fixture
def away(settings):
    settings.SCREEN_DOORS = {"screen-1": "ws://127.0.0.1:9"}
    settings.SCREEN_SECRET = lambda: world.SECRET


def door_of(answer):
    return html.unescape(re.search(r'data-door="([^"]+)"', answer.content.decode())[1])


class TestOpening:
    def test_the_page_opens_a_session_of_ones_own_and_comes_back_to_it(self, host):
        clerk = make_person()
        client = client_for(clerk)
        assert "ブラウザーを開く" in client.get(MINE).content.decode()
        assert opened(door_of(client.post(SCREEN))) == (1366, 768)
        (session,) = host.host.running.values()
        assert session.person == str(clerk.opaque_id)
        assert "続きを開く" in client.get(MINE).content.decode()
        assert opened(door_of(client.post(SCREEN))) == (1366, 768)
        assert len(host.journal.of("opened")) == 1

    def test_a_full_host_is_said_and_nothing_opened(self, host):
        opened(door_of(client_for(make_person()).post(SCREEN)))
        answer = client_for(make_person()).post(SCREEN, follow=True)
        assert "いま使えるサーバーがありません" in answer.content.decode()
        assert len(host.host.running) == 1

    def test_a_host_that_does_not_answer_is_said(self, away):
        answer = client_for(make_person()).post(SCREEN, follow=True)
        assert "いま使えるサーバーがありません" in answer.content.decode()

    def test_without_a_host_the_page_says_whom_to_ask(self, settings):
        settings.SCREEN_DOORS = {}
        assert "まだ登録されていません" in client_for(make_person()).get(MINE).content.decode()

    def test_nobody_opens_anything_without_signing_in_or_by_looking(self, host, client):
        assert client.post(SCREEN).status_code == 302
        assert client_for(make_person()).get(SCREEN).status_code == 405
        assert not host.host.running


class TestEnding:
    def test_one_ends_ones_own(self, host):
        client = client_for(make_person())
        opened(door_of(client.post(SCREEN)))
        answer = client.post(END, follow=True)
        assert "全て消えました" in answer.content.decode()
        assert not host.host.running

    def test_ending_nothing_is_said(self, host):
        answer = client_for(make_person()).post(END, follow=True)
        assert "開いているセッションはありません" in answer.content.decode()

    def test_the_desk_ends_anybodys_and_an_auditor_only_looks(self, host):
        opened(door_of(client_for(make_person(name="佐藤 花子")).post(SCREEN)))
        (session,) = host.host.running
        address = reverse("browsing:end-of", args=[session])
        auditor = client_for(make_person(roles=("auditor",)))
        assert "佐藤 花子" in auditor.get(SESSIONS).content.decode()
        assert auditor.post(address).status_code == 403
        assert host.host.running
        desk = client_for(make_person(roles=("system-manager",)))
        assert "全て消えました" in desk.post(address, follow=True).content.decode()
        assert not host.host.running
        gone = desk.post(reverse("browsing:end-of", args=[uuid4()]), follow=True)
        assert "もう終わっています" in gone.content.decode()


class TestLooking:
    def test_the_list_of_all_is_for_the_desk_and_the_auditors(self, settings):
        settings.SCREEN_DOORS = {}
        assert client_for(make_person()).get(SESSIONS).status_code == 403
        assert client_for(make_person(roles=("auditor",))).get(SESSIONS).status_code == 200

    def test_one_sees_ones_own_session_and_nobody_elses(self, tmp_path, settings):
        settings.SCREEN_DOORS = {}
        clerk, other = make_person(), make_person()
        write(tmp_path, "opened", clerk)
        write(tmp_path, "visit", clerk, to="www.example.jp", port=443, refused="")
        write(tmp_path, "visit", clerk, to="10.0.0.1", port=80, refused="inner")
        write(tmp_path, "file", clerk, number="", name="大きい.zip", refused="too-large")
        taken(tmp_path)
        address = reverse("browsing:session", args=[Happening.objects.opened().get().pk])
        page = client_for(clerk).get(address).content.decode()
        assert "www.example.jp" in page
        assert "断った（内部のアドレス）" in page
        assert "取込みに出さなかった（大きすぎる）" in page
        assert client_for(other).get(address).status_code == 404
        assert client_for(make_person(roles=("auditor",))).get(address).status_code == 200

    def test_queries_do_not_grow_with_sessions(
        self, tmp_path, settings, django_assert_max_num_queries
    ):
        settings.SCREEN_DOORS = {}
        auditor = client_for(make_person(roles=("auditor",)))
        for number in range(30):
            session = f"s-{number}"
            write(tmp_path, "opened", make_person(), session=session)
            write(tmp_path, "ended", None, session=session, at=AT + timedelta(minutes=1),
                  ending="idle")  # fmt: skip
        taken(tmp_path)
        with django_assert_max_num_queries(16):
            assert "操作がない" in auditor.get(SESSIONS).content.decode()


class TestCheck:
    def test_without_a_host_it_is_weak_and_one_away_fails_it(self, settings, away):
        assert sessions_limited(AT).verdict == Verdict.FAILS
        settings.SCREEN_DOORS = {}
        assert sessions_limited(AT).verdict == Verdict.WEAK

    def test_it_holds_while_every_host_answers(self, host):
        from django.utils import timezone

        result = sessions_limited(timezone.now())
        assert result.verdict == (Verdict.WEAK if FULL else Verdict.HOLDS)
        assert result.figures["hosts"] == 1

    def test_a_host_whose_kernel_keeps_no_limits_is_weak_and_says_so(self, host):
        from django.utils import timezone

        host.host.caps = caps.NONE
        result = sessions_limited(timezone.now())
        assert result.verdict == Verdict.WEAK
        assert result.figures["unbounded"] == 1
        auditor = client_for(make_person(roles=("auditor",)))
        assert "カーネルが守る上限はありません" in auditor.get(SESSIONS).content.decode()

    def test_the_limits_a_kernel_keeps_are_shown(self, host):
        host.host.caps = caps.Caps({"memory": None, "pids": None}, {})
        auditor = client_for(make_person(roles=("auditor",)))
        assert "メモリ・プロセスの数" in auditor.get(SESSIONS).content.decode()
