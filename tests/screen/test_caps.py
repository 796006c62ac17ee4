"""Limits the kernel keeps: found where they are, set, and felt by a session."""

import http.server
import threading
from pathlib import Path

import pytest
from tests.screen import world
from tests.screen.test_session import given

from sekisho.screen import browser, caps, launching
from sekisho.screen.caps import KINDS, Most
from sekisho.screen.options import MIB
from sekisho.screen.session import Session

HERE = caps.found()
MOST = Most(memory=300 * MIB, processes=50, percent=150)
FULL = "" if set(HERE.kinds) == set(KINDS) else f"コントロールグループは {HERE.kinds} だけです"
real = [
    pytest.mark.skipif(bool(world.missing()), reason=world.missing()),
    pytest.mark.skipif(bool(FULL), reason=FULL),
    pytest.mark.timeout(180 * world.PATIENCE),
]


@pytest.fixture
def new(tmp_path):
    """A hierarchy of version 2 whose group was handed to us, with our process in it."""
    ours = tmp_path / "root" / "system.slice" / "sekisho.service"
    ours.mkdir(parents=True)
    (ours / "cgroup.controllers").write_text("cpuset cpu io memory pids\n")
    (ours / "cgroup.procs").write_text("41\n42\n")
    own = tmp_path / "own"
    own.write_text("0::/system.slice/sekisho.service\n")
    return tmp_path / "root", own, ours


class TestFinding:
    def test_version_two_is_handed_on_and_our_own_processes_step_down(self, new):
        root, own, ours = new
        found = caps.found(root, own)
        assert found.kinds == KINDS
        assert (ours / "cgroup.subtree_control").read_text() == "+cpu +memory +pids"
        assert (ours / "host" / "cgroup.procs").read_text() == "42"

    def test_its_limits_are_said_in_its_own_words(self, new):
        root, own, ours = new
        group = caps.found(root, own).made("one", MOST)
        assert group.folders == (ours / "one",)
        said = {each.name: each.read_text() for each in (ours / "one").iterdir()}
        assert said == {"memory.max": str(300 * MIB), "pids.max": "50", "cpu.max": "150000 100000"}

    def test_the_older_form_has_a_place_for_each_kind(self, tmp_path):
        for kind in ("memory", "pids"):
            (tmp_path / kind / "below").mkdir(parents=True)
        own = tmp_path / "own"
        own.write_text("4:memory:/below\n3:pids:/below\n2:cpu,cpuacct:/below\n0::/\n")
        found = caps.found(tmp_path, own)
        assert found.kinds == ("memory", "pids")
        group = found.made("one", MOST)
        assert (tmp_path / "memory/below/one/memory.limit_in_bytes").read_text() == str(300 * MIB)
        group.join(7)
        assert group.pids() == [7]

    def test_where_nothing_may_be_made_it_says_so(self, tmp_path):
        own = tmp_path / "own"
        own.write_text("4:memory:/nowhere\n0::/\n")
        assert caps.found(tmp_path, own).kinds == ()
        assert caps.found(tmp_path, tmp_path / "none").kinds == ()
        assert caps.NONE.made("one", MOST).folders == ()

    def test_a_limit_that_cannot_be_set_leaves_no_group(self, tmp_path):
        (tmp_path / "memory").mkdir()
        found = caps.Caps({"memory": tmp_path / "memory"}, {"memory": {"no/such": "{memory}"}})
        with pytest.raises(OSError, match="no/such"):
            found.made("one", MOST)
        assert not list((tmp_path / "memory").iterdir())


class TestKept:
    pytestmark = real

    def test_the_kernel_stops_what_takes_too_much_memory_before_anybody_looks(self, monkeypatch):
        monkeypatch.setattr(Session, "memory", lambda _session: 0)
        monkeypatch.setattr(launching, "SHARED", 32 * MIB)
        eat = "dd if=/dev/zero of=/dev/null bs=400M count=1; echo ended $?; sleep 600"
        monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", eat])
        small = world.options(1, warm=0, memory_bytes=64 * MIB, files_bytes=16 * MIB)
        with world.Running(small) as running:
            session = running.call(running.host.opened(given()))
            world.until(lambda: killed(session) or not session.alive, 90)

    def test_its_processes_have_an_end_even_where_users_are_not_told_apart(self, monkeypatch):
        make = "i=0; while [ $i -lt 200 ]; do sleep 60 & i=$((i+1)); done; echo made $i"
        monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", make])
        with world.Running(world.options(1, warm=0, processes=60), users=False) as running:
            session = running.call(running.host.opened(given()))
            world.until(lambda: len(session.group.pids()) > 40 or not session.alive)
            assert int(kept(session, "pids.max").read_text()) == 60
            for _ in range(20):
                assert len(session.group.pids()) <= 60

    def test_one_that_never_rests_waits_for_its_share_and_leaves_nothing(self, monkeypatch):
        busy = "for i in 1 2 3 4; do while :; do :; done & done; wait"
        monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", busy])
        with world.Running(world.options(1, warm=0, percent=20)) as running:
            session = running.call(running.host.opened(given()))
            world.until(lambda: throttled(session), 60)
            assert running.door.asking.status()["kept"] == list(KINDS)
            running.call(running.host.end("s-1", "asked"))
            assert running.journal.of("ended")[0]["details"]["left"] == 0
            assert not [each for each in session.group.folders if each.exists()]


