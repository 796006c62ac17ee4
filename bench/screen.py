"""Measures the screen transfer against the same screens without our door, in the same run.

Usage: python bench/screen.py [clicks]      (default 240 each)

The peer is websockify, noVNC's own bridge, joined to the same sessions' displays: what differs is
the door alone. Both are asked by one client of RFB, a few clicks each in turns and each first in every
other turn, so that what else the machine does falls on both. Opened is a session when its first
page's colour is seen; a click is answered when the clicked box's colour is seen to change.
"""

import asyncio
import http.server
import os
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from websockets.asyncio.client import connect

from sekisho.screen import Door, Host, Profile, ScreenOptions, Ticket, issue
from sekisho.screen.inputs import COPY, RAW, TIGHT
from sekisho.screen.pixels import Pixels

SECRET = b"secret of this measurement, 32 b"
GROUND, BOX = (0, 112, 64), (300, 300)  # the page's colour; where the box is pressed
SEEN = (400, 400)  # of the box too, and the pointer is not over it
PAGE = """<!doctype html><html lang="ja"><meta charset="utf-8"><style>
body { margin: 0; background: rgb(0, 112, 64); color: #fff; font: 16px/1.7 sans-serif }
#box { position: fixed; left: 200px; top: 100px; width: 240px; height: 240px; background: #000 }
p { margin: 0 24px } input { position: fixed; left: 700px; top: 20px; font-size: 20px }
</style><input id="words"><div id="box"></div><script>
let on = false
box.onmousedown = () => { on = !on; box.style.background = on ? '#fff' : '#000' }
for (let i = 0; i < 400; i++) document.body.insertAdjacentHTML('beforeend',
  `<p>第${i}条　情報資産の取扱いは、その重要性の区分に応じて定め、毎年度見直すものとする。</p>`)
</script>"""
ROUNDS, AT_ONCE = 3, 4


class _Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = PAGE.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Nowhere:
    """A journal nobody reads."""

    def write(self, record):
        """Forget it."""


class Counted(Pixels):
    """Knows where each update ends, in whatever encoding."""

    updates = 0

    def _update(self):
        yield from super()._update()
        self.updates += 1


class Client:
    """A terminal: asks for pixels as noVNC does, one update after the other."""

    def __init__(self, link, encodings):
        self.link, self.encodings = link, encodings
        self.held, self.bytes = bytearray(), 0

    async def greet(self):
        """Shake hands, and say which pixels are understood."""
        await self.exactly(12)
        await self.link.send(b"RFB 003.008\n")
        await self.exactly((await self.exactly(1))[0])
        await self.link.send(b"\1")
        await self.exactly(4)
        await self.link.send(b"\1")
        head = await self.exactly(24)
        self.width, self.height = struct.unpack_from(">HH", head)
        await self.exactly(struct.unpack_from(">I", head, 20)[0])
        await self.link.send(struct.pack(">BxxxBBBBHHHBBBxxx", 0, 32, 24, 0, 1, 255, 255, 255,
                                         16, 8, 0))  # fmt: skip
        count = len(self.encodings)
        await self.link.send(struct.pack(f">BxH{count}i", 2, count, *self.encodings))

    async def exactly(self, count):
        """Return so many bytes of what the screen says."""
        while len(self.held) < count:
            data = await self.link.recv()
            self.bytes += len(data)
            self.held += data
        said, self.held = bytes(self.held[:count]), self.held[count:]
        return said

    async def ask(self, *, whole=False, area=None):
        """Ask for what changed, or for all of an area."""
        x, y, wide, high = area or (0, 0, self.width, self.height)
        await self.link.send(struct.pack(">BBHHHH", 3, not whole, x, y, wide, high))

    async def pixel(self, x, y):
        """Wait for the next update (raw) and return the colour of a point, None when not in it."""
        colour = None
        while (await self.exactly(1))[0] != 0:
            raise SystemExit("a message this client does not know")
        (count,) = struct.unpack(">xH", await self.exactly(3))
        for _ in range(count):
            left, top, wide, high, _kind = struct.unpack(">HHHHi", await self.exactly(12))
            data = await self.exactly(4 * wide * high)
            if left <= x < left + wide and top <= y < top + high:
                blue, green, red = data[4 * ((y - top) * wide + x - left) :][:3]
                colour = (red, green, blue)
        return colour

    async def until(self, x, y, wanted, *, area=None):
        """Ask until a point has a colour the question holds for; return that colour."""
        await self.ask(whole=True, area=area)
        while True:
            colour = await self.pixel(x, y)
            if colour is not None and wanted(colour):
                return colour
            await self.ask(area=area)

    async def point(self, buttons, x, y):
        """Move the pointer, with buttons down."""
        await self.link.send(struct.pack(">BBHH", 5, buttons, x, y))

    async def key(self, code):
        """Press and let go of a key."""
        for down in (1, 0):
            await self.link.send(struct.pack(">BBxxI", 4, down, code))


