"""What the product asks of a session: its page's text, a text typed into it, files lent to it."""

import http.client
import json
import time
from contextlib import closing, contextmanager

import pytest
from tests.screen import world
from tests.screen.terminal import telling, terminal, told
from tests.screen.test_session import given

from sekisho.screen import browser, sealed, steering, texts
from sekisho.screen.scaling import scale_of
from sekisho.screen.sockets import connected

pytestmark = [
    pytest.mark.skipif(bool(world.missing()), reason=world.missing()),
    pytest.mark.timeout(180),
]
PAGE = """<!doctype html><html lang="ja"><meta charset="utf-8"><title>相談窓口</title>
<h1>年金の<b>相談</b>窓口</h1><p>受付は、<a href="/x">平日</a>です。</p>
<p style="display:none">見えない文</p><p aria-hidden="true">飾り</p>
<img src="/none.png" alt="庁舎の写真"><table><tr><th>電話<td>00-0000</table>
<label for="i">さがす言葉</label><input id="i"><input type="password" id="secret" value="ひみつ">
<script>
 i.oninput = () => fetch('/typed?' + encodeURIComponent(i.value))
 i.focus()
 fetch('/webdriver?' + navigator.webdriver)
 fetch('/ratio?' + devicePixelRatio)
</script>"""
ALL = ("read", "copy", "paste")


@contextmanager
def shown(page=PAGE, **changed):
    """Run a host with one session that shows a page; gives (host, site)."""
    with (
        world.site(telling(page)) as site,
        world.Running(world.options(site.server_port, warm=0, **changed)) as running,
    ):
        running.call(running.host.opened(given()))
        world.until(lambda: told(site, "ratio"), 60)
        yield running, site


def ask(running, verb, secret=world.SECRET, **said):
    """Ask as the product does; return (status, what was said)."""
    words = {"at": time.time(), "session": "s-1", "person": "p-1", **said}
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=30)
    word = sealed(verb, words, secret)
    with closing(connection):
        connection.request("GET", f"/{verb}", headers={"Authorization": word})
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read() or b"{}")


class TestTexts:
    def test_a_page_is_read_selected_from_and_typed_into_and_that_is_written_down(self):
        with shown(texts=ALL) as (running, site):
            self.read(running)
            self.typed(running, site)
            self.selected(running)
            rows = [each["details"] for each in running.journal.of("text")]
            assert told(site, "webdriver") == ["false"]
        assert [each["what"] for each in rows] == ["read", "paste", "read", "copy"]
        assert "相談" not in json.dumps(running.journal.records, ensure_ascii=False)

    def read(self, running):
        status, said = ask(running, "text", kind="read")
        assert status == 200
        assert said["text"].splitlines() == [
            "相談窓口",
            "［いまの位置: さがす言葉］",
            "# 年金の相談窓口",
            "受付は、平日［リンク］です。",
            "［画像: 庁舎の写真］",
            "電話 ｜ 00-0000 ｜",
            "さがす言葉［入力欄: さがす言葉］［入力欄: ］",
        ]
        assert "見えない文" not in said["text"]
        assert "飾り" not in said["text"]
        assert "ひみつ" not in said["text"]

    def typed(self, running, site):
        status, said = ask(running, "put", text="国民\u202e年金\x07")
        assert (status, said) == (200, {"characters": 4})
        world.until(lambda: told(site, "typed") == ["国民年金"])
        assert ask(running, "text", kind="read")[0] == 200

    def selected(self, running):
        async def select(session):
            async with session.steering_lock, steering.steered(session.steering) as browser:
                page = await browser.page()
                await browser.value(page, "i.select()")

        running.call(select(running.host.running["s-1"]))
        assert ask(running, "text", kind="copy") == (200, {"text": "国民年金"})

    def test_what_the_settings_do_not_allow_is_refused_and_never_asked_of_the_browser(self):
        with shown() as (running, site):
            assert ask(running, "text", kind="copy")[0] == 403
            assert ask(running, "put", text="外へ")[0] == 403
            assert ask(running, "text", kind="other")[0] == 403
            assert ask(running, "text", kind="read")[0] == 200
            assert not told(site, "typed")
            told_of = running.door.asking.status()["sessions"][0]["texts"]
        assert told_of == ["read"]
        assert [each["details"]["what"] for each in running.journal.of("text")] == ["read"]

    def test_another_persons_session_and_another_seal_get_nothing(self):
        with shown(texts=ALL) as (running, _site):
            assert ask(running, "text", kind="read", person="p-2")[0] == 403
            assert ask(running, "text", kind="read", session="s-2")[0] == 403
            assert ask(running, "text", kind="read", at=1.0)[0] == 403
            assert ask(running, "text", b"another", kind="read")[0] == 403
            assert ask(running, "nothing")[0] == 404
            assert not running.journal.of("text")

    def test_a_session_of_the_my_number_zone_gives_no_selected_text_and_takes_none(self):
        given_ = world.options(1, texts=ALL)
        assert given_.texts_of("mynumber") == ["read"]
        assert given_.texts_of("internet") == list(ALL)

    @pytest.mark.parametrize("typed", ["", "あ" * 5000, "\x00\x1b[31m", "a\r\nb", "\ud800"])
    def test_a_text_typed_in_is_plain_and_bounded(self, typed):
        made = texts.plain(typed)
        assert len(made) <= texts.MOST_IN
        assert made.isprintable() or "\n" in made
        assert "\r" not in made


