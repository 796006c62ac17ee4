"""The door: who gets in, what the product may ask, and a real terminal before a real session."""

import asyncio
import http.client
import http.server
import json
import shutil
import struct
import time
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from tests.screen import world
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from sekisho.screen import browser, sealed

NOVNC = Path("/usr/share/novnc")
WRITING, LINK = (
    (300, 317),
    (100, 425),
)  # where the page of `world` has them, below the browser's own
pytestmark = [
    pytest.mark.skipif(bool(world.missing()), reason=world.missing()),
    pytest.mark.timeout(180),
]
OUTER = """<!doctype html><meta charset="utf-8"><body style="margin:0">
<div id="screen" style="width:1366px;height:768px"></div>
<script type="module">
import RFB from '/novnc/core/rfb.js'
window.words = []
navigator.clipboard.writeText = text => { window.words.push(text) }
const shown = new RFB(document.getElementById('screen'), location.hash.slice(1))
shown.addEventListener('connect', () => { window.state = 'connected' })
shown.addEventListener('disconnect', () => { window.state = 'gone' })
shown.addEventListener('clipboard', event => { window.words.push(event.detail.text) })
window.shown = shown
</script>"""


@pytest.fixture
def quiet(monkeypatch):
    """Sessions whose screen stays empty: a screen and no browser."""
    monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", "sleep 600"])


@pytest.fixture
def running(quiet):
    with world.Running(world.options(1, warm=0)) as host:
        yield host


async def greeted(address, *, origin=None):
    """Open a session as a terminal does and return the connection after the first words."""
    terminal = await connect(address, origin=origin, max_size=None)
    try:
        assert await terminal.recv() == b"RFB 003.008\n"
        await terminal.send(b"RFB 003.008\n")
        assert await terminal.recv() == b"\1\1"
        await terminal.send(b"\1")
        assert await terminal.recv() == b"\0\0\0\0"
        await terminal.send(b"\1")
        size = struct.unpack_from(">HH", await terminal.recv())
    except ConnectionClosed as closed:
        return None, closed.rcvd.code
    return terminal, size


async def ended(terminal):
    """Read until the door closes the connection; return the code it gives."""
    try:
        while True:
            await terminal.recv()
    except ConnectionClosed as closed:
        return closed.rcvd.code


def opened(address, *, origin=None):
    async def run():
        terminal, told = await greeted(address, origin=origin)
        if terminal:
            await terminal.close()
        return told

    return asyncio.run(run())


class TestGettingIn:
    def test_a_ticket_opens_a_screen_of_its_size(self, running):
        assert opened(running.address()) == (1366, 768)
        (row,) = running.journal.of("opened")
        assert (row["session"], row["person"]) == ("s-1", "p-1")
        assert row["details"] == {
            "zone": "lgwan",
            "address": "127.0.0.1",
            "profile": "internet",
            "permit": "",
        }

    def test_a_person_comes_back_to_the_session_they_left(self, running):
        opened(running.address())
        opened(running.address())
        assert len(running.journal.of("opened")) == 1

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"address": "10.20.0.9"}, "other-address"),
            ({"host": "screen-2"}, "other-host"),
            ({"issued": 1}, "expired"),
        ],
    )
    def test_a_ticket_for_something_else_is_refused_and_written_down(self, running, changed, code):
        assert opened(running.address(**changed)) == 4001
        (row,) = running.journal.of("refused")
        assert row["details"] == {"code": code, "address": "127.0.0.1"}
        assert not running.journal.of("opened")

    def test_a_ticket_that_was_used_is_refused_and_written_down(self, running):
        address = running.address()
        opened(address)
        assert opened(address) == 4001
        assert running.journal.of("refused")[0]["details"]["code"] == "used"

    def test_somebody_elses_session_is_refused_and_written_down(self, running):
        opened(running.address())
        assert opened(running.address(person="p-2")) == 4001
        assert running.journal.of("refused")[0]["details"]["code"] == "other-person"

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"profile": "mynumber", "hosts": ("www.example.jp",), "until": 1 << 40}, "no-profile"),
            ({"profile": "elsewhere"}, "no-profile"),
        ],
    )
    def test_a_host_serves_no_profile_it_was_not_set_up_for(self, running, changed, code):
        assert opened(running.address(**changed)) == 4001
        assert running.journal.of("refused")[0]["details"]["code"] == code

    def test_no_ticket_and_no_such_place_get_nothing(self, running):
        assert opened(f"ws://127.0.0.1:{running.port}/session") == 4001
        assert asked(running, "/elsewhere", "")[0] == 404

    def test_a_full_host_says_so(self, quiet):
        with world.Running(world.options(1, warm=0, sessions=1)) as host:
            opened(host.address())
            assert opened(host.address("s-2", "p-2")) == 4002

    def test_a_page_of_another_site_gets_nothing(self, quiet):
        given = world.options(1, warm=0, origins=("https://sekisho.example",))
        with world.Running(given) as host:
            upgrade = {
                "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==", "Origin": "https://evil.example",
            }  # fmt: skip
            path = host.address().partition(str(host.port))[2]
            assert asked(host, path, "", **upgrade)[0] == 403
            assert opened(host.address(), origin="https://sekisho.example") == (1366, 768)