def kept(session: Session, file: str) -> Path:
    """Return the file of a session's groups, in whichever hierarchy it is."""
    return next(each / file for each in session.group.folders if (each / file).exists())


def killed(session: Session) -> int:
    """Return how many of a session's processes the kernel killed for their memory."""
    names = {each.name for folder in session.group.folders for each in folder.iterdir()}
    file = "memory.events" if "memory.events" in names else "memory.oom_control"
    words = dict(line.split() for line in kept(session, file).read_text().splitlines())
    return int(words["oom_kill"])


def throttled(session: Session) -> int:
    words = dict(line.split() for line in kept(session, "cpu.stat").read_text().splitlines())
    return int(words["nr_throttled"])


class _Huge(http.server.BaseHTTPRequestHandler):
    """Ten gigabytes, as long as anybody takes them."""

    SIZE, PIECE = 10 << 30, bytes(1 << 20)

    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path != "/huge.bin":
            return self._page(b"<script>location = '/huge.bin'</script>")
        self.send_response(200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Disposition", "attachment; filename=huge.bin")
        self.send_header("Content-Length", str(self.SIZE))
        self.end_headers()
        try:
            for _ in range(self.SIZE // len(self.PIECE)):
                self.wfile.write(self.PIECE)
        except OSError:
            self.server.asked.append("broken off")
        return None

    def _page(self, body):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class _Bomb(_Huge):
    """A page that opens itself again and again and holds all it can."""

    PAGE = b"""<script>
      const held = []
      setInterval(() => held.push(new Uint8Array(32 << 20).fill(7)), 20)
      if (location.hash === '') for (let i = 0; i < 30; i++) {
        const next = document.createElement('iframe')
        next.src = '/again?' + i + '#x'; document.body ? document.body.append(next)
          : document.documentElement.append(next)
      }
    </script>"""

    def do_GET(self):
        self.server.asked.append(self.path)
        self._page(self.PAGE)


class TestBadPages:
    """A real browser inside; beside it somebody else's session that must not feel it."""

    pytestmark = real

    def beside(self, running, monkeypatch):
        """Start a quiet session of another person; the browser of the next one is real."""
        words = browser.words
        monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", "sleep 600"])
        good = running.call(running.host.opened(given(session="good", person="p-2")))
        monkeypatch.setattr(browser, "words", words)
        return good

    def test_a_download_of_ten_gigabytes_ends_within_its_session(self, monkeypatch):
        with (
            world.site(_Huge) as site,
            world.Running(world.options(site.server_port, warm=0, files_bytes=96 * MIB)) as running,
        ):
            good = self.beside(running, monkeypatch)
            bad = running.call(running.host.opened(given(session="bad")))
            world.until(lambda: "broken off" in site.asked, 90)
            assert bad.alive
            assert good.alive
            assert not running.files
            assert bad.memory() < 1024 * MIB

    def test_a_page_that_takes_all_memory_ends_its_own_session_and_no_other(self, monkeypatch):
        with (
            world.site(_Bomb) as site,
            world.Running(
                world.options(site.server_port, warm=0, memory_bytes=600 * MIB)
            ) as running,
        ):
            good = self.beside(running, monkeypatch)
            running.call(running.host.opened(given(session="bad")))
            ended = world.until(lambda: running.journal.of("ended"), 120)
            assert ended[0]["session"] == "bad"
            assert ended[0]["details"]["left"] == 0
            assert good.alive
            again = running.call(running.host.opened(given(session="new", person="p-3")))
            assert again.alive
            assert threading.active_count() < 100