class TestBadBrowsers:
    """The browser was taken over: it answers with anything, or never."""

    @pytest.mark.parametrize("answer", ["junk", "[1]", '{"id": 1}', "[" * 2000, '{"result": 7}'])
    def test_what_is_no_answer_is_waited_for_and_then_said_so(self, monkeypatch, answer):
        monkeypatch.setattr(steering, "_SECONDS", 0.5)
        script = f"while :; do printf '{answer}\\0'; sleep 0.1; done >&4"
        monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", script])
        with world.Running(world.options(1, warm=0)) as running:
            session = running.call(running.host.opened(given()))
            world.until(session.steering.exists)
            status, said = ask(running, "text", kind="read")
            assert status == 409
            assert "応答しません" in said["why"]
            assert session.alive

    def test_a_link_in_place_of_a_socket_leads_nowhere(self, monkeypatch):
        steal = "cd /run/session; while [ ! -S steer ]; do sleep 0.1; done; rm screen steer; ln -s ../../1/sockets/screen screen; ln -s screen steer; sleep 600"  # noqa: E501
        monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", steal])
        with world.Running(world.options(1, warm=0)) as running:
            session = running.call(running.host.opened(given()))
            world.until(session.steering.is_symlink)
            for place in (session.steering, session.room.socket("screen")):
                with pytest.raises(OSError, match=r"socket|symbolic"):
                    running.call(connected(place))
            assert ask(running, "text", kind="read")[0] == 409


class TestLending:
    KEPT = {"20261130-A": "届出書".encode(), "20261130-B": b"b"}

    def lent(self, monkeypatch, running, files, script):
        async def fetch(number):
            return self.KEPT[number]

        whole = f"while [ ! -e /tmp/go ]; do sleep 0.1; done; ({script}) >{browser.HOME}/said 2>&1; mv {browser.HOME}/said {browser.DOWNLOADS}/; sleep 600"  # noqa: E501
        whole = whole.replace("[ ! -e /tmp/go ]", f"! ls {browser.LENT}/* >/dev/null 2>&1")
        monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", whole])
        running.host.fetch = fetch
        running.call(running.host.opened(given()))
        return ask(running, "lend", files=files)

    def test_a_file_can_be_read_in_the_session_and_neither_changed_nor_added_to(self, monkeypatch):
        script = f"export LC_ALL=C; cat {browser.LENT}/*; rm {browser.LENT}/*; touch {browser.LENT}/x; echo; sleep 1; cat /etc/chromium/policies/managed/*"  # noqa: E501
        with world.Running(world.options(1, warm=0)) as running:
            assert self.lent(monkeypatch, running, [["20261130-A", "届出書.txt"]], script) == (
                200,
                {"files": 1},
            )
            world.until(lambda: running.files, 60)
            said = running.files[0][3].decode()
            (row,) = running.journal.of("lent")
        assert "届出書" in said
        assert said.count("Read-only file system") == 2
        assert '"AllowFileSelectionDialogs": true' in said
        assert row["details"] == {"number": "20261130-A", "files": 1}

    @pytest.mark.parametrize(
        "files",
        [[], [["20261130-C", "x"]], [["20261130-A", "../x"]], [["20261130-A", ""]], "x", [1]],
    )
    def test_what_is_not_kept_or_is_no_plain_name_is_not_lent(self, monkeypatch, files):
        with world.Running(world.options(1, warm=0)) as running:
            status, _said = self.lent(monkeypatch, running, files, "true")
            assert status in {403, 409}
            session = running.host.running["s-1"]
            assert not list(session.room.lent.iterdir())
            assert not running.journal.of("lent")
            assert '"AllowFileSelectionDialogs": false' in (
                session.room.policies / "sekisho.json"
            ).read_text("utf-8")

    def test_a_host_without_a_store_lends_nothing(self, monkeypatch):
        monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", "sleep 600"])
        with world.Running(world.options(1, warm=0)) as running:
            running.call(running.host.opened(given()))
            status, said = ask(running, "lend", files=[["20261130-A", "a.txt"]])
        assert status == 409
        assert said["why"]


class TestSharpness:
    def test_a_dense_screen_gets_all_its_pixels_and_a_browser_that_draws_for_it(self):
        with (
            world.site(telling(PAGE)) as site,
            world.Running(world.options(site.server_port, warm=1)) as running,
        ):
            world.until(lambda: told(site, "ratio") == ["1"])
            with terminal(running, size=(900, 600), scale=2) as page:
                world.until(lambda: told(site, "ratio")[-1] == "2", 60)
                size = "() => { const c = document.querySelector('canvas'); return [c.width, c.height, c.clientWidth, c.clientHeight] }"  # noqa: E501
                world.until(lambda: page.evaluate(size) == [1800, 1200, 900, 600])

    @pytest.mark.parametrize(
        ("said", "scale"),
        [("1", 1), ("2", 2), ("1.3", 1.25), ("9", 3), ("0.2", 1), ("nan", 1), ("inf", 1),
         ("-inf", 1), ("", 1), ("2;rm", 1)],
    )  # fmt: skip
    def test_what_is_no_scale_is_one(self, said, scale):
        assert scale_of(said) == scale