class TestByPermit:
    """The My Number zone: only what a permit names, only while it counts."""

    @pytest.fixture
    def guarded(self, quiet):
        with world.Running(
            world.options(1, warm=1, profiles=world.permitted(".example.jp"))
        ) as host:
            yield host

    def by_permit(self, host, **changed):
        until = int(host.now().timestamp()) + 600
        given = {"profile": "mynumber", "hosts": ("www.example.jp",), "until": until}
        return host.address(**given | {"zone": "mynumber", "permit": "permit:1"} | changed)

    def test_it_opens_a_session_that_never_waited_for_anybody_else(self, guarded):
        (warm,) = guarded.host.waiting
        assert opened(self.by_permit(guarded)) == (1366, 768)
        session = guarded.host.running["s-1"]
        assert session is not warm
        assert session.outside.profile.names("www.example.jp")
        assert not session.outside.profile.names("ftp.example.jp")
        assert guarded.journal.of("opened")[0]["details"]["permit"] == "permit:1"
        told = guarded.door.asking.status()["sessions"][0]
        assert told["permit"] == "permit:1"

    @pytest.mark.parametrize("changed", [{"hosts": ()}, {"until": 0}, {"until": 1}])
    def test_without_a_permit_that_counts_nothing_opens(self, guarded, changed):
        assert opened(self.by_permit(guarded, **changed)) == 4001
        assert guarded.journal.of("refused")[0]["details"]["code"] == "no-permit"
        assert not guarded.host.running

    def test_no_ticket_makes_another_session_of_one_that_runs(self, guarded):
        opened(self.by_permit(guarded))
        assert opened(guarded.address()) == 4001
        assert opened(self.by_permit(guarded, hosts=("www.example.jp", "b.example.jp"))) == 4001
        codes = [each["details"]["code"] for each in guarded.journal.of("refused")]
        assert codes == ["other-profile"] * 2
        assert opened(self.by_permit(guarded)) == (1366, 768)

    def test_a_permit_that_lapses_ends_the_session_that_runs_on_it_and_no_other(self, guarded):
        opened(self.by_permit(guarded))
        opened(guarded.address("s-2", "p-2"))
        for each in guarded.host.running.values():
            each.acted += 601
        guarded.late = 601
        (ended,) = world.until(lambda: guarded.journal.of("ended"))
        assert (ended["session"], ended["details"]) == ("s-1", {"ending": "lapsed", "left": 0})
        assert list(guarded.host.running) == ["s-2"]


class TestTalking:
    def test_a_word_that_is_not_on_the_list_ends_the_connection_and_not_the_session(self, running):
        async def run():
            terminal, _ = await greeted(running.address())
            await terminal.send(b"\xfa\0\1\2")  # switch the machine off
            await ended(terminal)

        asyncio.run(run())
        assert running.journal.of("refused")[0]["details"]["code"] == "protocol"
        assert running.host.running["s-1"].alive

    def test_keys_keep_a_session_awake(self, running):
        async def run():
            terminal, _ = await greeted(running.address())
            running.host.running["s-1"].acted = 0.0
            await terminal.send(struct.pack(">BBxxI", 4, 1, 0x61))
            await asyncio.to_thread(world.until, lambda: running.host.running["s-1"].acted)
            await terminal.close()

        asyncio.run(run())


def asked(running, path, word, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=10)
    try:
        connection.request("GET", path, headers={"Authorization": word, **headers})
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


