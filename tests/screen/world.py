"""A session host of this machine, with sites of ours for its outside, run in a thread."""

import asyncio
import http.server
import json
import os
import shutil
import tempfile
import threading
import time
import urllib.parse
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sekisho.screen import Door, Host, Profile, ScreenOptions, Ticket, issue

PATIENCE = int(os.environ.get("PATIENCE", "1"))  # times as long as usual is waited for things
SECRET = b"secret of these tests, 32 bytes.."
PAGE = """<!doctype html><html lang="ja"><meta charset="utf-8"><title>試験のページ</title>
<style>
body {{ margin: 0; font: 32px sans-serif; background: {ground} }}
#i, #a {{ position: absolute; left: 20px; height: 60px }} #i {{ top: 200px }} #a {{ top: 320px }}
</style>
<h1>朝霧市の試験のページ</h1><p>日本語の文章が読めます。</p>
<input id="i" autofocus style="font-size: 32px; width: 600px">
<a id="a" href="/名簿.csv" download>名簿をダウンロード</a>
<script>
i.oninput = () => {{ fetch('/typed?' + encodeURIComponent(i.value)) }}
document.body.onclick = () => {{ document.body.style.background = 'rgb(0, 128, 0)' }}
</script>"""
ALSO = ("127.0.0.1/32", "::1/128")  # sites of this machine
CSV = "氏名,番号\r\n佐藤,1\r\n".encode()


@cache
def missing():
    """Return why no real session can run here; nothing when one can."""
    wanted = ("bwrap", "Xvnc", "chromium", "openbox", "socat")
    absent = [each for each in wanted if not shutil.which(each)]
    return f"{', '.join(absent)} がありません" if absent else ""


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path = urllib.parse.unquote(self.path)
        self.server.asked.append(path)
        body, kind = PAGE.format(ground="#fff").encode(), "text/html; charset=utf-8"
        if path.endswith(".csv"):
            body, kind = CSV, "text/csv"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@contextmanager
def site(handler=_Site):
    """Serve pages; what was asked for stands in `.asked`."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


class Journal:
    """Records kept in memory."""

    def __init__(self):
        self.records = []

    def write(self, record):
        self.records.append(json.loads(record.as_bytes()))

    def of(self, kind):
        return [each for each in self.records if each["kind"] == kind]


class Running:
    """A host and its door in a thread of their own; `call` runs a coroutine there."""

    def __init__(self, options, *, users=True):
        self.options, self.users = options, users
        self.journal, self.files = Journal(), []
        self.late = 0.0  # seconds the host's clock is ahead

    def now(self):
        return datetime.fromtimestamp(time.time() + self.late, UTC)

    async def _deliver(self, session, person, name, data):
        self.files.append((session, person, name, data))

    def __enter__(self):
        self.base = Path(tempfile.mkdtemp(prefix="sekisho-screen-"))
        self.base.chmod(0o711)
        ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run(ready)))
        self._thread.start()
        assert ready.wait(60)
        return self

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(60)
        shutil.rmtree(self.base, ignore_errors=True)

    async def _run(self, ready):
        self.loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self.host = Host(
            self.options, self.base / "run", self.journal, self.now, self._deliver,
            users=self.users,
        )  # fmt: skip
        await self.host.prepare()
        self.door = Door(self.host, SECRET, lambda: time.time() + self.late)
        server = await self.door.start()
        self.port = next(iter(server.sockets)).getsockname()[1]
        keeping = asyncio.create_task(self.host.keep())
        ready.set()
        await self._stop.wait()
        await self.host.stop()
        keeping.cancel()
        server.close()

    def call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(60)

    def address(self, session="s-1", person="p-1", **changed):
        """Return an address a terminal opens with a fresh ticket."""
        ticket = Ticket(session, person, "lgwan", "127.0.0.1", "screen-1", "internet",
                        int(self.now().timestamp()))  # fmt: skip
        word = urllib.parse.quote(issue(replace(ticket, **changed), SECRET))
        return f"ws://127.0.0.1:{self.port}/session?ticket={word}"


def permitted(*names, ports=(80, 443)):
    """Return the profiles of a host that also serves the My Number zone, up to these names."""
    return (
        Profile(ports=ports, also=ALSO),
        Profile("mynumber", names, ports, also=ALSO),
    )


def options(port, **changed):
    """Return a host's options whose outside is one site of this machine."""
    return replace(
        ScreenOptions(
            listen=("127.0.0.1", 0),
            start=f"http://127.0.0.1:{port}/",
            profiles=(Profile(ports=(80, 443, port), also=("127.0.0.1/32",)),),
        ),
        **changed,
    )


def until(what, seconds=30.0):
    """Wait for something to be so."""
    end = time.monotonic() + seconds * PATIENCE
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not come")
