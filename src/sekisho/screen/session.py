"""One browser session: started, shown to one person, ended, and then looked for once more."""

import asyncio
import contextlib
import os
import shutil
import signal
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

from sekisho.quarantine.durable import write_whole
from sekisho.screen import launching, processes, scaling
from sekisho.screen.caps import NONE, Caps, Group
from sekisho.screen.errors import StartError
from sekisho.screen.launching import FILES, OUT, SCREEN, STEER, Room, most
from sekisho.screen.options import Profile, ScreenOptions
from sekisho.screen.outside import Outside, Tell
from sekisho.screen.sockets import connected
from sekisho.screen.tickets import Ticket

_START_SECONDS = 20.0
_END_SECONDS = 5.0
_NAME_MOST = 1024
_DIGITS = 15  # of a length
_FILES_MOST = 200  # of one session
Took = Callable[[str, bytes, str], Awaitable[None]]  # name, content, why it does not cross ("")


@dataclass(eq=False)
class Session:
    """A session that runs. Without a `ticket` it waits in the pool."""

    room: Room
    process: asyncio.subprocess.Process
    outside: Outside
    group: Group = field(default_factory=Group)
    took: Took | None = None
    ticket: Ticket | None = None  # whom it was given to, on what grounds
    opened: float = 0.0
    acted: float = 0.0
    servers: list[asyncio.Server] = field(default_factory=list)
    most_file: int = 0
    files: int = 0  # that came out, those that do not cross among them
    ending: bool = False
    scale: float = scaling.PLAIN
    steering_lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    filing_lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def person(self) -> str:
        """Whose it is; empty while it waits."""
        return self.ticket.person if self.ticket else ""

    @property
    def name(self) -> str:
        """What the product calls it; empty while it waits."""
        return self.ticket.session if self.ticket else ""

    @property
    def alive(self) -> bool:
        """Whether its programs run, and nobody is ending them."""
        return self.process.returncode is None and not self.ending

    @property
    def steering(self) -> Path:
        """Where its browser is spoken to."""
        return self.room.socket(STEER)

    def memory(self) -> int:
        """Return the bytes of memory its programs take."""
        return processes.memory(processes.family(self.process.pid))

    async def connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Return a connection to its screen."""
        return await connected(self.room.socket(SCREEN))

    def given_to(self, ticket: Ticket, profile: Profile, at: float) -> None:
        """Hand the session to one person, for good."""
        if self.ticket is not None:
            raise ValueError("a session is handed over once")
        self.ticket, self.opened, self.acted = ticket, at, at
        self.outside.profile = profile

    async def drawn_at(self, scale: float) -> None:
        """Draw it with so many pixels to a point; its browser begins again when that changes."""
        if scale == self.scale:
            return
        self.scale = scale
        await asyncio.to_thread(launching.scale, self.room, scale)
        await scaling.begin_again(self.steering, self.steering_lock)

    def lent(self, name: str, data: bytes) -> None:
        """Let it read a file; the browser then lets files be chosen. Raises OSError, ValueError."""
        place = self.room.lent / name
        if place.parent != self.room.lent or name in {"", ".", ".."}:
            raise ValueError(name)
        write_whole(place, [data])
        owner = self.room.lent.stat()
        os.chown(place, owner.st_uid, owner.st_gid)
        launching.rule(self.room, choosing=True)

    def lapsed(self, at: float) -> bool:
        """Whether the permit it rests on counts no more."""
        return self.ticket is not None and 0 < self.ticket.until <= at

    async def end(self) -> list[int]:
        """Stop everything and take its folder away; return processes that would not go (none)."""
        self.ending = True
        family = sorted({*processes.family(self.process.pid), *self.group.pids()})
        for server in self.servers:
            server.close()
        self.outside.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_END_SECONDS):
                await self.process.wait()
                while any(map(_runs, family)):  # noqa: ASYNC110  # no event tells of grandchildren
                    await asyncio.sleep(0.02)
        left = [pid for pid in {*family, *self.group.pids()} if _runs(pid)]
        await asyncio.to_thread(self.group.remove)
        shutil.rmtree(self.room.folder, ignore_errors=True)
        return sorted(left)

    async def _file(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one finished download: its name, its length and its bytes, and nothing cut short.

        One after the other, so a session fills no more of its host's memory than one file does.
        """
        try:
            async with self.filing_lock:
                await self._take(reader)
        except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass  # the session ended, or says what is no file
        finally:
            writer.close()

    async def _take(self, reader: asyncio.StreamReader) -> None:
        name, length = [(await reader.readuntil(b"\0"))[:-1].decode("utf-8", "replace")
                        for _ in range(2)]  # fmt: skip
        if self.took is None or not self.ticket or not (length.isdecimal() and length.isascii()):
            return
        self.files += 1
        refused = self._refused(length)
        if self.files > _FILES_MOST + 1:
            return  # that there are too many was told with the first of them
        data = b"" if refused else await reader.readexactly(int(length))
        await self.took(name[:_NAME_MOST], data, refused)

    def _refused(self, length: str) -> str:
        """Return why a file does not cross, "" when it does."""
        if self.files > _FILES_MOST:
            return "too-many"
        return "too-large" if len(length) > _DIGITS or int(length) > self.most_file else ""


