"""Talks with a process over its standard input and output, never waiting longer than allowed."""

import os
import select
import subprocess
from collections.abc import Callable

from sekisho.sandbox.errors import JobFailed

_TICK = 200  # milliseconds between two looks at the clock
_PIECE = 1 << 20
_LONGEST_NUMBER = 12

# Called at every tick; raises what there is to say when it has been long enough.
Patience = Callable[[], None]


class Line:
    """Both ends towards one process. What is received is untrusted."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdin is not None  # noqa: S101  # started with pipes
        assert process.stdout is not None  # noqa: S101  # started with pipes
        self._ends = (process.stdin, process.stdout)
        self._writing, self._reading = process.stdin.fileno(), process.stdout.fileno()
        os.set_blocking(self._writing, False)
        os.set_blocking(self._reading, False)

    def send(self, data: bytes, patience: Patience) -> None:
        """Write every byte."""
        view = memoryview(data)
        while view:
            _until_ready(self._writing, select.POLLOUT, patience)
            try:
                view = view[os.write(self._writing, view[:_PIECE]) :]
            except BrokenPipeError as error:
                raise JobFailed("the program ended") from error
            except BlockingIOError:
                continue

    def receive(self, size: int, patience: Patience) -> bytes:
        """Read so many bytes."""
        pieces: list[bytes] = []
        while size:
            _until_ready(self._reading, select.POLLIN, patience)
            piece = os.read(self._reading, min(size, _PIECE))
            if not piece:
                raise JobFailed("the program ended")
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def number(self, patience: Patience) -> int:
        """Read a line that is a number."""
        digits = b""
        while (digit := self.receive(1, patience)) != b"\n":
            digits += digit
            if not digits.isdigit() or len(digits) > _LONGEST_NUMBER:
                raise JobFailed("the program's answer makes no sense")
        return int(digits or b"0")

    def close(self) -> None:
        """Close both ends."""
        for end in self._ends:
            end.close()


def _until_ready(descriptor: int, event: int, patience: Patience) -> None:
    poller = select.poll()
    poller.register(descriptor, event)
    while not poller.poll(_TICK):
        patience()
