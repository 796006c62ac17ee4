"""Texts of a session on its person's page: made safe, or not shown; and files that were decided."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.screen import world
from tests.screen.terminal import telling, told
from tests.screen.test_session import given
from tests.web.factories import client_for, make_person

from sekisho.sanitize import Outcome, Result
from sekisho.web.browsing import hosts, lending, texts
from sekisho.web.browsing.errors import BrowsingRefusedError
from sekisho.web.browsing.hosts import Running
from sekisho.web.browsing.lending import Lendable
from sekisho.web.browsing.texts import Line

TEXT, TEXT_IN, LEND, MINE = (
    reverse(f"browsing:{name}") for name in ("text", "text-in", "lend", "mine")
)
PAGE = """<!doctype html><meta charset="utf-8"><title>給付金のご案内</title>
<h1>申請の方法</h1><p>窓口か郵便で&#x202e;申請します。</p><input id="i" autofocus><script>
i.focus(); i.oninput = () => fetch('/typed?' + encodeURIComponent(i.value)); fetch('/ready?1')
</script>"""
ALL = ("read", "copy", "paste")
RUNNING = Running("s-1", "p-1", "screen-1", 0, 0, 0, "", ALL)
pytestmark = pytest.mark.django_db


class FakeHost:
    """Stands for what a session host answers; `asked` holds the verbs."""

    def __init__(self, monkeypatch, answer, running=RUNNING):
        self.asked, self.answer, self.running = [], answer, running
        monkeypatch.setattr(hosts, "standings", lambda _at: [])
        monkeypatch.setattr(hosts, "running_of", self._running)
        monkeypatch.setattr(hosts, "asked_of", self._asked)

    def _running(self, person, _hosts, permit=""):
        return self.running if permit == (self.running.permit if self.running else "") else None

    def _asked(self, _session, verb, *, at, **said):
        self.asked.append((verb, said))
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Refusing:
    """A sandbox whose every work is refused."""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


class TestReading:
    def test_a_page_is_rebuilt_as_lines_of_visible_text(self, monkeypatch):
        said = "題名\n# 見出し\n#見出しでない\n<script>a()</script>\n文\u202e章\x07\n\n"
        FakeHost(monkeypatch, {"text": said})
        assert texts.text_of(RUNNING, "read", at=timezone.now()) == [
            Line("題名"), Line("見出し", 1), Line("#見出しでない"),
            Line("<script>a()</script>"), Line("文章"),
        ]  # fmt: skip

    def test_a_text_that_is_not_verified_is_not_shown(self, monkeypatch):
        FakeHost(monkeypatch, {"text": "秘密"})
        held = Result("page.txt", Outcome.HELD, "")
        monkeypatch.setattr(texts, "sanitize", lambda *_a, **_k: held)
        with pytest.raises(BrowsingRefusedError):
            texts.text_of(RUNNING, "read", at=timezone.now(), door=Refusing)

    @pytest.mark.parametrize("kind", ["copy", "paste", "other", ""])
    def test_what_the_session_does_not_allow_is_not_asked_for(self, monkeypatch, kind):
        host = FakeHost(monkeypatch, {"text": "文"})
        only = Running("s-1", "p-1", "screen-1", 0, 0, 0, "", ("read", "paste"))
        with pytest.raises(BrowsingRefusedError):
            texts.text_of(only, kind, at=timezone.now())
        assert not host.asked

    def test_the_page_shows_headings_and_no_markup_of_the_site(self, monkeypatch):
        FakeHost(monkeypatch, {"text": "題\n# 大見出し\n## 中見出し\n<b>太字</b>"})
        answer = client_for(make_person()).post(TEXT)
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "<h3>大見出し</h3>" in page
        assert "<h4>中見出し</h4>" in page
        assert "&lt;b&gt;太字" in page
        assert "<html" in page

    def test_beside_the_picture_it_is_a_part_of_the_page(self, monkeypatch):
        FakeHost(monkeypatch, {"text": "題"})
        answer = client_for(make_person()).post(TEXT, headers={"HX-Request": "true"})
        assert "<html" not in answer.content.decode()
        assert "選んだ文字を受け取る" in answer.content.decode()

    def test_without_a_session_and_without_an_answer_it_says_so(self, monkeypatch):
        host = FakeHost(monkeypatch, BrowsingRefusedError("応答しません"))
        client = client_for(make_person())
        assert "応答しません" in client.post(TEXT).content.decode()
        host.running = None
        answer = client.post(TEXT)
        assert answer.status_code == 422
        assert "開いているセッションはありません" in answer.content.decode()

    def test_a_host_that_is_away_or_refuses_is_said_so(self, settings, monkeypatch):
        settings.SCREEN_DOORS = {"screen-1": "ws://127.0.0.1:9"}
        settings.SCREEN_SECRET = lambda: world.SECRET
        with pytest.raises(BrowsingRefusedError, match="応答しません"):
            hosts.asked_of(RUNNING, "text", at=timezone.now())
        for status, words in ((409, "答えがありません"), (403, "できない設定")):
            monkeypatch.setattr(hosts, "_answer", lambda *_a, s=status, **_k: (s, {}))
            with pytest.raises(BrowsingRefusedError, match=words):
                hosts.asked_of(RUNNING, "text", at=timezone.now())


class TestTypingIn:
    def test_a_plain_text_goes_in(self, monkeypatch):
        host = FakeHost(monkeypatch, {"characters": 4})
        answer = client_for(make_person()).post(TEXT_IN, {"text": "国民\u200e年金"})
        assert host.asked == [("put", {"text": "国民年金"})]
        assert "4字を、セッションに入れました" in answer.content.decode()

    @pytest.mark.parametrize("typed", ["", "\x00", "あ" * 501])
    def test_none_and_too_much_is_refused_and_stays_on_the_page(self, monkeypatch, typed):
        host = FakeHost(monkeypatch, {"characters": 0})
        assert client_for(make_person()).post(TEXT_IN, {"text": typed}).status_code == 422
        assert not host.asked

    def test_where_the_settings_do_not_allow_it_nothing_is_offered_and_nothing_sent(
        self, monkeypatch
    ):
        only = Running("s-1", "p-1", "screen-1", 0, 0, 0, "", ("read",))
        host = FakeHost(monkeypatch, {"text": "題"}, only)
        client = client_for(make_person())
        page = client.post(TEXT).content.decode()
        assert "入れる文字" not in page
        assert "選んだ文字を受け取る" not in page
        assert client.post(TEXT_IN, {"text": "文"}).status_code == 422
        assert [verb for verb, _ in host.asked] == ["text"]
        host.running = None
        assert client.post(TEXT_IN, {"text": "文"}).status_code == 422


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(bool(world.missing()), reason=world.missing())
def test_a_real_page_is_read_through_the_product(settings):
    with (
        world.site(telling(PAGE)) as site,
        world.Running(world.options(site.server_port, warm=0, texts=ALL)) as running,
    ):
        settings.SCREEN_DOORS = {"screen-1": f"ws://127.0.0.1:{running.port}"}
        settings.SCREEN_SECRET = lambda: world.SECRET
        person = make_person()
        client = client_for(person)
        running.call(running.host.opened(given(person=str(person.opaque_id))))
        world.until(lambda: told(site, "ready"), 60)
        page = client.post(TEXT).content.decode()
        assert "<h3>申請の方法</h3>" in page
        assert "窓口か郵便で申請します。" in page
        assert client.post(TEXT_IN, {"text": "年金"}).status_code == 200
        world.until(lambda: told(site, "typed") == ["年金"])
        other = client_for(make_person()).post(TEXT)
        assert other.status_code == 422
        assert "文字で読む" in client.get(MINE).content.decode()


class FakeSource:
    """Decided files, and who took which."""

    def __init__(self, files=2):
        self.files, self.took = files, []

    def open_for(self, person, at):
        day = timezone.localdate(at) + timedelta(days=3)
        return [Lendable(7, "届出のため", "年金事務所", "令和8年度第3号", day, self.files)]

    def take(self, key, person, at):
        self.took.append((key, person.pk))
        return [(f"N{each}", f"届出{each}.pdf") for each in range(self.files)]


@pytest.fixture
def source(monkeypatch):
    found = FakeSource()
    monkeypatch.setattr(lending, "_source", [found])
    return found


class TestLending:
    def test_decided_files_are_offered_and_go_into_ones_own_session(self, monkeypatch, source):
        host = FakeHost(monkeypatch, {"files": 2})
        person = make_person()
        client = client_for(person)
        assert "届出のため" in client.get(MINE).content.decode()
        answer = client.post(LEND, {"sending": "7"}, follow=True)
        assert "2個のファイルを渡しました" in answer.content.decode()
        assert source.took == [(7, person.pk)]
        assert host.asked == [("lend", {"files": [["N0", "届出0.pdf"], ["N1", "届出1.pdf"]]})]

    @pytest.mark.parametrize("sending", ["", "x", "٧", "-1"])
    def test_what_names_no_decision_takes_nothing(self, monkeypatch, source, sending):
        host = FakeHost(monkeypatch, {})
        client_for(make_person()).post(LEND, {"sending": sending})
        assert not source.took
        assert not host.asked

    def test_without_a_session_or_by_a_permit_of_the_my_number_zone_nothing_is_taken(
        self, monkeypatch, source
    ):
        host = FakeHost(monkeypatch, {}, None)
        client_for(make_person()).post(LEND, {"sending": "7"})
        by_permit = Running("s-1", "p-1", "screen-1", 0, 0, 0, "permit:1", ("read",))
        with pytest.raises(BrowsingRefusedError):
            lending.lend(key=7, session=by_permit, by=make_person(), at=timezone.now())
        assert not source.took
        assert not host.asked

    def test_more_than_fit_in_one_word_are_refused_before_any_is_taken_in(
        self, monkeypatch, source
    ):
        host = FakeHost(monkeypatch, {})
        source.files = lending.MOST_FILES + 1
        client = client_for(make_person())
        assert "分けて申請してください" in client.get(MINE).content.decode()
        assert "個までです" in client.post(LEND, {"sending": "7"}, follow=True).content.decode()
        assert not host.asked

    def test_nothing_is_lendable_until_a_room_says_so(self, monkeypatch):
        monkeypatch.setattr(lending, "_source", [lending._Nothing()])
        person = make_person()
        assert not lending.lendable(person, timezone.now())
        with pytest.raises(BrowsingRefusedError):
            lending.lend(key=1, session=RUNNING, by=person, at=timezone.now())
