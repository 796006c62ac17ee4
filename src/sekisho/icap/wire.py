"""Reads the proxy's requests off the connection, piece by piece, and writes answers (RFC 3507).

No more of a body is read than is asked for: the preview, then, when it matters, the rest up to a
limit.
"""

import asyncio
import re
from dataclasses import dataclass, field
from itertools import pairwise

from sekisho.icap.errors import ProtocolError, TooLargeError
from sekisho.icap.heads import Head, read_head

_HEAD_MOST = 128 << 10
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(;[^\r\n]{0,200})?")
_METHODS = {"OPTIONS", "REQMOD", "RESPMOD"}
_PARTS = re.compile(r"(req-hdr|res-hdr|req-body|res-body|opt-body|null-body)=(\d{1,7})")
_REQUEST = re.compile(rb"([A-Z]{1,20}) (\S{1,2000}) (ICAP/[\w.]{1,10})")
_NUMBER = re.compile(r"[0-9]{1,7}")
_IEOF = re.compile(rb";[ \t]*ieof\b", re.IGNORECASE)


@dataclass(slots=True)
class Request:
    """One request: its own head, the HTTP heads inside, and what was read of the body."""

    method: str
    service: str  # the last part of the address
    head: Head
    request: Head = field(default_factory=lambda: Head(b""))
    response: Head | None = None
    has_body: bool = False
    preview: int | None = None  # how many bytes come before the proxy waits for an answer
    body: bytearray = field(default_factory=bytearray)
    complete: bool = True  # nothing of the body is still to be read

    @property
    def may_pass(self) -> bool:
        """Whether "204: as it is" may be answered now (RFC 3507 §4.5, §4.6)."""
        allowed = {word.strip() for word in self.head.get("Allow").split(",")}
        return "204" in allowed or (self.preview is not None and not self.complete)


class Wire:
    """One connection to a proxy."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seconds: float
    ) -> None:
        self._reader, self._writer, self._seconds = reader, writer, seconds

    async def request(self, idle_seconds: float) -> Request | None:
        """Return the next request with its preview; None when the proxy has ended.

        Raises ProtocolError for what is no ICAP, TimeoutError for a proxy that stops half-way.
        """
        head = await self._head(idle_seconds)
        if head is None:
            return None
        request = _opened(head)
        if request.method == "OPTIONS":
            return request
        await self._heads(request)
        if request.has_body and request.preview is not None:
            try:
                await self._chunks(request, request.preview)
            except TooLargeError as error:
                raise ProtocolError(400, "preview") from error
        return request

    async def rest(self, request: Request, most: int) -> None:
        """Read what is left of the body, asking for it where the proxy waits.

        Raises TooLargeError; the connection cannot be used for another request then.
        """
        if request.complete:
            return
        if request.preview is not None:
            self._writer.write(b"ICAP/1.0 100 Continue\r\n\r\n")
            await self._writer.drain()
        await self._chunks(request, most)
        request.complete = True

    async def answer(self, status: bytes, fields: dict[str, str], *pieces: bytes) -> None:
        """Write an answer's head and what follows it."""
        lines = [b"ICAP/1.0 " + status, *(f"{k}: {v}".encode("latin-1") for k, v in fields.items())]
        self._writer.write(b"\r\n".join(lines) + b"\r\n\r\n")
        for piece in pieces:
            self._writer.write(piece)
        await asyncio.wait_for(self._writer.drain(), self._seconds)

    async def _head(self, idle_seconds: float) -> Head | None:
        try:
            async with asyncio.timeout(idle_seconds):
                raw = await self._reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as error:
            if error.partial.strip(b"\r\n"):
                raise ProtocolError(400, "head cut off") from error
            return None
        except asyncio.LimitOverrunError as error:
            raise ProtocolError(400, "head too long") from error
        return read_head(raw.lstrip(b"\r\n") if raw.strip(b"\r\n") else raw)

    async def _heads(self, request: Request) -> None:
        """Read the HTTP heads, whose places `Encapsulated` gives (RFC 3507 §4.4.1)."""
        places = _places(request.head.get("Encapsulated"))
        for (name, begin), (_, end) in pairwise(places):
            raw = await self._exactly(end - begin)
            if name == "req-hdr":
                request.request = read_head(raw)
            elif name == "res-hdr":
                request.response = read_head(raw)
        request.has_body = places[-1][0] != "null-body"
        request.complete = not request.has_body

    async def _chunks(self, request: Request, most: int) -> None:
        """Read chunks up to the empty one."""
        while True:
            found = _CHUNK.fullmatch((await self._line())[:-2])
            if found is None:
                raise ProtocolError(400, "chunk")
            size = int(found[1], 16)
            if size == 0:
                break
            if len(request.body) + size > most:
                raise TooLargeError
            request.body += await self._exactly(size)
            if await self._exactly(2) != b"\r\n":
                raise ProtocolError(400, "chunk end")
        while await self._line() != b"\r\n":  # trailers, which nobody needs
            pass
        request.complete = request.preview is None or bool(_IEOF.search(found[2] or b""))

    async def _line(self) -> bytes:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._reader.readuntil(b"\r\n")
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
            raise ProtocolError(400, "line") from error

    async def _exactly(self, count: int) -> bytes:
        try:
            async with asyncio.timeout(self._seconds):
                return await self._reader.readexactly(count)
        except asyncio.IncompleteReadError as error:
            raise ProtocolError(400, "cut off") from error


def _opened(head: Head) -> Request:
    found = _REQUEST.fullmatch(head.first)
    if found is None:
        raise ProtocolError(400, "request line")
    method, address, version = (word.decode("latin-1") for word in found.groups())
    if version != "ICAP/1.0":
        raise ProtocolError(505, "version")
    if method not in _METHODS:
        raise ProtocolError(405, "method")
    preview = head.get("Preview")
    if preview and not _NUMBER.fullmatch(preview):
        raise ProtocolError(400, "preview")
    service = address.partition("?")[0].rstrip("/").rpartition("/")[2]
    return Request(method, service, head, preview=int(preview) if preview else None)


def _places(encapsulated: str) -> list[tuple[str, int]]:
    """Return the parts with their places: heads in order, one body (or none) at the end."""
    found = [_PARTS.fullmatch(each.strip()) for each in encapsulated.split(",")]
    places = [(each[1], int(each[2])) for each in found if each is not None]
    names = [name for name, _ in places]
    offsets = [place for _, place in places]
    sound = (
        len(places) == len(found)
        and offsets[:1] == [0]
        and offsets == sorted(offsets)
        and offsets[-1] <= _HEAD_MOST
        and len(set(names)) == len(names)
        and all(name.endswith("-hdr") for name in names[:-1])
        and names[-1].endswith("-body")
    )
    if not sound:
        raise ProtocolError(400, "Encapsulated")
    return places


def chunked(body: bytes) -> bytes:
    """Return a body as one chunk and the empty one behind it."""
    return (b"%x\r\n%s\r\n" % (len(body), body) if body else b"") + b"0\r\n\r\n"
