"""The parent's side of one fork server: start it, ask it, start it again when it died."""

import contextlib
import fcntl
import json
import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from sekisho.sandbox.accepting import unaccepted
from sekisho.sandbox.errors import JobFailed, JobTimedOut, SandboxError, SandboxMissing
from sekisho.sandbox.layers import Layer, missing_layers
from sekisho.sandbox.limits import Answer, JobLimits, Profile
from sekisho.sandbox.verdict import judge
from sekisho.sandbox.wire import MOST_MESSAGE, REPORT_BYTES, Report, Request, ask, write_all

Prober = Callable[[frozenset[Layer]], frozenset[Layer]]

# A package whose `__init__` is for callers is entered without it: what a fork does not have, it
# neither copies nor clears away.
_BOOT = """
import importlib.util, json, sys
sys.path[:] = json.loads(sys.argv[1])
for name in json.loads(sys.argv[2]):
    sys.modules[name] = importlib.util.module_from_spec(importlib.util.find_spec(name))
from sekisho.sandbox.server import main
main(int(sys.argv[3]))
"""
_OWN_DOOR = "sekisho.sandbox"
_READY_SECONDS = 120  # a preload of large libraries on a slow disk
_GRACE_SECONDS = 10  # the server ends overdue jobs; beyond this the server itself is stuck
_CLOSE_SECONDS = 5
_MOST_STARTS, _WITHIN_SECONDS = 6, 60.0
_SEALS = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL


class ServerHandle:
    """One profile's server. Thread-safe; a dead server is replaced, but not without end.

    A process forked from ours (a web worker) leaves our server to us and starts its own.
    """

    def __init__(
        self, profile: Profile, path: Sequence[str], accepted: frozenset[Layer], prober: Prober
    ) -> None:
        self.profile = profile
        self.layers: frozenset[Layer] = frozenset()
        self._path = [entry for entry in path if Path(entry).is_absolute()]
        self._accepted = accepted
        self._prober = prober
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._starts: list[float] = []
        self._lacking: frozenset[Layer] = frozenset()  # found at the last start
        self._owner = os.getpid()
        self._closed = False

    @property
    def pid(self) -> int | None:
        """The process that stands for the server; None while there is none."""
        return self._process.pid if self._process else None

    def call(self, function: str, payload: bytes, limits: JobLimits) -> Answer:
        """Run one job and return its answer, or raise what became of it."""
        request = Request(function, len(payload), limits)
        with contextlib.ExitStack() as closing:
            sealed = _memory(closing, "payload")
            write_all(sealed, payload)
            os.lseek(sealed, 0, os.SEEK_SET)
            fcntl.fcntl(sealed, fcntl.F_ADD_SEALS, _SEALS)
            answer = _memory(closing, "answer")
            reading, writing = os.pipe2(os.O_CLOEXEC)
            closing.callback(os.close, reading)
            try:
                process = self._send(request, [sealed, answer, writing])
            finally:
                os.close(writing)  # the server holds the only other end: its death ends our wait
            report = self._await(process, reading, limits.wall_seconds + _GRACE_SECONDS)
            try:
                return judge(report, answer, function, limits)
            except JobFailed as error:
                error.cpu_seconds = report.used.cpu_seconds
                raise

    def start(self) -> None:
        """Have a server, and every layer that must be there, or raise why not."""
        with self._lock:
            self._ensure()

    def close(self) -> None:
        """End the server and every job of it."""
        with self._lock:
            self._closed = True
            self._stop()

    def _send(self, request: Request, descriptors: list[int]) -> subprocess.Popen[bytes]:
        with self._lock:
            for _ in range(2):  # a server that died idle is noticed here, before anything ran
                process, control = self._ensure()
                try:
                    ask(control, request, descriptors)
                except (BrokenPipeError, ConnectionResetError):
                    self._stop()
                else:
                    return process
        raise SandboxError(f"the server of {self.profile.name} takes no job")

    def _await(self, process: subprocess.Popen[bytes], reading: int, seconds: float) -> Report:
        poller = select.poll()
        poller.register(reading, select.POLLIN)
        if not poller.poll(seconds * 1000):
            process.kill()
            raise JobTimedOut("the server did not end the job in time and was killed")
        words = os.read(reading, REPORT_BYTES)
        if len(words) != REPORT_BYTES:
            raise JobFailed("the server died during the job")
        return Report.unpack(words)

    def _ensure(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        if self._closed:
            raise SandboxError("the sandbox is closed")
        if self._owner != os.getpid():
            self._leave_to_owner()
        if self._process is not None and self._process.poll() is not None:
            self._stop()
        if self._process is None or self._control is None:
            return self._launch()
        return self._process, self._control

    def _launch(self) -> tuple[subprocess.Popen[bytes], socket.socket]:
        now = time.monotonic()
        self._starts = [moment for moment in self._starts if now - moment < _WITHIN_SECONDS]
        if len(self._starts) >= _MOST_STARTS:
            if self._lacking:  # it did not die: it may not run, and that is what must be said
                raise SandboxMissing(self._lacking)
            raise SandboxError(f"the server of {self.profile.name} keeps dying")
        self._starts.append(now)
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = self._spawn(theirs.fileno())
        try:
            self._greet(self._control)
        except BaseException:
            self._stop()
            raise
        return self._process, self._control

    def _spawn(self, descriptor: int) -> subprocess.Popen[bytes]:
        # No inherited variable, no site directory, no current directory on the path.
        doors = (_OWN_DOOR, *self.profile.doors)
        words = [sys.executable, "-S", "-s", "-P", "-B", "-c", _BOOT]
        # Binding every library call now saves each job from writing to those pages.
        environment = {"LC_ALL": "C.UTF-8", "LD_BIND_NOW": "1"}
        if self.profile.strict:
            environment["PYTHONMALLOC"] = "malloc"
        return subprocess.Popen(  # noqa: S603 -- our own interpreter
            [*words, json.dumps(self._path), json.dumps(doors), str(descriptor)],
            env=environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=(descriptor,),
            start_new_session=True,
        )

    def _greet(self, control: socket.socket) -> None:
        control.settimeout(_READY_SECONDS)
        profile = self.profile
        setup = {
            "strict": profile.strict,
            "preload": profile.preload,
            "rehearsal": profile.rehearsal,
        }
        try:
            control.send(json.dumps(setup).encode())
            words = json.loads(control.recv(MOST_MESSAGE) or b'{"error": "it ended"}')
        except (OSError, ValueError) as error:
            words = {"error": str(error)}
        control.settimeout(None)
        if "error" in words:
            raise SandboxError(f"the server of {self.profile.name} did not start: {words['error']}")
        found = frozenset(Layer(name) for name in words["layers"])
        self.layers = found & self._prober(found)
        where = f"profile {self.profile.name}"
        lacking = unaccepted(missing_layers(self.layers), self._accepted, where=where)
        self._lacking = frozenset(lacking)
        if self._lacking:
            raise SandboxMissing(self._lacking)

    def _leave_to_owner(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._process is not None:
            self._process.returncode = 0  # not our child: nothing to wait for
        self._owner, self._process, self._control = os.getpid(), None, None

    def _stop(self) -> None:
        if self._owner != os.getpid():
            self._leave_to_owner()
        if self._control is not None:
            with contextlib.suppress(OSError):  # its other copies, in forks of ours, end as well
                self._control.shutdown(socket.SHUT_RDWR)
            self._control.close()
        if self._process is not None:
            try:
                self._process.wait(_CLOSE_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process = self._control = None


def _memory(closing: contextlib.ExitStack, name: str) -> int:
    descriptor = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    closing.callback(os.close, descriptor)
    return descriptor
