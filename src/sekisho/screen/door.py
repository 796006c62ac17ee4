"""The door: a WebSocket for each terminal, opened by a ticket, between two filters.

`/session?ticket=…` joins a terminal to its session. Everything else is asked by the product, which
proves itself by a sealed word in `Authorization` (`asking`).
"""

import asyncio
import contextlib
import ipaddress
import json
import logging
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.datastructures import Headers
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response

from sekisho.screen.asking import Asking
from sekisho.screen.errors import FullError, ProtocolError, StartError, TicketError
from sekisho.screen.host import Host
from sekisho.screen.inputs import Inputs
from sekisho.screen.pixels import Pixels
from sekisho.screen.scaling import scale_of
from sekisho.screen.session import Session
from sekisho.screen.tickets import Desk, Ticket

_log = logging.getLogger(__name__)
_VERSION = b"RFB 003.008\n"
_NONE = 1  # security: the ticket was it
_PIECE = 64 << 10
_REFUSED, _FULL, _BROKEN, _ENDED = 4001, 4002, 4003, 4004  # close codes the page explains
_HANDSHAKE_SECONDS = 10
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass(eq=False)
class Door:
    """Lets terminals in to the sessions of one host."""

    host: Host
    secret: bytes
    clock: Callable[[], float]
    asking: Asking = field(init=False)
    _desk: Desk = field(init=False)
    _open: dict[str, set[ServerConnection]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._desk = Desk(self.host.options.host, self.secret, since=int(self.clock()))
        self.asking = Asking(self.host, self.secret, self.clock, self._let_go, self._watched)

    async def start(self) -> Server:
        """Listen; the server is closed by the caller."""
        where, port = self.host.options.listen
        return await serve(
            self._terminal,
            where,
            port,
            process_request=self._asked,
            compression=None,
            max_size=_PIECE,
            origins=list(self.host.options.origins) or None,  # type: ignore[arg-type]
            server_header=None,
        )

    # What the product asks

    async def _asked(self, _connection: ServerConnection, request: Request) -> Response | None:
        path = urlsplit(request.path).path
        if path == "/session":
            return None
        word = request.headers.get("Authorization", "")
        status, said = await self.asking.answer(path.removeprefix("/"), word)
        return _json(said, status)

    async def _let_go(self, name: str) -> None:
        for connection in list(self._open.get(name, ())):
            await connection.close(_ENDED)

    def _watched(self, name: str) -> int:
        return len(self._open.get(name, ()))

    # What a terminal does

    async def _terminal(self, connection: ServerConnection) -> None:
        address = self._address(connection)
        try:
            query = _query(connection)
            ticket = self._ticket(query, address)
            session = await self.host.opened(ticket, scale_of(query.get("scale", "")))
        except TicketError as error:
            self.host.refused(error.code, address=address)
            await connection.close(_REFUSED)
            return
        except (FullError, StartError) as error:
            _log.warning("no session: %s", error)
            await connection.close(_FULL if isinstance(error, FullError) else _BROKEN)
            return
        open_ = self._open.setdefault(ticket.session, set())
        open_.add(connection)
        try:
            await self._shown(connection, session)
        finally:
            open_.discard(connection)
            if not open_:
                self._open.pop(ticket.session, None)

    def _ticket(self, query: Mapping[str, str], address: str) -> Ticket:
        zone = self.host.options.zone_at(address)
        return self._desk.take(
            query.get("ticket", ""), address=address, zone=zone, at=int(self.clock())
        )

    def _address(self, connection: ServerConnection) -> str:
        """Return the terminal's address: as a trusted front tells it, else the connection's own."""
        peer = str(connection.remote_address[0]) if connection.remote_address else ""
        headers = connection.request.headers if connection.request else Headers()
        told = headers.get_all("X-Forwarded-For")
        if peer in self.host.options.trusted_fronts and len(told) == 1:
            with contextlib.suppress(ValueError):
                return str(ipaddress.ip_address(told[0].rpartition(",")[2].strip()))
        return peer

    async def _shown(self, connection: ServerConnection, session: Session) -> None:
        """Carry pixels one way and keys the other until one side ends or breaks the rules."""
        try:
            screen = await session.connect()
        except OSError:
            await connection.close(_BROKEN)
            return
        try:
            async with asyncio.timeout(_HANDSHAKE_SECONDS):
                await connection.send(await _greeted(connection, screen))
            await self._carried(connection, screen, session)
        except (ConnectionClosed, ConnectionError, TimeoutError, asyncio.IncompleteReadError):
            pass
        except ProtocolError as error:
            _log.warning("a connection was ended: %s", error)
            self.host.refused("protocol", address=self._address(connection))
        finally:
            screen[1].close()
            await connection.close(_ENDED if not session.alive else 1000)

    async def _carried(
        self, connection: ServerConnection, screen: Streams, session: Session
    ) -> None:
        def acted() -> None:
            session.acted = self.clock()

        most = self.host.options.most_size
        inputs, pixels = Inputs(*most, acted), Pixels(*most)
        tasks = [
            asyncio.create_task(_inward(connection, screen[1], inputs)),
            asyncio.create_task(_outward(connection, screen[0], pixels)),
        ]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
        for task in done:
            task.result()


def _query(connection: ServerConnection) -> Mapping[str, str]:
    request = connection.request
    found = parse_qs(urlsplit(request.path).query) if request else {}
    return {name: values[0] for name, values in found.items()}


async def _greeted(connection: ServerConnection, screen: Streams) -> bytes:
    """Shake hands with both sides, each by itself; return the screen's own first words."""
    reader, writer = screen
    if await reader.readexactly(12) != _VERSION:
        raise ProtocolError("version of the screen")
    writer.write(_VERSION)
    offered = await reader.readexactly((await reader.readexactly(1))[0])
    if _NONE not in offered:
        raise ProtocolError("security of the screen")
    writer.write(bytes([_NONE]))
    if await reader.readexactly(4) != b"\0\0\0\0":
        raise ProtocolError("security result")
    writer.write(b"\1")  # shared: another window of the same person goes on
    head = await reader.readexactly(24)
    (length,) = struct.unpack_from(">I", head, 20)
    if length > _PIECE:
        raise ProtocolError("name")
    await reader.readexactly(length)
    await _greet_terminal(connection)
    name = b"Sekisho"
    return head[:20] + struct.pack(">I", len(name)) + name


async def _greet_terminal(connection: ServerConnection) -> None:
    told = _Told(connection)
    await connection.send(_VERSION)
    if await told.exactly(12) != _VERSION:
        raise ProtocolError("version of the terminal")
    await connection.send(bytes([1, _NONE]))
    if await told.exactly(1) != bytes([_NONE]):
        raise ProtocolError("security of the terminal")
    await connection.send(b"\0\0\0\0")
    await told.exactly(1)


class _Told:
    """Bytes a terminal sends before the filters take over."""

    def __init__(self, connection: ServerConnection) -> None:
        self._connection, self._held = connection, b""

    async def exactly(self, count: int) -> bytes:
        while len(self._held) < count:
            self._held += _binary(await self._connection.recv())
        said, self._held = self._held[:count], self._held[count:]
        return said


def _binary(message: str | bytes) -> bytes:
    if isinstance(message, str):
        raise ProtocolError("text frame")
    return message


async def _inward(
    connection: ServerConnection, writer: asyncio.StreamWriter, inputs: Inputs
) -> None:
    async for message in connection:
        writer.write(inputs.feed(_binary(message)))
        await writer.drain()


async def _outward(
    connection: ServerConnection, reader: asyncio.StreamReader, pixels: Pixels
) -> None:
    while data := await reader.read(_PIECE):
        crossing = pixels.feed(data)
        if crossing:
            await connection.send(crossing)


def _json(values: dict[str, object], status: HTTPStatus = HTTPStatus.OK) -> Response:
    body = json.dumps(values, ensure_ascii=False).encode("utf-8", "replace")
    headers = Headers({"Content-Type": "application/json", "Content-Length": str(len(body))})
    return Response(status, status.phrase, headers, body)
