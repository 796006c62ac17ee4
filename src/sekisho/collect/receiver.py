"""Takes in what comes, in rounds: looked at, written, flushed, committed, and only then consumed.

The law of a round. Bytes of a TCP connection are looked at without being taken (MSG_PEEK), whole
messages are written to segments and flushed, the journal says how far each connection is taken, and
then the kernel is told to forget them. A process killed anywhere in between is followed by another
that finds the same connections (`keeper`), cuts what was not committed, and consumes what was: each
message is stored once. TLS has its state in the process: there a sender knows by the orderly end
of the connection that all it sent is stored.
"""

import socket
import ssl
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector

from sekisho.collect import kernel
from sekisho.collect.channels import OTHERS, is_name, of_peer
from sekisho.collect.doors import Doors, Guest
from sekisho.collect.following import Followed, Read
from sekisho.collect.framing import Cut, cut
from sekisho.collect.journal import Entry, Journal
from sekisho.collect.options import CollectOptions
from sekisho.collect.segments import Spool
from sekisho.collect.standing import EVERY_SECONDS, Standing
from sekisho.detection.readers import ipfix, netflow5, netflow9

_BUFFER = 4 << 20
_DATAGRAM = 65_536
_DATAGRAMS = 4_000  # of one door in one round
_WAIT, _FULL_WAIT = 0.5, 1.0
_EVERY = 1.0  # seconds between two looks into the drop folder
_SETTLED = 2.0  # seconds a file of the drop folder has not been touched for
_MOST_TLS = 256 << 10  # bytes of one TLS connection in one round
_NETFLOW = {5: netflow5.length, 9: netflow9.length, 10: ipfix.length}


@dataclass(slots=True)
class Peer:
    """One connection. `taken`: bytes committed; `offered`: with those of this round."""

    socket: socket.socket
    channel: str
    taken: int = 0
    offered: int = 0
    over: bool = False
    held: bytes = b""  # of TLS: a message without its end
    greet_until: float = 0.0  # of TLS: when the handshake must be done; 0: it is