async def start(  # noqa: PLR0913  # what a session is made of
    folder: Path,
    options: ScreenOptions,
    tell: Tell,
    *,
    user: int | None,
    caps: Caps = NONE,
    bwrap: str = "bwrap",
) -> Session:
    """Start a session and wait for its screen. Raises StartError; nothing is left then.

    `user` is who the machine knows its programs as; None: whoever runs this. `caps` makes the
    groups the kernel limits it by.
    """
    room = Room(folder)
    try:
        process = await _launched(room, launching.command(room, options, bwrap=bwrap), user)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise StartError("画面転送のセッションを始められませんでした。") from error
    session = Session(room, process, Outside(options.profiles[0], tell, options.connections))
    session.most_file = options.download_bytes
    try:
        session.group = caps.made(f"sekisho-screen-{os.getpid()}-{folder.name}", most(options))
        _let_go(session)
        await _serve(session, user)
        await _ready(session)
    except BaseException as error:  # cancelled, too: nothing is left then either
        await session.end()
        if not isinstance(error, (OSError, TimeoutError, StartError)):
            raise
        raise StartError("画面転送のセッションを始められませんでした。") from error
    return session


async def _launched(room: Room, words: list[str], user: int | None) -> asyncio.subprocess.Process:
    """Furnish the folder and start the first process, which waits for its group."""
    launching.furnish(room)
    _hand_over(room, user)
    return await asyncio.create_subprocess_exec(
        *words,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
        user=user,
        group=user,
        extra_groups=None if user is None else [],
    )


def _let_go(session: Session) -> None:
    """Put the session's first process into its group, then let it run. Raises OSError."""
    session.group.join(session.process.pid)
    if session.process.stdin is not None:
        session.process.stdin.write(b"go\n")
        session.process.stdin.close()


async def _serve(session: Session, user: int | None) -> None:
    for name, answer in ((OUT, session.outside.serve), (FILES, session._file)):  # noqa: SLF001
        place = session.room.socket(name)
        session.servers.append(await asyncio.start_unix_server(answer, str(place)))
        place.chmod(0o600)
        if user is not None:
            os.chown(place, user, user)


async def _ready(session: Session) -> None:
    """Wait until the screen answers."""
    async with asyncio.timeout(_START_SECONDS):
        while session.alive:
            with contextlib.suppress(OSError):
                _, writer = await session.connect()
                writer.close()
                return
            await asyncio.sleep(0.02)
    raise StartError("画面転送のセッションが始まる前に終わりました。")


def _hand_over(room: Room, user: int | None) -> None:
    """Give the folder to who runs the session; what is above it lets through and shows nothing."""
    if user is None:
        return
    room.folder.chmod(0o711)
    own = (room.folder / "sockets", room.policies, room.lent, room.told, room.folder / "passwd")
    for place in own:
        os.chown(place, user, user)


def _runs(pid: int) -> bool:
    """Whether a process still does anything: one nobody has waited for does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(") ")[2][:1]
    except OSError:
        return False
    return state != "Z"
