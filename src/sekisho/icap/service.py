"""The service itself: one task a connection, one thread a download, memory bounded.

`/download` answers RESPMOD, `/upload` answers REQMOD. On any fault of ours the proxy gets a refusal
or an error, never the file; a proxy that is told not to bypass (`squid_config`) then shows its own.
"""

import asyncio
import contextlib
import hashlib
import logging

from sekisho.icap import answers, uploads
from sekisho.icap.downloads import Asked, Downloads
from sekisho.icap.errors import ProtocolError, TooLargeError
from sekisho.icap.heads import Head
from sekisho.icap.judging import Fate, fate_of
from sekisho.icap.naming import file_name
from sekisho.icap.options import IcapOptions
from sekisho.icap.wire import Request, Wire, chunked

_log = logging.getLogger(__name__)
_METHODS = {"download": "RESPMOD", "upload": "REQMOD"}
_WORDS = {
    200: b"200 OK", 204: b"204 No Content", 400: b"400 Bad Request", 404: b"404 Not Found",
    405: b"405 Method Not Allowed", 500: b"500 Server Error", 503: b"503 Overloaded",
    505: b"505 ICAP Version Not Supported",
}  # fmt: skip
_LINE_MOST = 64 << 10
_ENOUGH = 512  # bytes of a body that say what it is


class Service:
    """Answers proxies until it is closed."""

    def __init__(self, options: IcapOptions, downloads: Downloads) -> None:
        self._options, self._downloads = options, downloads
        self._crossers = asyncio.Semaphore(options.crossers)
        self._looking = asyncio.Semaphore(options.crossers)
        self._open = 0
        words = f"{options.body_bytes} {options.uploads} {options.upload_hosts}"
        self._tag = f'"sekisho-{hashlib.sha256(words.encode()).hexdigest()[:12]}"'

    async def start(self) -> asyncio.Server:
        """Listen; the server is closed by the caller."""
        host, port = self._options.listen
        return await asyncio.start_server(self._serve, host, port, limit=_LINE_MOST)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("peername")
        wire = Wire(reader, writer, self._options.read_seconds)
        self._open += 1
        try:
            if not self._options.takes_from(peer[0] if peer else ""):
                return
            if self._open > self._options.connections:
                await self._answer(wire, 503)
                return
            await self._conversation(wire)
        except (ConnectionError, TimeoutError):
            pass  # the proxy is gone; what it asked for it did not get
        except Exception:  # noqa: BLE001  # whatever it was: the file does not cross
            _log.exception("a request failed; nothing of it crossed")
            await self._last_words(wire)
        finally:
            self._open -= 1
            writer.close()

    async def _conversation(self, wire: Wire) -> None:
        while True:
            try:
                request = await wire.request(self._options.idle_seconds)
                if request is None:
                    return
                goes_on = await self._one(wire, request)
            except ProtocolError as error:
                await self._answer(wire, error.status)
                return
            if not goes_on or request.head.get("Connection").lower() == "close":
                return

    async def _last_words(self, wire: Wire) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError):
            await self._answer(wire, 500)

    async def _one(self, wire: Wire, request: Request) -> bool:
        """Answer one request; say whether the connection can be used again."""
        wanted = _METHODS.get(request.service)
        if wanted is None:
            raise ProtocolError(404, "service")
        if request.method == "OPTIONS":
            await self._answer(wire, 200, **self._offer(wanted))
            return True
        if request.method != wanted:
            raise ProtocolError(405, "method")
        if wanted == "REQMOD":
            return await self._upload(wire, request)
        return await self._download(wire, request)

    def _offer(self, method: str) -> dict[str, str]:
        return {
            "Methods": method,
            "Service": "Sekisho",
            "Max-Connections": str(self._options.connections),
            "Options-TTL": "600",
            "Allow": "204",
            "Preview": str(self._options.preview_bytes),
            "Transfer-Preview": "*",
            "Encapsulated": "null-body=0",
        }

    # Downloads

    async def _download(self, wire: Wire, request: Request) -> bool:
        response = request.response
        if response is None:
            raise ProtocolError(400, "no response")
        if not request.has_body:
            return await self._as_it_is(wire, request, response)
        if _is_enough(request) and fate_of(response, bytes(request.body)) is Fate.PASS:
            return await self._as_it_is(wire, request, response)
        async with self._crossers:  # from here on a whole body is held
            try:
                await wire.rest(request, self._options.body_bytes)
            except TooLargeError:
                name = file_name(request.request, response)
                await self._instead(wire, *answers.refusal("too-large", name))
                return False  # the rest of the body is still on its way
            return await self._judged(wire, request, response)

    async def _judged(self, wire: Wire, request: Request, response: Head) -> bool:
        body = bytes(request.body)
        fate = fate_of(response, body)
        if fate is Fate.PASS:
            return await self._as_it_is(wire, request, response)
        if fate is Fate.REFUSE_PART:
            await self._instead(wire, *answers.refusal("partial"))
            return True
        told = request.head.get
        asked = Asked(request.request, response, told("X-Client-IP"), told("X-Client-Username"))
        await self._instead(wire, *await asyncio.to_thread(self._downloads.cross, asked, body))
        return True

    async def _as_it_is(self, wire: Wire, request: Request, response: Head) -> bool:
        """Let a response pass: said in a word where the proxy allows it, else given back."""
        if request.may_pass:
            await self._answer(wire, 204)
            return True
        await self._modified(
            wire, "res", response, bytes(request.body) if request.has_body else None
        )
        return True

    # Uploads

    async def _upload(self, wire: Wire, request: Request) -> bool:
        asked = request.request
        if not request.has_body:
            await self._modified(wire, "req", uploads.mended(asked), None)
            return True
        async with self._looking:
            try:
                if not _is_enough(request) or uploads.needs_a_look(asked, self._options):
                    await wire.rest(request, self._options.body_bytes)
            except TooLargeError:
                await self._instead(wire, *answers.refusal("upload"))
                return False  # the rest of the body is still on its way
            body = bytes(request.body)
            if uploads.is_refused(asked, self._options, body):
                await self._instead(wire, *answers.refusal("upload"))
            elif request.may_pass:
                await self._answer(wire, 204)
            else:
                await self._modified(wire, "req", asked, body)
        return True

    # Answers

    async def _instead(self, wire: Wire, head: Head, body: bytes) -> None:
        await self._modified(wire, "res", head, body)

    async def _modified(self, wire: Wire, side: str, head: Head, body: bytes | None) -> None:
        raw = head.as_bytes()
        last = f"{side}-body" if body is not None else "null-body"
        await self._answer(
            wire, 200, raw, *([chunked(body)] if body is not None else []),
            Encapsulated=f"{side}-hdr=0, {last}={len(raw)}",
        )  # fmt: skip

    async def _answer(self, wire: Wire, status: int, *pieces: bytes, **fields: str) -> None:
        words = {"ISTag": self._tag, **{name.replace("_", "-"): v for name, v in fields.items()}}
        await wire.answer(_WORDS[status], words, *pieces)


def _is_enough(request: Request) -> bool:
    """Whether what was read of the body says what it is."""
    return request.complete or len(request.body) >= _ENOUGH