@asynccontextmanager
async def shown(address, encodings=(RAW,)):
    """Open a screen as a terminal does."""
    async with connect(address, max_size=None, compression=None) as link:
        client = Client(link, encodings)
        await client.greet()
        yield client


class Bench:
    """One session host with its door, and a bridge without one for each of its sessions."""

    def __init__(self, folder, port, warm):
        self.options = ScreenOptions(
            listen=("127.0.0.1", 0), warm=warm, start=f"http://127.0.0.1:{port}/",
            profiles=(Profile(ports=(port,), also=("127.0.0.1/32",)),),
        )  # fmt: skip
        users = os.geteuid() == 0
        self.host = Host(self.options, folder, Nowhere(), _now, self._deliver,
                         users=users)  # fmt: skip

    async def _deliver(self, *_):
        pass

    async def __aenter__(self):
        await self.host.prepare()
        self.server = await Door(self.host, SECRET, time.time).start()
        self.port = next(iter(self.server.sockets)).getsockname()[1]
        await asyncio.sleep(1.1)  # a ticket is of a later second than its host
        return self

    async def __aexit__(self, *_):
        self.server.close()
        await self.host.stop()

    def door(self, session):
        """Return an address with a fresh ticket."""
        ticket = Ticket(session, f"person-{session}", "lgwan", "127.0.0.1", self.options.host,
                        "internet", int(time.time()))  # fmt: skip
        return f"ws://127.0.0.1:{self.port}/session?ticket={quote(issue(ticket, SECRET))}"

    async def opened(self, session):
        """Return the seconds from the ticket to the page's colour on the terminal."""
        began = time.perf_counter()
        async with shown(self.door(session)) as client:
            area = (1200, 600, 40, 40)
            await client.until(1220, 620, lambda colour: colour == GROUND, area=area)
            return time.perf_counter() - began


@contextmanager
def bridged(display):
    """Join a display to a WebSocket as plain noVNC does."""
    port = _free_port()
    words = ["websockify", f"127.0.0.1:{port}", f"--unix-target={display}"]
    bridge = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        time.sleep(2)
        yield f"ws://127.0.0.1:{port}/"
    finally:
        bridge.terminate()
        bridge.wait()


def _now():
    return datetime.fromtimestamp(time.time(), UTC)


def _free_port():
    server = http.server.HTTPServer(("127.0.0.1", 0), _Site)
    server.server_close()
    return server.server_port


async def clicks(address, count):
    """Return the milliseconds from each press to the changed pixel."""
    found = []
    area = (SEEN[0] - 20, SEEN[1] - 20, 40, 40)
    async with shown(address) as client:
        colour = await client.until(*SEEN, lambda seen: seen in {(0, 0, 0), (255, 255, 255)},
                                    area=area)  # fmt: skip
        for _ in range(count):
            await client.ask(area=area)
            began = time.perf_counter()
            await client.point(1, *BOX)
            seen = await client.pixel(*SEEN)
            while seen is None or seen == colour:
                await client.ask(area=area)
                seen = await client.pixel(*SEEN)
            found.append(1000 * (time.perf_counter() - began))
            colour = seen
            await client.point(0, *BOX)
            await asyncio.sleep(0.05)
    return found


