"""A gateway between two ends of ours: mail is handed in over SMTP, and what comes out is kept."""

import asyncio
import contextlib
import smtplib
import socket
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from tests.engines.sanitize.direct import Direct

from sekisho.mailgate import Crossing, GateOptions, Gateway, Pairing, SmtpRelay, Spool
from sekisho.mailgate.receiving import Door, open_door
from sekisho.quarantine import Keyring, LocalStore

OURS = "town.example.lg.jp"
DAYS = {"mail": 90, "mail-held": 180}


def now() -> datetime:
    return datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Sink:
    """The next hop: keeps what it gets; `answers` are said once each, in order, after the dot."""

    def __init__(self, port: int | None = None, **server) -> None:
        self.got, self.answers, self.refusals = [], [], {}
        self.port = port or free_port()
        self._controller = None
        self._server = server

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 Ok"

    async def handle_DATA(self, server, session, envelope):
        answer = self.answers.pop(0) if self.answers else "250 Ok"
        if answer == "hang up":
            server.transport.close()
            return "250 never seen"
        if answer.startswith("250"):
            sender = "" if envelope.mail_from == "<>" else envelope.mail_from
            self.got.append((sender, tuple(envelope.rcpt_tos), envelope.content))
        return answer

    def factory(self):
        return SMTP(self, enable_SMTPUTF8=True, **self._server)

    def __enter__(self):
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, **self._server)
        if "enable_SMTPUTF8" not in self._server:
            self._controller.SMTP_kwargs["enable_SMTPUTF8"] = True
        self._controller.start()
        return self

    def __exit__(self, *_):
        self._controller.stop()

    def wait(self, count: int, seconds: float = 60):
        until = time.monotonic() + seconds
        while len(self.got) < count and time.monotonic() < until:
            time.sleep(0.02)
        return self.got


class Town:
    """One gateway over a folder; `with` runs it."""

    def __init__(
        self,
        folder: Path,
        next_port: int,
        sandbox=None,
        step=None,
        relay=None,
        lookup=None,
        reader=None,
        **options,
    ):
        options.setdefault("domains", (OURS,))
        options.setdefault("retry_seconds", (0.1,))
        options.setdefault("free_bytes", 0)
        self.options = GateOptions(
            name="gate.town.example.lg.jp",
            listen=("127.0.0.1", free_port()),
            next_hop=("127.0.0.1", next_port),
            **options,
        )
        keys = folder / "quarantine.keys"
        if not keys.exists():
            Keyring.new().save(keys)
        self.originals = LocalStore(folder / "quarantine", keys)
        self.spool = Spool(folder / "mailgate", **({"step": step} if step else {}))
        minutes = self.options.pair_minutes
        pairing = Pairing(self.spool.folder / "pairs", minutes) if minutes else None
        crossing = Crossing(
            self.options, sandbox or Direct(), self.originals, DAYS, lookup, reader, pairing
        )
        self.gateway = Gateway(self.options, self.spool, crossing, relay or SmtpRelay(self.options))
        self._stack = contextlib.ExitStack()

    def __enter__(self):
        self._stack.enter_context(self.spool)
        self._stack.enter_context(self.gateway)
        self._loop = asyncio.new_event_loop()
        door = Door(self.options, self.spool, accepted=self.gateway.accepted, now=now)
        self._server = self._loop.run_until_complete(open_door(door, self.options))
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._stack.close()

    async def _stop(self):
        self._server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0.05)

    def smtp(self) -> smtplib.SMTP:
        return smtplib.SMTP(*self.options.listen, local_hostname="front.example.jp", timeout=30)

    def send(self, data: bytes, sender="kacho@partner.example.jp", to=(f"hanako@{OURS}",)):
        with self.smtp() as smtp:
            return smtp.sendmail(sender, list(to), data)

    @property
    def held(self):
        return sorted(path.stem for path in self.spool.held.glob("*.json"))

    @property
    def done(self):
        return sorted(path.stem for path in self.spool.records.glob("*.json"))

    def settled(self, count: int, seconds: float = 60):
        until = time.monotonic() + seconds
        while len(self.held) + len(self.done) < count and time.monotonic() < until:
            time.sleep(0.02)
        return self.done


def later(days: int) -> datetime:
    return now() + timedelta(days=days)
