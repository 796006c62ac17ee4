"""Watches one external program to its end, or makes its end: nothing of it outlives the watch."""

import contextlib
import json
import os
import select
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from sekisho.sandbox.errors import SandboxError

_STATUS_BYTES = 4096
_PATIENCE_SECONDS = 10  # for the kernel to end what was killed


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended. `code` is None when bubblewrap never got as far as the program."""

    code: int | None
    overdue: bool
    wall_seconds: float


class Status:
    """What bubblewrap says, as far as it has: its first process, later the exit status."""

    def __init__(self, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        self.descriptor = descriptor
        self._rest = b""
        self._words: dict[str, int] = {}

    def said(self) -> dict[str, int]:
        """Return all it has said so far, in whole lines."""
        with contextlib.suppress(BlockingIOError):
            *lines, self._rest = (self._rest + os.read(self.descriptor, _STATUS_BYTES)).split(b"\n")
            for line in lines:
                self._words |= json.loads(line)
        return self._words


def watch(process: subprocess.Popen[bytes], status: Status, seconds: float) -> Ended:
    """Wait for the end, so many seconds at most, and for the end of everything it started.

    The kernel ends a whole process namespace with its first process, and lets that go only after
    all others: so that process is the one to kill and to wait for.
    """
    started = time.monotonic()
    with contextlib.ExitStack() as closing:
        outer = _follow(closing, process.pid)
        first = None
        overdue = True
        try:
            first = _first(closing, outer, status, started + seconds)
            overdue = not _any_of(started + seconds - time.monotonic(), outer)
        finally:
            _end(process, outer, first, overdue=overdue)
    return Ended(status.said().get("exit-code"), overdue, time.monotonic() - started)


def stop(process: subprocess.Popen[bytes], status: Status) -> None:
    """End a program that stays, and everything it started."""
    with contextlib.ExitStack() as closing:
        outer = _follow(closing, process.pid)
        first = _first(closing, outer, status, time.monotonic() + _PATIENCE_SECONDS)
        _end(process, outer, first, overdue=True)
    os.close(status.descriptor)


def processor_seconds(pid: int) -> float:
    """Return the processor time of a process and all that live below it."""
    return sum(map(_ticks, _family(pid))) / os.sysconf("SC_CLK_TCK")


def _family(pid: int) -> list[int]:
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{one}/task/{one}/children").read_text("ascii")
            found += map(int, words.split())
    return found


def _ticks(pid: int) -> int:
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        return sum(map(int, fields[11:15]))
    return 0


def _first(closing: contextlib.ExitStack, outer: int, status: Status, until: float) -> int | None:
    """Return the first process of the namespace as soon as its number is known."""
    while (left := until - time.monotonic()) > 0 and _any_of(left, outer, status.descriptor):
        if (pid := status.said().get("child-pid")) is not None:
            with contextlib.suppress(ProcessLookupError):  # it has ended already
                return _follow(closing, pid)
            return None
        if _any_of(0, outer):
            return None
    return None


def _end(process: subprocess.Popen[bytes], outer: int, first: int | None, *, overdue: bool) -> None:
    if overdue and first is not None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(first, signal.SIGKILL)
    if overdue and (first is None or not _any_of(_PATIENCE_SECONDS, outer)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if first is not None and not _any_of(_PATIENCE_SECONDS, first):
        raise SandboxError("a process of the program does not end")


def _follow(closing: contextlib.ExitStack, pid: int) -> int:
    descriptor = os.pidfd_open(pid)
    closing.callback(os.close, descriptor)
    return descriptor


def _any_of(seconds: float, *descriptors: int) -> bool:
    """Wait until there is something to read from one of them; say whether there is."""
    poller = select.poll()
    for descriptor in descriptors:
        poller.register(descriptor, select.POLLIN)
    return bool(poller.poll(max(0.0, seconds) * 1000))