async def traffic(address):
    """Return (bytes, seconds) of a run of wheel and keys, as noVNC would be sent it."""
    encodings = (COPY, TIGHT, -26, -254)  # noVNC's own: quality 6, compression 2
    async with shown(address, encodings) as client:
        counted, began = Counted(3840, 2160), time.perf_counter()
        before = client.bytes
        await client.ask(whole=True)
        reading = asyncio.create_task(_read(client, counted))
        await client.point(0, 700, 500)
        for notch in range(40):  # down the page and up again
            for button in (16 if notch < 20 else 8, 0):
                await client.point(button, 700, 500)
            await asyncio.sleep(0.1)
        await client.point(1, 760, 120)
        await client.point(0, 760, 120)
        for letter in "the screen transfer is measured" * 2:
            await client.key(ord(letter))
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        reading.cancel()
        return client.bytes - before, time.perf_counter() - began, counted.updates


async def _read(client, counted):
    seen = 0
    counted.feed(bytes(client.held))
    while True:
        data = await client.link.recv()
        client.bytes += len(data)
        counted.feed(data)
        if counted.updates > seen:
            seen = counted.updates
            await client.ask()


def per(values, share):
    """Return the value below which this share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


async def measured(folder, port, count):
    opening = {"cold": [], "warm": []}
    for turn in range(ROUNDS):
        async with Bench(folder / f"cold-{turn}", port, 0) as bench:
            opening["cold"].append(await bench.opened("s-1"))
        async with Bench(folder / f"warm-{turn}", port, 1) as bench:
            await asyncio.sleep(8)  # it has waited, as those of a pool have
            opening["warm"].append(await bench.opened("s-1"))
    for kind, values in opening.items():
        print(f"open, {kind}: median {statistics.median(values):.2f} s of {ROUNDS}"
              f" ({min(values):.2f} to {max(values):.2f})")  # fmt: skip
    async with Bench(folder / "run", port, 0) as bench:
        await bench.opened("s-1")
        with bridged(bench.host.running["s-1"].room.socket("screen")) as plain:
            await compared(bench, plain, count)
        for name in ("s-2", "s-3"):
            await bench.opened(name)
        await asyncio.sleep(5)
        sizes = [each.memory() / (1 << 20) for each in bench.host.running.values()]
        mean = statistics.mean(sizes)
        print(f"memory of a session (PSS, 3 at once): {', '.join(f'{each:.0f}' for each in sizes)}"
              f" MiB; {1024 / mean:.1f} sessions a GiB")  # fmt: skip


async def compared(bench, plain, count):
    delay, sent = {"door": [], "plain": []}, {"door": [], "plain": []}
    for turn in range(max(1, count // AT_ONCE)):
        for way in list(delay)[:: 1 if turn % 2 else -1]:
            address = bench.door("s-1") if way == "door" else plain
            delay[way] += await clicks(address, AT_ONCE)
    for turn in range(ROUNDS + 1):
        for way, runs in list(sent.items())[:: 1 if turn % 2 else -1]:
            runs.append(await traffic(bench.door("s-1") if way == "door" else plain))
    for way, found in delay.items():
        print(f"click to changed pixel, {way}: p50 {per(found, 0.5):.1f} ms,"
              f" p95 {per(found, 0.95):.1f} ms ({len(found)} clicks)")  # fmt: skip
        size, seconds, updates = (statistics.median(each) for each in zip(*sent[way], strict=True))
        print(f"scroll and typing, {way}: {size / 1024:.0f} KiB in {seconds:.1f} s,"
              f" {size / 1024 / seconds:.0f} KiB/s, {updates:.0f} updates")  # fmt: skip
    for share in (0.5, 0.95):
        over = per(delay["door"], share) / per(delay["plain"], share) - 1
        print(f"the door's part of a click, p{100 * share:.0f}: {100 * over:+.1f} %")


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 240
    missing = [each for each in ("bwrap", "Xvnc", "chromium", "openbox", "socat", "websockify")
               if not shutil.which(each)]  # fmt: skip
    if missing:
        raise SystemExit(f"missing: {', '.join(missing)}")
    site = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Site)
    threading.Thread(target=site.serve_forever, daemon=True).start()
    print("load:", *os.getloadavg(), "on", os.cpu_count(), "cores")
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as folder:
        Path(folder).chmod(0o711)
        asyncio.run(measured(Path(folder), site.server_port, count))
    print("load:", *os.getloadavg())


if __name__ == "__main__":
    main()
