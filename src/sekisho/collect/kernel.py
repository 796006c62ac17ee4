"""What the kernel knows of a socket: bytes taken of a connection, datagrams it had no room for."""

import array
import fcntl
import select
import socket
import struct
import termios

_INFO, _INFO_BYTES, _RECEIVED = 11, 256, 128  # TCP_INFO, and tcpi_bytes_received in it
_MEMINFO, _WORDS, _DROPS = 55, 9, 8  # SO_MEMINFO, and SK_MEMINFO_DROPS in it


def unread(connection: socket.socket) -> int:
    """Return how many bytes wait to be read."""
    found = array.array("i", [0])
    fcntl.ioctl(connection, termios.FIONREAD, found)
    return found[0]


def taken(connection: socket.socket) -> int:
    """Return how many bytes were read of a TCP connection since it was opened, by anybody."""
    told = connection.getsockopt(socket.IPPROTO_TCP, _INFO, _INFO_BYTES)
    received = int(struct.unpack_from("<Q", told, _RECEIVED)[0])
    finished = _events(connection) & (select.POLLRDHUP | select.POLLHUP) == select.POLLRDHUP
    return received - finished - unread(connection)  # an orderly end counts as a byte


def ended(connection: socket.socket) -> bool:
    """Whether the other side sends no more: it said so, or the connection broke."""
    return bool(_events(connection) & (select.POLLRDHUP | select.POLLHUP))


def _events(connection: socket.socket) -> int:
    poll = select.poll()
    poll.register(connection, select.POLLRDHUP)
    return next((event for _, event in poll.poll(0)), 0)


def dropped(receiver: socket.socket) -> int:
    """Return how many datagrams the kernel threw away for want of room, since it was opened."""
    told = receiver.getsockopt(socket.SOL_SOCKET, _MEMINFO, 4 * _WORDS)
    return int(struct.unpack_from(f"{_WORDS}I", told)[_DROPS])
