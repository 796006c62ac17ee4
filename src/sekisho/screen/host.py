"""All sessions of one host: some started before anybody asks, each handed to one person and ended.

Nothing here knows how a terminal is reached (`door`) or where records go (`records`).
"""

import asyncio
import contextlib
import itertools
import logging
import shutil
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sekisho.screen import session as sessions
from sekisho.screen.caps import Caps, found
from sekisho.screen.errors import FullError, LendingError, StartError, TicketError
from sekisho.screen.options import DEFAULT, Profile, ScreenOptions
from sekisho.screen.outside import Visit, Visits
from sekisho.screen.records import Journal, Kind, Record
from sekisho.screen.refusals import Refusals
from sekisho.screen.scaling import PLAIN
from sekisho.screen.session import Session
from sekisho.screen.tickets import Ticket

_log = logging.getLogger(__name__)
_WATCH_SECONDS = 1.0
_FIRST_USER = 60_100  # what the machine knows sessions as, one each, where it may be chosen
Deliver = Callable[[str, str, str, bytes], Awaitable[None]]  # session, person, file name, bytes
Fetch = Callable[[str], Awaitable[bytes]]  # what is kept under a number; raises LookupError


@dataclass(eq=False)
class Host:
    """Sessions that run, and those that wait. `now` is the program's clock; `users` where root."""

    options: ScreenOptions
    folder: Path
    journal: Journal
    now: Callable[[], datetime]
    deliver: Deliver
    fetch: Fetch | None = None  # None: nothing is ever lent
    users: bool = False
    bwrap: str = "bwrap"
    caps: Caps = field(default_factory=found)
    running: dict[str, Session] = field(default_factory=dict, init=False)
    waiting: list[Session] = field(default_factory=list, init=False)
    _refusals: Refusals = field(default_factory=Refusals, init=False)
    _slots: "itertools.count[int]" = field(default_factory=itertools.count, init=False)
    _opening: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _round: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _stopped: bool = field(default=False, init=False)

    async def prepare(self) -> None:
        """Clear what an earlier host left behind and fill the pool."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o711, parents=True)
        await self._fill()

    async def keep(self) -> None:
        """Watch limits and fill the pool until the host is stopped, whatever goes wrong."""
        while not self._stopped:
            await asyncio.sleep(_WATCH_SECONDS)
            async with self._round:
                try:
                    await self._look_after()
                except Exception:  # noqa: BLE001  # no place for a record, say; limits are watched on
                    _log.exception("a round over the sessions was not finished")

    async def _look_after(self) -> None:
        """Make one round; nothing is begun once the host is stopped."""
        for name, session in list(self.running.items()):
            ending = self._due(session)
            if ending and self.running.get(name) is session:  # nobody ended it meanwhile
                await self.end(name, ending)
        for session in [each for each in self.waiting if not each.alive]:
            self.waiting.remove(session)
            await session.end()
        if not self._stopped:
            await self._fill()

    async def stop(self) -> None:
        """End everything, when the round that runs is through: it may be starting a session."""
        self._stopped = True
        async with self._round, self._opening:
            for name in list(self.running):
                await self.end(name, "stopped")
            while self.waiting:
                await self.waiting.pop().end()

    async def opened(self, ticket: Ticket, scale: float = PLAIN) -> Session:
        """Return the ticket's session, a new one drawn at `scale` when none runs under its name.

        Raises TicketError for somebody else's and one of another profile or permit, FullError,
        StartError.
        """
        async with self._opening:
            profile = self._profile(ticket)
            known = self.running.get(ticket.session)
            if known is not None:
                _refuse_another(known, ticket, profile)
                if known.alive:
                    return known
                await self.end(ticket.session, "broken")
            session = await self._new(ticket, profile)
            await session.drawn_at(scale)
            return session

    async def lend(self, session: Session, files: Sequence[tuple[str, str]]) -> None:
        """Let a session read kept files (number, name). Raises LendingError; some may be there."""
        if self.fetch is None or not files:
            raise LendingError("このサーバーは、ファイルをセッションに渡しません。")
        try:
            for number, name in files:
                data = await self.fetch(number)
                await asyncio.to_thread(session.lent, name, data)
        except (LookupError, OSError, ValueError) as error:
            raise LendingError("ファイルを読めません。情報担当に確かめてください。") from error
        self.write("lent", session, {"number": files[0][0], "files": len(files)})

    def _profile(self, ticket: Ticket) -> Profile:
        """Return what the ticket lets be reached: beyond the ordinary, only what a permit names."""
        try:
            profile = self.options.profile(ticket.profile)
        except KeyError as error:
            raise TicketError("no-profile") from error
        if ticket.profile == DEFAULT:
            return profile
        if not ticket.hosts or ticket.until <= self.now().timestamp():
            raise TicketError("no-permit")
        return profile.named(ticket.hosts)

    async def _new(self, ticket: Ticket, profile: Profile) -> Session:
        if self._stopped or len(self.running) >= self.options.sessions:
            raise FullError(
                "同時に使える数に達しています。しばらくしてからもう一度開いてください。"
            )
        ready = [each for each in self.waiting if each.alive and profile.only is None]
        if ready:
            session = ready[0]
            self.waiting.remove(session)
        else:
            session = await self._started(profile)
        session.given_to(ticket, profile, self.now().timestamp())
        try:
            self.write("opened", session, {"zone": ticket.zone, "address": ticket.address,
                                            "profile": ticket.profile,
                                            "permit": ticket.permit})  # fmt: skip
        except OSError as error:
            await session.end()
            raise StartError("記録を書けないため、セッションを始められません。") from error
        self.running[ticket.session] = session
        return session

    async def end(self, name: str, ending: str) -> None:
        """End a session; nothing of it is left, and what would be is written down."""
        session = self.running.pop(name)
        left = [*await session.end(), *filter(Path.exists, [session.room.folder])]
        if left:
            _log.error("what an ended session was is still there: %s", left)
        self.write("ended", session, {"ending": ending, "left": len(left)})

    def refused(self, code: str, *, address: str, ticket: Ticket | None = None) -> None:
        """Write down that a ticket opened nothing; of many of one address, that they are many."""
        told = self._refusals.told(code, address=address, at=self.now().timestamp())
        if told is None:
            return
        whose = ("", "") if ticket is None else (ticket.session, ticket.person)
        details: dict[str, object] = {"code": told, "address": address}
        self.journal.write(Record("refused", self._at(), self.options.host, *whose, details))

    def _due(self, session: Session) -> str:
        """Return why a session must end now, or nothing."""
        at = self.now().timestamp()
        if not session.alive:
            return "broken"
        if at - session.opened > self.options.longest_seconds:
            return "longest"
        if at - session.acted > self.options.idle_seconds:
            return "idle"
        if session.lapsed(at):
            return "lapsed"
        return "memory" if session.memory() > self.options.memory_bytes else ""

    async def _fill(self) -> None:
        """Start sessions until as many wait as should; a host that cannot tries again later."""
        with contextlib.suppress(StartError):
            while (
                len(self.waiting) < self.options.warm
                and len(self.waiting) + len(self.running) < self.options.sessions
            ):
                self.waiting.append(await self._started(self.options.profiles[0]))

    async def _started(self, profile: Profile) -> Session:
        """Start a session; one by permit never waited in the pool: its browser went nowhere yet."""
        options = replace(self.options, profiles=(profile,))
        if profile.only:
            options = replace(options, start=f"https://{profile.only[0]}/")
        slot = next(self._slots)
        user = _FIRST_USER + slot % 1000 if self.users else None
        holder: list[Session] = []
        visits = Visits(self.options.visit_seconds)

        def tell(visit: Visit) -> None:
            handed_over = holder and holder[0].person
            if handed_over and visits.is_new(visit, self.now().timestamp()):
                self.write("visit", holder[0], {"to": visit.host, "port": visit.port,
                                                "refused": visit.refused})  # fmt: skip

        async def took(name: str, data: bytes, refused: str) -> None:
            if refused:
                told: dict[str, object] = {"number": "", "name": name, "refused": refused}
                self.write("file", holder[0], told)
            else:
                await self.deliver(holder[0].name, holder[0].person, name, data)

        session = await sessions.start(
            self.folder / f"{slot}", options, tell, user=user, caps=self.caps, bwrap=self.bwrap
        )
        session.took = took
        holder.append(session)
        return session

    def write(self, kind: Kind, session: Session, details: dict[str, object]) -> None:
        """Write down what happened to a session."""
        record = Record(kind, self._at(), self.options.host, session.name, session.person, details)
        self.journal.write(record)

    def _at(self) -> str:
        return self.now().isoformat(timespec="milliseconds")


def _refuse_another(known: Session, ticket: Ticket, profile: Profile) -> None:
    """Raise TicketError when a ticket opens a session that is not its own, or not as it is."""
    if known.person != ticket.person:
        raise TicketError("other-person")
    if known.outside.profile != profile or known.lapsed(ticket.issued):
        raise TicketError("other-profile")