class TestTheProduct:
    def test_it_is_told_what_runs(self, running):
        opened(running.address())
        status, said = asked(
            running, "/status", sealed("status", {"at": time.time()}, world.SECRET)
        )
        told = json.loads(said)
        assert status == 200
        assert (told["host"], told["most"], told["waiting"]) == ("screen-1", 10, 0)
        assert told["sessions"][0]["person"] == "p-1"
        assert told["sessions"][0]["memory"] > 1 << 20

    def test_it_can_end_a_session_and_the_terminal_is_told(self, running):
        async def run():
            terminal, _ = await greeted(running.address())
            word = sealed("end", {"at": time.time(), "session": "s-1"}, world.SECRET)
            await asyncio.to_thread(asked, running, "/end", word)
            return await ended(terminal)

        assert asyncio.run(run()) == 4004
        assert running.journal.of("ended")[0]["details"]["ending"] == "asked"

    @pytest.mark.parametrize(
        "word",
        [
            "",
            "x.y",
            sealed("end", {"at": 1.0}, world.SECRET),
            sealed("status", {"at": 1.0}, world.SECRET),
            sealed("status", {"at": 4e9}, b"another"),
        ],
    )
    def test_nobody_else_is(self, running, word):
        assert asked(running, "/status", word)[0] == 403


class _Outer(http.server.SimpleHTTPRequestHandler):
    def translate_path(self, path):
        return str(NOVNC / path.removeprefix("/novnc/"))

    def do_GET(self):
        if self.path.startswith("/novnc/"):
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(OUTER.encode())
        return None

    def log_message(self, *_):
        pass


@pytest.mark.skipif(not NOVNC.is_dir(), reason="novnc がありません")
class TestARealTerminal:
    """A browser (the terminal's) with noVNC in front of a browser (the session's)."""

    def test_pages_are_seen_typed_into_and_files_come_out_and_texts_do_not(self, tmp_path):
        with (
            world.site() as site,
            world.site(_Outer) as outer,
            world.Running(world.options(site.server_port, warm=1)) as running,
            sync_playwright() as driver,
        ):
            world.until(lambda: "/" in site.asked)
            terminal = driver.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-quic"]
            )
            page = terminal.new_page(viewport={"width": 1366, "height": 768})
            page.goto(f"http://127.0.0.1:{outer.server_port}/#{running.address()}")
            page.wait_for_function("window.state == 'connected'")
            page.wait_for_timeout(2000)
            page.mouse.click(*WRITING)
            page.keyboard.type("kyufu 123")
            world.until(lambda: "/typed?kyufu 123" in site.asked)
            page.screenshot(path=str(tmp_path / "terminal.png"))
            self._texts_stay(page)
            self._a_file_comes_out(page, running)
            assert page.evaluate("window.words") == []
            visits = {(each["details"]["to"], each["details"]["port"]) for each in
                      running.journal.of("visit") if not each["details"]["refused"]}  # fmt: skip
            assert visits <= {("127.0.0.1", site.server_port)}

    @pytest.mark.skipif(not shutil.which("fcitx5"), reason="fcitx5 がありません")
    def test_kana_typed_at_the_terminal_become_kanji_in_the_session(self):
        with (
            world.site() as site,
            world.site(_Outer) as outer,
            world.Running(world.options(site.server_port, warm=1)) as running,
            sync_playwright() as driver,
        ):
            world.until(lambda: "/" in site.asked)
            terminal = driver.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-quic"]
            )
            page = terminal.new_page(viewport={"width": 1366, "height": 768})
            page.goto(f"http://127.0.0.1:{outer.server_port}/#{running.address()}")
            page.wait_for_function("window.state == 'connected'")
            page.wait_for_timeout(3000)
            page.mouse.click(*WRITING)
            page.wait_for_timeout(500)
            page.keyboard.press("Control+Space")
            page.wait_for_timeout(500)
            page.keyboard.type("nihongo", delay=80)
            world.until(lambda: "/typed?にほんご" in site.asked)
            page.keyboard.press("Space")
            page.keyboard.press("Enter")
            world.until(lambda: "/typed?日本語" in site.asked)

    @staticmethod
    def _texts_stay(page):
        """Copying inside reaches no terminal; pasting from a terminal reaches no page."""
        page.keyboard.press("Control+a")
        page.keyboard.press("Control+c")
        page.evaluate("window.shown.clipboardPasteFrom('秘密の文章')")
        page.keyboard.press("End")
        page.keyboard.press("Control+v")
        page.wait_for_timeout(500)

    @staticmethod
    def _a_file_comes_out(page, running):
        page.mouse.click(*LINK)
        world.until(lambda: running.files)
        session, person, name, data = running.files[0]
        assert (session, person) == ("s-1", "p-1")
        assert name == "名簿.csv"
        assert data == world.CSV
