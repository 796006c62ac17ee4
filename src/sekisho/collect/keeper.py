"""Two processes: one keeps sockets and does nothing else, the other reads and writes.

Should the one that works be killed, the keeper starts another and gives it the same connections,
with what the kernel holds of them. Should the keeper be killed, the other takes in what is there,
and ends. Both are this program, parted by fork before there are threads.
"""

import logging
import os
import select
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sekisho.collect.doors import Doors, Guest, open_doors, tls_context
from sekisho.collect.options import CollectOptions
from sekisho.collect.receiver import Receiver
from sekisho.collect.segments import Spool
from sekisho.collect.standing import Standing

_log = logging.getLogger(__name__)
_PATIENCE = 0.2  # seconds between two starts, so that one that cannot run does not burn
_MESSAGE = 64
Clock = Callable[[], int]


def keep(
    options: CollectOptions, folder: Path, drop: Path, now: Clock, told: Callable[[Doors], None]
) -> None:
    """Listen, and have what comes taken in, until told to stop.

    Raises OptionsError, SpoolBusyError. `told` is called once everything is open.
    """
    tls_context(options)  # said now rather than by the other process
    drop.mkdir(mode=0o700, parents=True, exist_ok=True)
    with Spool(folder, channels=options.channels) as spool:
        keeper = _Keeper(options, spool, open_doors(options), drop, now)
        told(keeper.doors)
        keeper.run()


class _Keeper:
    def __init__(
        self, options: CollectOptions, spool: Spool, doors: Doors, drop: Path, now: Clock
    ) -> None:
        self.options, self.spool, self.doors, self.drop, self.now = options, spool, doors, drop, now
        self._guest = Guest(options.networks)
        self._held: dict[int, socket.socket] = {}
        self._next = 1
        self._starts = 0
        self._refused = 0
        self._began = now()
        self._stop = False

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._hear)
        while not self._stop:
            ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            child = os.fork()
            if not child:
                ours.close()
                self._work(theirs)
            theirs.close()
            self._starts += 1
            self._serve(ours)
            _end(child)
            ours.close()
            if not self._stop:
                _log.error("the receiving process ended; another is started")
                time.sleep(_PATIENCE)

    def _hear(self, *_: object) -> None:
        self._stop = True

    def _serve(self, ours: socket.socket) -> None:
        """Accept and hand over, until the other process is gone or we are to stop."""
        waiting: list[socket.socket] = [ours, *([self.doors.tcp] if self.doors.tcp else [])]
        while not self._stop:
            ready, _, _ = select.select(waiting, [], [], 0.5)
            with suppress(BlockingIOError, InterruptedError):
                if ours in ready and not self._told(ours):
                    return
                if self.doors.tcp in ready and not self._accept(ours):
                    return

    def _told(self, ours: socket.socket) -> bool:
        """Hear which connection is done with; False when the other process is gone."""
        try:
            message = ours.recv(_MESSAGE)
        except ConnectionResetError:
            return False
        if message:
            gone = self._held.pop(int(message), None)
            if gone is not None:
                gone.close()
        return bool(message)

    def _accept(self, ours: socket.socket) -> bool:
        assert self.doors.tcp is not None  # noqa: S101  # it was ready
        connection, address = self.doors.tcp.accept()
        if len(self._held) >= self.options.connections or not self._guest.may(address[0]):
            self._refused += 1
            connection.close()
            with suppress(OSError):
                ours.send(b"refused")
            return True
        number, self._next = self._next, self._next + 1
        self._held[number] = connection
        try:
            socket.send_fds(ours, [b"%d" % number], [connection.fileno()])
        except OSError:
            return False
        return True

    def _work(self, theirs: socket.socket) -> None:
        """Be the process that reads and writes; never returns."""
        code = 1
        try:
            signal.signal(signal.SIGTERM, self._hear)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # the keeper hears it and says so
            theirs.setblocking(False)  # noqa: FBT003  # named so by Python
            standing = Standing(restarts=self._starts, refused=self._refused, since_us=self._began)
            receiver = Receiver(
                self.options, self.spool, self.doors, self.drop, self.now,
                tls_context(self.options), _teller(theirs), standing,
            )  # fmt: skip
            receiver.begin(self._held)
            self._rounds(receiver, theirs)
            code = 0
        except Exception:  # noqa: BLE001  # said, and another is started
            _log.exception("the receiving process failed")
        finally:
            os._exit(code)

    def _rounds(self, receiver: Receiver, theirs: socket.socket) -> None:
        receiver.watch(theirs)
        while not self._stop and _taken(receiver, theirs):
            receiver.round()
            receiver.wait()
        receiver.finish()


def _taken(receiver: Receiver, theirs: socket.socket) -> bool:
    """Take the connections the keeper hands over; False when it is gone."""
    while True:
        try:
            message, handles, _, _ = socket.recv_fds(theirs, _MESSAGE, 1)
        except BlockingIOError:
            return True
        except OSError:
            return False
        if not message:
            return False
        if handles:
            receiver.admit(int(message), socket.socket(fileno=handles[0]))
        else:
            receiver.standing.refused += 1


def _teller(theirs: socket.socket) -> Callable[[int], None]:
    def tell(number: int) -> None:
        with suppress(OSError):
            select.select([], [theirs], [], _PATIENCE)
            theirs.send(b"%d" % number)

    return tell


def _end(child: int) -> None:
    """Have the other process end, and wait for it."""
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGTERM)
    os.waitpid(child, 0)
