"""A service between two ends of ours: a proxy that speaks ICAP by hand, and an empty quarantine."""

import asyncio
import socket
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tests.engines.sanitize.direct import Direct

from sekisho.icap import Downloads, IcapOptions, LocalJournal, Service
from sekisho.quarantine import Keyring, LocalStore

DAYS = {"download": 90, "download-held": 180}
GET = (
    b"GET http://www.example.jp/files/%E8%A1%A8.txt?key=secret HTTP/1.1\r\n"
    b"Host: www.example.jp\r\n\r\n"
)


def now():
    return datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


@dataclass
class Answer:
    status: int
    head: dict
    http: bytes = b""  # the HTTP head inside
    body: bytes | None = None
    closed: bool = False

    @property
    def http_status(self):
        return int(self.http.split(b" ")[1])

    @property
    def text(self):
        return self.body.decode("utf-8")


class World:
    """One service over a folder; `with` runs it in a thread of its own."""

    def __init__(self, folder, sandbox=None, reader=None, **options):
        self.options = replace(IcapOptions(listen=("127.0.0.1", free_port())), **options)
        self.keys = folder / "quarantine.keys"
        Keyring.new().save(self.keys)
        self.store = LocalStore(folder / "quarantine", self.keys)
        self.records = folder / "records"
        self.downloads = Downloads(
            self.options,
            sandbox or Direct(),
            self.store,
            LocalJournal(self.records),
            DAYS,
            now,
            reader,
        )
        self._ready, self._loop, self._stop = threading.Event(), None, None

    def __enter__(self):
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(20)

    async def _run(self):
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        server = await Service(self.options, self.downloads).start()
        self._ready.set()
        await self._stop.wait()
        server.close()

    def proxy(self):
        return Proxy(self.options.listen)


class Proxy:
    """Speaks ICAP byte by byte, so that tests can also speak it wrongly."""

    def __init__(self, address):
        self.sock = socket.create_connection(address, timeout=20)
        self.file = self.sock.makefile("rb")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()
        self.sock.close()

    def send(self, data):
        self.sock.sendall(data)

    def answer(self):
        """Return the next answer; one without a status means that the service has hung up."""
        first = self.file.readline()
        if not first:
            return Answer(0, {}, closed=True)
        head = {}
        while line := self.file.readline().strip():
            name, _, value = line.decode().partition(": ")
            head[name] = value
        answer = Answer(int(first.split(b" ")[1]), head)
        places = dict(
            part.strip().split("=") for part in head.get("Encapsulated", "").split(",") if part
        )
        if places:
            answer.http = self.file.read(int(list(places.values())[-1]))
        if any(name in places for name in ("res-body", "req-body")):
            answer.body = b""
            while size := int(self.file.readline(), 16):
                answer.body += self.file.read(size)
                self.file.readline()
            self.file.readline()
        return answer

    def options(self, service="download"):
        self.send(f"OPTIONS icap://x/{service} ICAP/1.0\r\nHost: x\r\n\r\n".encode())
        return self.answer()

    def response(
        self, body, fields=b"", *, status=b"200 OK", request=GET, preview=None, more=b"", allow=True
    ):
        """Send a response for judging as Squid does; return the final answer."""
        head = b"HTTP/1.1 %s\r\n%s\r\n" % (status, fields)
        return self._asked(
            "RESPMOD",
            "download",
            [("req-hdr", request), ("res-hdr", head)],
            "res-body",
            body,
            preview,
            more,
            allow,
        )

    def request(self, head, body=None, *, preview=None, allow=True):
        return self._asked(
            "REQMOD", "upload", [("req-hdr", head)], "req-body", body, preview, b"", allow
        )

    def _asked(self, method, service, heads, last, body, preview, more, allow):
        at, places = 0, []
        for name, head in heads:
            places.append(f"{name}={at}")
            at += len(head)
        places.append(f"{last if body is not None else 'null-body'}={at}")
        said = f"{method} icap://x/{service} ICAP/1.0\r\nHost: x\r\nX-Client-IP: 10.20.0.5\r\n"
        said += "Allow: 204\r\n" if allow else ""
        said += f"Preview: {preview}\r\n" if preview is not None and body is not None else ""
        said += f"Encapsulated: {', '.join(places)}\r\n"
        self.send(said.encode() + more + b"\r\n" + b"".join(head for _, head in heads))
        if body is None:
            return self.answer()
        if preview is None:
            self.send(chunks(body))
            return self.answer()
        first, rest = body[:preview], body[preview:]
        self.send(chunks(first, ieof=not rest))
        answer = self.answer()
        if answer.status == 100:
            self.send(chunks(rest))
            answer = self.answer()
        return answer


def chunks(body, size=1000, *, ieof=False):
    out = b""
    for at in range(0, len(body), size):
        piece = body[at : at + size]
        out += b"%x\r\n%s\r\n" % (len(piece), piece)
    return out + (b"0; ieof\r\n\r\n" if ieof else b"0\r\n\r\n")