@dataclass
class Receiver:
    """The rounds of one process. `drop` is the folder whose folders files are laid down in."""

    options: CollectOptions
    spool: Spool
    doors: Doors
    drop: Path
    now: Callable[[], int]
    tls: ssl.SSLContext | None = None
    closed: Callable[[int], None] = lambda _number: None
    standing: Standing = field(default_factory=Standing)
    peers: dict[int, Peer] = field(default_factory=dict)
    secure: dict[int, Peer] = field(default_factory=dict)
    stopping: bool = False

    def __post_init__(self) -> None:
        """Register the doors; nothing is read yet."""
        self._journal = Journal(self.spool.folder)
        self._entry = Entry()
        self._guest = Guest(self.options.networks)
        self._buffer = bytearray(_BUFFER)
        self._selector = DefaultSelector()
        self._files: dict[str, Followed] = {}
        self._moved: dict[str, Read] = {}  # of this round
        self._pending: dict[int, bytes] = {}  # of this round: what TLS connections still hold
        self._lost = self._caught = 0  # datagrams the disk did not take; those of this round
        self._told_at = self._looked_at = 0.0
        for door in (self.doors.udp, self.doors.netflow, self.doors.tls):
            if door is not None:
                self._selector.register(door, EVENT_READ, None)

    def begin(self, kept: dict[int, socket.socket]) -> None:
        """Settle what an earlier process left; `kept` are its connections, by number."""
        self._entry = self._journal.last()
        self.spool.recover(self._entry.sizes, again=bool(kept))
        for number, connection in kept.items():
            self.admit(number, connection)
            self._consume(self.peers[number], self._entry.connections.get(number, 0))
        for name, path in self.options.files.items():
            place = self._entry.files.get(name)
            self._files[name] = Followed(path, place, self.options.message_bytes)
        self.standing.since_us = self.standing.since_us or self.now()

    def admit(self, number: int, connection: socket.socket) -> None:
        """Take a plain connection under its number."""
        connection.setblocking(False)  # noqa: FBT003  # named so by Python
        try:
            channel = self.spool.settled(of_peer("tcp", connection.getpeername()[0]))
        except OSError:  # gone already; what it sent may still be read
            channel = f"tcp-{OTHERS}"
        peer = Peer(connection, channel)
        peer.taken = peer.offered = kernel.taken(connection)
        self.peers[number] = peer
        self._selector.register(connection, EVENT_READ, None)

    def _consume(self, peer: Peer, until: int) -> None:
        """Have the kernel forget what is committed of a connection."""
        with suppress(OSError):  # gone, with nothing left of it
            while (rest := until - peer.taken) > 0:
                got = peer.socket.recv_into(self._buffer, min(rest, _BUFFER), socket.MSG_TRUNC)
                if not got:
                    break
                peer.taken += got
        peer.offered = peer.taken

    def round(self) -> bool:
        """Take in what is there; say whether there was anything."""
        if self._full():
            time.sleep(_FULL_WAIT)
            self._tell()
            return False
        try:
            self._look()
            self.spool.flush()
        except OSError:
            self._give_back()
            return False
        busy = self._commit()
        self._seal()
        self._tell()
        return busy

    def watch(self, other: socket.socket) -> None:
        """Wake up for what the keeper says as well."""
        self._selector.register(other, EVENT_READ, None)

    def wait(self) -> None:
        """Wait until something comes, or a moment."""
        deciphered = any(
            isinstance(each.socket, ssl.SSLSocket) and each.socket.pending()
            for each in self.secure.values()
        )
        self._selector.select(0 if deciphered else _WAIT)

    def _full(self) -> bool:
        full = self.spool.free_bytes() < self.options.free_bytes
        self._note_full(full=full)
        return full

    def _note_full(self, *, full: bool) -> None:
        standing = self.standing
        if full and not standing.full_us:
            standing.full_us, standing.full_times = self.now(), standing.full_times + 1
        elif not full:
            standing.full_us = 0

    def _give_back(self) -> None:
        """Undo the round: connections and files are read again, datagrams are gone and counted."""
        self.spool.take_back()
        self._lost, self._caught = self._lost + self._caught, 0
        for peer in (*self.peers.values(), *self.secure.values()):
            peer.offered, peer.over = peer.taken, False
        self._note_full(full=True)
        time.sleep(_FULL_WAIT)

    def _look(self) -> None:
        at = self.now()
        self._caught = 0
        self._moved = {
            name: read for name, each in self._files.items() if (read := each.read()) is not None
        }
        for name, read in self._moved.items():
            self._append(f"file-{name}", read.lines, read.lines.count(b"\n"), at)
        for peer in self.peers.values():
            self._peek(peer, at)
        self._pending = {}
        self._accept_tls()
        for number, peer in self.secure.items():
            self._read_tls(number, peer, at)
        if self.doors.udp is not None:
            self._datagrams(self.doors.udp, at, flows=False)
        if self.doors.netflow is not None:
            self._datagrams(self.doors.netflow, at, flows=True)
        self._adopt(at)

    def _append(self, channel: str, lines: bytes, messages: int, at: int) -> None:
        if lines:
            self.spool.append(channel, lines, messages, at)

    def _peek(self, peer: Peer, at: int) -> None:
        try:
            got = peer.socket.recv_into(self._buffer, _BUFFER, socket.MSG_PEEK)
        except BlockingIOError:
            return
        except OSError:
            peer.over = True
            return
        over = kernel.ended(peer.socket) and kernel.unread(peer.socket) <= got
        found = cut(bytes(memoryview(self._buffer)[:got]), self.options.message_bytes, ended=over)
        self._count(found)
        self._append(peer.channel, found.lines, found.messages, at)
        peer.offered, peer.over = peer.taken + found.used, over
        # Else what has no end yet would wake us again and again.
        left = got - found.used
        peer.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, left + 1)

    def _count(self, found: Cut) -> None:
        self.standing.pieces += found.pieces
        self.standing.escaped += found.escaped

    def _accept_tls(self) -> None:
        while self.doors.tls is not None and self.tls is not None:
            try:
                connection, address = self.doors.tls.accept()
            except OSError:
                return
            if len(self.secure) >= self.options.connections or not self._guest.may(address[0]):
                self.standing.refused += 1
                connection.close()
                continue
            connection.setblocking(False)  # noqa: FBT003  # named so by Python
            wrapped = self.tls.wrap_socket(connection, server_side=True,
                                           do_handshake_on_connect=False)  # fmt: skip
            channel = self.spool.settled(of_peer("tls", address[0]))
            until = time.monotonic() + self.options.greeting_seconds
            self.secure[wrapped.fileno()] = Peer(wrapped, channel, greet_until=until)
            self._selector.register(wrapped, EVENT_READ, None)

    def _greeted(self, peer: Peer) -> bool:
        """Go on with the handshake; one that takes too long, or fails, is over."""
        if not peer.greet_until:
            return True
        assert isinstance(peer.socket, ssl.SSLSocket)  # noqa: S101  # of `secure` every one is
        try:
            peer.socket.do_handshake()
            peer.greet_until = 0.0
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            peer.over = time.monotonic() > peer.greet_until
            self.standing.unspoken += peer.over
        except OSError:
            peer.over = True
        return not peer.greet_until

    def _read_tls(self, number: int, peer: Peer, at: int) -> None:
        if not self._greeted(peer):
            return
        data = [peer.held]
        size = 0
        while size < _MOST_TLS:
            try:
                more = peer.socket.recv(_DATAGRAM)
            except ssl.SSLError as error:
                peer.over = not isinstance(error, ssl.SSLWantReadError | ssl.SSLWantWriteError)
                break
            except OSError:
                peer.over = True
                break
            if not more:
                peer.over = True
                break
            data.append(more)
            size += len(more)
        whole = b"".join(data)
        found = cut(whole, self.options.message_bytes, ended=peer.over)
        self._count(found)
        peer.held = whole  # given back to ourselves when the disk refuses
        self._pending[number] = whole[found.used :]
        self._append(peer.channel, found.lines, found.messages, at)

    def _datagrams(self, door: socket.socket, at: int, *, flows: bool) -> None:
        found: defaultdict[str, list[bytes]] = defaultdict(list)
        for _ in range(_DATAGRAMS):
            try:
                data, address = door.recvfrom(_DATAGRAM)
            except OSError:
                break
            self._caught += 1
            if not self._guest.may(address[0]):
                self.standing.refused += 1
                self._caught -= 1
            elif flows:
                version = int.from_bytes(data[:2], "big")
                length = _NETFLOW.get(version, lambda _data: None)(data)
                channel = of_peer("netflow", address[0])
                if length == len(data):
                    found[f"{channel}-v{version}"].append(data)
                else:
                    self.standing.unreadable += 1
                    found[of_peer("udp", address[0])].append(_one_line(data))
            else:
                found[of_peer("udp", address[0])].append(_one_line(data))
        for channel, all_of_it in found.items():
            self._append(self.spool.settled(channel), b"".join(all_of_it), len(all_of_it), at)

    def _adopt(self, at: int) -> None:
        """Take files laid down whole; one whose name begins with a point is not whole yet."""
        moment = time.monotonic()
        if moment - self._looked_at < _EVERY and not self.stopping:
            return
        self._looked_at = moment
        for path in sorted(self.drop.glob("*/*")):
            with suppress(OSError):
                old = at - path.stat().st_mtime_ns // 1_000 > _SETTLED * 1_000_000
                if old and path.is_file() and path.name[0] != "." and is_name(path.parent.name):
                    self.spool.adopt(f"drop-{path.parent.name}", path, at)
                    self.standing.heard(f"drop-{path.parent.name}", 0, at)

    def _commit(self) -> bool:
        """Say how far everything is taken, then have it forgotten."""
        places = {name: read.place for name, read in self._moved.items()}
        kept = {name: each.place for name, each in self._files.items() if each.place is not None}
        entry = Entry(
            self._entry.number + 1,
            self.spool.sizes(),
            {number: peer.offered for number, peer in self.peers.items()},
            kept | places,
        )
        try:
            if entry.sizes != self._entry.sizes or entry.files != self._entry.files:
                self._journal.write(entry)
                self._entry = entry
        except OSError:
            self._give_back()
            return False
        got = self.spool.commit()
        at = self.now()
        for channel, messages in got.items():
            self.standing.heard(channel, messages, at)
        for name, place in places.items():
            self._files[name].move(place)
        self._forget()
        return bool(got)

    def _forget(self) -> None:
        for number, peer in list(self.peers.items()):
            self._consume(peer, peer.offered)
            if peer.over:
                self._drop(self.peers, number)
                self.closed(number)
        for number, peer in list(self.secure.items()):
            peer.held = self._pending.get(number, peer.held)
            if peer.over:
                self._drop(self.secure, number)

    def _drop(self, among: dict[int, Peer], number: int) -> None:
        peer = among.pop(number)
        self._selector.unregister(peer.socket)
        with suppress(OSError, ValueError):
            if isinstance(peer.socket, ssl.SSLSocket):
                peer.socket.unwrap()  # the orderly end says that all of it is stored
        with suppress(OSError):
            peer.socket.close()

    def _seal(self, *, all_of_it: bool = False) -> None:
        at = self.now()
        begun = at if all_of_it else at - int(self.options.seal_seconds * 1_000_000)
        self.spool.seal(before_us=begun, larger=self.options.segment_bytes)

    def _tell(self) -> None:
        """Write down now and then how we stand."""
        moment = time.monotonic()
        if moment - self._told_at < EVERY_SECONDS and not self.stopping:
            return
        self._told_at = moment
        standing = self.standing
        standing.at_us = self.now()
        standing.connections = len(self.peers) + len(self.secure)
        standing.dropped = self._lost + sum(
            kernel.dropped(door) for door in (self.doors.udp, self.doors.netflow) if door
        )
        files = self._files.items()
        standing.truncated = sum(each.truncated for _, each in files)
        standing.passed_over = sum(each.passed_over for _, each in files)
        standing.missing = tuple(name for name, each in files if each.missing)
        with suppress(OSError):
            standing.write(self.spool.folder)

    def finish(self) -> None:
        """Take in what is there already, seal everything, say so."""
        self.stopping = True
        until = time.monotonic() + 1.0
        while self.round() and time.monotonic() < until:
            pass
        self._seal(all_of_it=True)
        self._tell()


def _one_line(datagram: bytes) -> bytes:
    """Return a datagram as one line; line feeds within are written as syslog daemons do."""
    return datagram.rstrip(b"\r\n\0").replace(b"\n", b"#012") + b"\n"
