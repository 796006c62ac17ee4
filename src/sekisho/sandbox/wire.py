"""The words parent, server and job exchange: fixed structures, bounded, never pickled."""

import os
import socket
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from sekisho.sandbox.limits import JobLimits, Used

MOST_MESSAGE = 65536
DESCRIPTORS = 3  # with a request: payload, answer, where to report
_REQUEST = struct.Struct("<QQddQ")
_REPORT = struct.Struct("<BiddQ")
_MARK = struct.Struct("<8sBQ")
_MAGIC = b"SEKISHO\x01"
MARK_BYTES = _MARK.size
REPORT_BYTES = _REPORT.size
_PIECE = 1 << 30


class Ending(IntEnum):
    """How the server saw a job end."""

    EXITED = 1  # look at its status
    OVERDUE = 2  # killed at the end of its time on the wall clock
    UNKNOWN = 3  # no such function in the preload
    UNFORKED = 4  # the kernel gave no new process


class Outcome(IntEnum):
    """What a job says about its own answer, in the mark behind it."""

    DONE = 1
    REFUSED = 2
    OUT_OF_MEMORY = 3
    TOO_LARGE = 4


@dataclass(frozen=True, slots=True)
class Request:
    """One job asked of a server."""

    function: str
    payload_bytes: int
    limits: JobLimits

    def pack(self) -> bytes:
        """Return the message."""
        limits = self.limits
        head = _REQUEST.pack(
            self.payload_bytes,
            limits.memory_bytes,
            limits.cpu_seconds,
            limits.wall_seconds,
            limits.output_bytes,
        )
        return head + self.function.encode()

    @classmethod
    def unpack(cls, message: bytes) -> Self:
        """Read a message."""
        size, memory, cpu, wall, output = _REQUEST.unpack_from(message)
        limits = JobLimits(memory, cpu, wall, output)
        return cls(message[_REQUEST.size :].decode(), size, limits)


@dataclass(frozen=True, slots=True)
class Report:
    """What the server says of an ended job."""

    ending: Ending
    status: int  # as waitpid gives it
    used: Used

    def pack(self) -> bytes:
        """Return the message: shorter than a pipe writes in one piece."""
        used = self.used
        return _REPORT.pack(
            self.ending, self.status, used.cpu_seconds, used.wall_seconds, used.peak_bytes
        )

    @classmethod
    def unpack(cls, message: bytes) -> Self:
        """Read a message."""
        ending, status, cpu, wall, peak = _REPORT.unpack(message)
        return cls(Ending(ending), status, Used(cpu, wall, peak))


def ask(control: socket.socket, request: Request, descriptors: list[int]) -> None:
    """Send one request with its descriptors."""
    socket.send_fds(control, [request.pack()], descriptors)


def end_mark(outcome: Outcome, size: int) -> bytes:
    """Return the mark that stands behind a whole answer."""
    return _MARK.pack(_MAGIC, outcome, size)


def read_marked(descriptor: int) -> tuple[Outcome, bytes] | None:
    """Return an answer with a whole mark behind it; None when the mark is not there."""
    size = os.fstat(descriptor).st_size - MARK_BYTES
    if size < 0:
        return None
    magic, outcome, claimed = _MARK.unpack(os.pread(descriptor, MARK_BYTES, size))
    if magic != _MAGIC or claimed != size or outcome not in set(Outcome):
        return None
    os.lseek(descriptor, 0, os.SEEK_SET)
    return Outcome(outcome), read_exactly(descriptor, size)


def read_exactly(descriptor: int, size: int) -> bytes:
    """Read so many bytes; EOFError when there are fewer."""
    data = os.read(descriptor, min(size, _PIECE)) if size else b""
    if len(data) == size:
        return data
    pieces = [data]
    while (left := size - sum(map(len, pieces))) > 0:
        if not (piece := os.read(descriptor, min(left, _PIECE))):
            raise EOFError
        pieces.append(piece)
    return b"".join(pieces)


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]
