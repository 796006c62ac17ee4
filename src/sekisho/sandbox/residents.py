"""External programs that stay: started once under bubblewrap, given one order after another.

Starting an office suite costs ten times what one file costs it. A resident is confined like any
other external program and serves a bounded number of orders; it is then replaced, as it is at once
after anything went wrong. What one document made of it may touch the next one's bytes: so only work
whose result is looked at again as if it came from outside is given to residents.
"""

import contextlib
import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sekisho.sandbox.bubblewrap import Stay
from sekisho.sandbox.errors import JobFailed, JobOutputTooLarge, JobTimedOut
from sekisho.sandbox.limits import Answer, JobLimits, Used
from sekisho.sandbox.pipes import Line
from sekisho.sandbox.watching import Status, processor_seconds, stop

_IDLE_SECONDS = 60


@dataclass(slots=True, eq=False)
class _Resident:
    process: subprocess.Popen[bytes]
    status: Status
    stay: Stay
    served: int = 0
    since: float = 0.0
    cpu: float = 0.0  # spent before the order of the moment

    def serve(self, name: str, data: bytes, wanted: str, order: bytes, limits: JobLimits) -> Answer:
        """Fulfil one order; raise what became of it, and the resident is of no use any more."""
        started, line = time.monotonic(), Line(self.process)
        head = f"{len(data)} {len(order)} {name} {wanted}\n".encode()

        def patience() -> None:
            self._watch(started + limits.wall_seconds, limits.cpu_seconds)

        line.send(head + order + data, patience)
        size = line.number(patience)
        if size > limits.output_bytes:
            raise JobOutputTooLarge("the program wrote more than it may")
        if not size:
            raise JobFailed("the program left no file")
        found = line.receive(size, patience)
        self.served += 1
        return Answer(b"", Used(self._spent(), time.monotonic() - started, 0), {wanted: found})

    def _watch(self, until: float, cpu_seconds: float) -> None:
        used = processor_seconds(self.process.pid) - self.cpu
        if time.monotonic() > until or used > cpu_seconds:
            raise JobTimedOut("the program did not fulfil the order in its time")

    def _spent(self) -> float:
        before, self.cpu = self.cpu, processor_seconds(self.process.pid)
        return max(0.0, self.cpu - before)

    def end(self) -> None:
        """End it and whatever it started."""
        stop(self.process, self.status)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


Starter = Callable[[Stay, JobLimits], tuple[subprocess.Popen[bytes], Status]]


class Residents:
    """The residents of one sandbox, kept by what they were started with. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._idle: list[_Resident] = []
        self._owner = os.getpid()

    def order(
        self,
        stay: Stay,
        start: Starter,
        files: Mapping[str, bytes],
        collect: Sequence[str],
        limits: JobLimits,
    ) -> Answer:
        """Have a resident, a new one where none is idle, fulfil one order."""
        ((name, data),) = files.items()
        (wanted,) = collect
        resident = self._taken(stay) or _Resident(*start(stay, limits), stay)
        try:
            answer = resident.serve(name, data, wanted, stay.order, limits)
        except BaseException:
            resident.end()
            raise
        self._give_back(resident)
        return answer

    def close(self) -> None:
        """End all of them."""
        for resident in self._out(lambda _: True):
            resident.end()

    def _taken(self, stay: Stay) -> _Resident | None:
        for old in self._out(lambda one: time.monotonic() - one.since > _IDLE_SECONDS):
            old.end()
        with self._lock:
            for resident in self._idle:
                if resident.stay == stay:
                    self._idle.remove(resident)
                    return resident
        return None

    def _give_back(self, resident: _Resident) -> None:
        if resident.served >= resident.stay.orders:
            resident.end()
            return
        resident.since = time.monotonic()
        with self._lock:
            self._idle.append(resident)

    def _out(self, wanted: Callable[[_Resident], bool]) -> list[_Resident]:
        """Take those out of the idle ones that are wanted; a fork of ours leaves all to us."""
        with self._lock:
            if self._owner != os.getpid():
                self._owner, self._idle = os.getpid(), []
            gone = [resident for resident in self._idle if wanted(resident)]
            self._idle = [resident for resident in self._idle if resident not in gone]
        return gone
