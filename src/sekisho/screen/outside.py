"""The one way out of a session: a proxy that decides by name and by address, and writes down both.

A session has no network at all but the loopback of its own namespace. What its browser asks for
comes over one socket to this proxy (RFC 9110 §9.3.6 CONNECT, and plain requests for http://),
which looks the name up itself, so a name cannot lead to one address here and another there.
"""

import asyncio
import contextlib
import ipaddress
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sekisho.screen.browser import OWN_ERRANDS
from sekisho.screen.errors import RefusedError
from sekisho.screen.options import Profile

REFUSALS = ("method", "name", "port", "inner", "unknown", "unreachable", "busy")
_HEAD_MOST = 32 << 10
_PIECE = 64 << 10
_CONNECT_SECONDS = 15
_HOST = re.compile(r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})\.?){1,127}|\[[0-9A-Fa-f:.]{2,45}\]")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_HOP = frozenset({"proxy-connection", "proxy-authorization", "connection", "keep-alive"})
Resolve = Callable[[str, int], Awaitable[list[str]]]
Tell = Callable[["Visit"], None]


@dataclass(frozen=True, slots=True)
class Visit:
    """A host a session asked for; the log of visits holds no more: no path, no content."""

    host: str
    port: int
    refused: str = ""  # one of REFUSALS


@dataclass(eq=False)
class Visits:
    """Tells a visit from the many connections one page makes to the same host within `seconds`."""

    seconds: float
    _last: dict[Visit, float] = field(default_factory=dict, init=False)

    def is_new(self, visit: Visit, at: float) -> bool:
        """Whether this host was not asked for, with the same answer, a moment ago."""
        self._last = {each: then for each, then in self._last.items() if at - then < self.seconds}
        new = visit not in self._last
        self._last.setdefault(visit, at)
        return new


@dataclass(frozen=True, slots=True)
class Request:
    """The head of one request to the proxy."""

    method: str
    host: str
    port: int
    forward: bytes  # what goes to the server; nothing for CONNECT


async def looked_up(host: str, port: int) -> list[str]:
    """Return the addresses of a name, by this host's own resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, proto=6)
    return [str(each[4][0]) for each in found]


@dataclass(eq=False)
class Outside:
    """Serves one session's requests until it is closed."""

    profile: Profile
    tell: Tell
    most: int = 64
    resolve: Resolve = looked_up
    _open: set["asyncio.Task[object] | None"] = field(default_factory=set, init=False)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        task = asyncio.current_task()
        self._open.add(task)
        try:
            await self._one(reader, writer)
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError):
            pass  # one side is gone
        except asyncio.CancelledError:
            pass  # `close` let go of it, and nothing comes after
        finally:
            self._open.discard(task)
            writer.close()

    def close(self) -> None:
        """Let go of every connection, whatever the servers outside still say."""
        for task in self._open:
            if task is not None:
                task.cancel()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = parsed(await reader.readuntil(b"\r\n\r\n"))
        except (RefusedError, asyncio.LimitOverrunError):
            await _answer(writer, 400)
            return
        if request.host in OWN_ERRANDS:
            await _answer(writer, 403)
            return
        try:
            server = await self._reach(request)
        except RefusedError as error:
            self.tell(Visit(request.host, request.port, error.code))
            await _answer(writer, 403 if error.code != "unreachable" else 502)
            return
        self.tell(Visit(request.host, request.port))
        if not request.forward:
            await _say(writer, b"HTTP/1.1 200 Connection established\r\n\r\n")
        await _joined((reader, writer), server, request.forward)

    async def _reach(self, request: Request) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Return a connection to an address that was judged. Raises RefusedError."""
        if len(self._open) > self.most:
            raise RefusedError("busy")
        if request.port not in self.profile.ports:
            raise RefusedError("port")
        if not self.profile.names(request.host):
            raise RefusedError("name")
        for address in await self._judged(request):
            with contextlib.suppress(OSError, TimeoutError):
                async with asyncio.timeout(_CONNECT_SECONDS):
                    return await asyncio.open_connection(address, request.port)
        raise RefusedError("unreachable")

    async def _judged(self, request: Request) -> list[str]:
        """Return the addresses to try: all of the name's, or none when one may not be reached."""
        try:
            found = await self.resolve(request.host.strip("[]"), request.port)
        except (OSError, UnicodeError) as error:  # the latter: a label no name may have
            raise RefusedError("unknown") from error
        if not found:
            raise RefusedError("unknown")
        if not all(self.profile.reaches(each) for each in found):
            raise RefusedError("inner")
        return found


def parsed(untrusted: bytes) -> Request:
    """Return a request from its head. Raises RefusedError "method" for anything but a plain one."""
    try:
        return _request(untrusted)
    except ValueError as error:  # brackets that hold no address
        raise RefusedError("method") from error


def _request(untrusted: bytes) -> Request:
    first, *lines = untrusted.decode("latin-1").split("\r\n")[:-2]
    words = first.split(" ")
    if len(words) != 3 or not words[2].startswith("HTTP/1."):  # noqa: PLR2004  # method, target, version
        raise RefusedError("method")
    method, target, version = words
    if method == "CONNECT":
        host, _, port = target.rpartition(":")
        return Request(method, *_place(host, port), b"")
    parts = urlsplit(target)
    if method not in _METHODS or parts.scheme != "http" or parts.username is not None:
        raise RefusedError("method")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    kept = [line for line in lines if line.partition(":")[0].strip().lower() not in _HOP]
    head = [f"{method} {path} {version}", *kept, "Connection: close", "", ""]
    place = parts.netloc if ":" in parts.netloc.rpartition("]")[2] else f"{parts.netloc}:80"
    host, _, port = place.rpartition(":")
    return Request(method, *_place(host, port), "\r\n".join(head).encode("latin-1"))


def _place(host: str, port: str) -> tuple[str, int]:
    if not _HOST.fullmatch(host) or not port.isdecimal() or not 0 < int(port[:6]) < 1 << 16:
        raise RefusedError("method")
    if host.startswith("["):
        ipaddress.ip_address(host.strip("[]"))
    return host.lower(), int(port)


async def _joined(
    browser: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    server: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    first: bytes,
) -> None:
    """Carry bytes both ways until both sides have ended."""
    try:
        await _say(server[1], first)
        async with asyncio.TaskGroup() as group:
            group.create_task(_carried(browser[0], server[1]))
            group.create_task(_carried(server[0], browser[1]))
    except* (ConnectionError, TimeoutError):
        pass
    finally:
        server[1].close()


async def _carried(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while data := await reader.read(_PIECE):
        await _say(writer, data)
    if writer.can_write_eof():
        with contextlib.suppress(OSError):
            writer.write_eof()


async def _say(writer: asyncio.StreamWriter, data: bytes) -> None:
    if data:
        writer.write(data)
        await writer.drain()


async def _answer(writer: asyncio.StreamWriter, status: int) -> None:
    words = {400: "Bad Request", 403: "Forbidden", 502: "Bad Gateway"}[status]
    head = f"HTTP/1.1 {status} {words}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    await _say(writer, head.encode())
