"""The SMTP side that takes mail in: who may, how much, how; 250 only for what is durable."""

import asyncio
import errno
import logging
import re
import secrets
import ssl
import time
from collections import Counter, defaultdict, deque
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as Offered

from sekisho.mailgate.addresses import routes_on, split
from sekisho.mailgate.options import ANY, GateOptions, Tls
from sekisho.mailgate.rows import Envelope
from sekisho.mailgate.screening import ends_lines_badly
from sekisho.mailgate.spool import Spool

_log = logging.getLogger(__name__)
_MINUTE = 60.0
_PAUSE = 0.1
_PLAIN = re.compile(
    r"<([A-Za-z0-9_+=-]+(?:\.[A-Za-z0-9_+=-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)>"
    r"((?: [A-Z0-9= ]*)?)"
)
_NOBODY = "<>"  # how aiosmtpd calls the sender of a bounce; "" would be no sender to it
_OK = "250 2.0.0 Ok"
_NOT_OURS = "550 5.7.1 Relaying denied"
_BAD_ADDRESS = "553 5.1.7 Address syntax not accepted"
_BARE = "550 5.5.2 Bare carriage return or line feed not allowed"
_FULL = "452 4.3.1 Insufficient system storage"
_AGAIN = "451 4.3.0 Temporary failure, try again later"
_TOO_FAST = "451 4.7.1 Too many messages, try again later"
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Door:
    """The handler aiosmtpd asks. `now` gives the time; `accepted` is told each durable number."""

    def __init__(
        self,
        options: GateOptions,
        spool: Spool,
        *,
        accepted: Callable[[str], None],
        now: Callable[[], datetime],
    ) -> None:
        self._options, self._spool = options, spool
        self._accepted, self._now = accepted, now
        self._busy, self._idle = 0, asyncio.Event()
        self._idle.set()
        self._recent: defaultdict[str, deque[float]] = defaultdict(deque)

    async def handle_MAIL(  # noqa: N802  # aiosmtpd's names and arguments
        self, server: SMTP, session: Session, envelope: Offered, address: str, options: list[str]
    ) -> str:
        """Take a sender from an allowed client: an address, or none for a bounce."""
        del server
        client = _client(session)
        if not self._options.takes_from(client):
            return _NOT_OURS
        if address != _NOBODY and split(address) is None:
            return _BAD_ADDRESS
        if not self._slow_enough(client):
            return _TOO_FAST
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return _OK

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Offered, address: str, options: list[str]
    ) -> str:
        """Take a recipient of a domain we serve."""
        del server, session
        parts = split(address)
        if parts is None:
            return "553 5.1.3 Address syntax not accepted"
        local, domain = parts
        if not self._options.takes_for(domain):
            return _NOT_OURS
        if self._options.domains != (ANY,) and routes_on(local):
            return _NOT_OURS
        if len(envelope.rcpt_tos) >= self._options.recipients:
            return "452 4.5.3 Too many recipients"
        if address not in envelope.rcpt_tos:
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return _OK

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Offered
    ) -> str:
        """Take the message: refused if deceptive, put off without space, else made durable."""
        del server
        content = envelope.content
        if not isinstance(content, bytes):
            return _AGAIN
        if ends_lines_badly(content):
            return _BARE
        if self._spool.free_bytes() < self._options.free_bytes + 3 * len(content):
            return _FULL
        taken = self._envelope(session, envelope)
        self._busy += 1
        self._idle.clear()
        try:
            await asyncio.to_thread(self._spool.accept, taken, content)
        except OSError as error:
            _log.exception("a message could not be written down; it was not accepted")
            return _FULL if error.errno in _NO_SPACE else _AGAIN
        finally:
            self._busy -= 1
            if not self._busy:
                self._idle.set()
        self._accepted(taken.number)
        return f"250 2.0.0 Ok: queued as {taken.number}"

    async def finish(self) -> None:
        """Wait until what is being written down is durable and its answer has been said.

        Ended before, a client would hand in once more what we have.
        """
        await self._idle.wait()
        await asyncio.sleep(_PAUSE)  # the answer itself

    def _envelope(self, session: Session, offered: Offered) -> Envelope:
        at = self._now()
        return Envelope(
            number=f"{at:%Y%m%d}-{secrets.token_hex(5).upper()}",
            received_at=at.isoformat(timespec="seconds"),
            client=_client(session),
            helo=str(session.host_name or ""),
            encrypted=session.ssl is not None,
            sender="" if offered.mail_from in {None, _NOBODY} else str(offered.mail_from),
            recipients=tuple(offered.rcpt_tos),
        )

    def _slow_enough(self, client: str) -> bool:
        now, recent = time.monotonic(), self._recent[client]
        while recent and now - recent[0] > _MINUTE:
            recent.popleft()
        if len(recent) >= self._options.per_minute:
            return False
        recent.append(now)
        return True


def _client(session: Session) -> str:
    peer: object = session.peer  # a pair for TCP, whatever the annotation says
    return str(peer[0]) if isinstance(peer, tuple) else ""


class _Server(SMTP):
    """aiosmtpd's server, counting its connections; beyond the limit it says so and hangs up.

    Its reading of an address is quicker: what `split` takes needs no grammar of comments.
    """

    def __init__(self, *args: Any, open_ones: Counter[str], most: int, **more: Any) -> None:
        super().__init__(*args, **more)
        self._open_ones, self._most, self._counted = open_ones, most, False

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        plain = _PLAIN.fullmatch(arg)
        return (plain[1], plain[2]) if plain else super()._getaddr(arg)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count a new connection; the one STARTTLS makes on top is the same one."""
        if not self._counted:
            if self._open_ones["all"] >= self._most and isinstance(transport, asyncio.Transport):
                transport.write(b"421 4.7.0 Too many connections, try again later\r\n")
                transport.close()
                return
            self._counted = True
            self._open_ones["all"] += 1
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Count it off."""
        if self._counted:
            self._counted = False
            self._open_ones["all"] -= 1
            super().connection_lost(error)


async def open_door(door: Door, options: GateOptions) -> asyncio.Server:
    """Listen; the caller closes the server."""
    loop = asyncio.get_running_loop()
    make = partial(
        _Server,
        door,
        open_ones=Counter(),
        most=options.connections,
        data_size_limit=options.message_bytes,
        enable_SMTPUTF8=True,
        hostname=options.name,
        ident="ESMTP Sekisho",
        tls_context=_tls(options),
        require_starttls=options.tls is Tls.MUST,
        loop=loop,
    )
    return await loop.create_server(make, *options.listen)


def _tls(options: GateOptions) -> ssl.SSLContext | None:
    if options.tls is Tls.OFF or options.certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(options.certificate, options.key)
    return context
