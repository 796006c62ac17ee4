"""Runs an external program under bubblewrap: starts it, watches the clock, takes what it left."""

import contextlib
import os
import shutil
import subprocess
import threading
from collections.abc import Sequence

from sekisho.sandbox.accepting import unaccepted
from sekisho.sandbox.bubblewrap import Fixed, Stay, Task, check_names, command, staying
from sekisho.sandbox.collecting import collected, processor_seconds, read_bounded
from sekisho.sandbox.errors import (
    JobFailed,
    JobOutputTooLarge,
    JobTimedOut,
    SandboxError,
    SandboxMissing,
)
from sekisho.sandbox.filters import program_filter
from sekisho.sandbox.kernel import machine
from sekisho.sandbox.layers import Layer, missing_layers
from sekisho.sandbox.limits import MIB, Answer, JobLimits, Used
from sekisho.sandbox.namespaces import NOBODY
from sekisho.sandbox.residents import Residents
from sekisho.sandbox.verdict import ended_by, refusal
from sekisho.sandbox.watching import Ended, Status, watch
from sekisho.sandbox.wire import write_all

_PEOPLE = f"nobody:x:{NOBODY}:{NOBODY}:nobody:/work:/usr/sbin/nologin\n".encode()
_SIGNALLED = 128
_WORD_BYTES = 2000
_LOOK = "cat /proc/self/status /proc/net/dev; ulimit -f; test -w / || echo root:read-only"
_TRIAL = Task(("/bin/sh", "-c", _LOOK), {}, (), JobLimits(64 * MIB, 5, 20, MIB))
_TRIAL_BLOCKS = str(MIB // 512 + 1)
_INTERFACE_COLUMNS = 17


class Programs:
    """External programs, confined alike. Tries the confinement out before the first one runs."""

    def __init__(self, accepted: frozenset[Layer]) -> None:
        self.layers: frozenset[Layer] = frozenset()
        self._accepted = accepted
        self._lock = threading.Lock()
        self._bwrap = ""
        self._residents = Residents()

    def run(self, task: Task) -> Answer:
        """Run a program of the system on the files given; return its output and files asked for."""
        check_names(task)
        with self._lock:
            self._ensure()
        return self._run(task)

    def order(self, stay: Stay, task: Task) -> Answer:
        """Have a program that stays do the task; run it by itself when the one kept could not."""
        check_names(task)
        with self._lock:
            self._ensure()
        try:
            return self._residents.order(stay, self._start, task.files, task.collect, task.limits)
        except (JobTimedOut, JobOutputTooLarge):
            raise
        except (JobFailed, OSError):
            return self._run(task)

    def close(self) -> None:
        """End the programs that stayed."""
        self._residents.close()

    def _start(self, stay: Stay, limits: JobLimits) -> tuple[subprocess.Popen[bytes], Status]:
        with contextlib.ExitStack() as closing:
            given = {name: _file(closing, data) for name, data in stay.files}
            confining, people = _file(closing, program_filter(machine())), _file(closing, _PEOPLE)
            reading, writing = os.pipe2(os.O_CLOEXEC)
            closing.callback(os.close, writing)
            fixed = Fixed(confining, writing, people)
            words = staying(self._bwrap, stay, limits, given, fixed)
            pipes = (subprocess.PIPE, subprocess.PIPE, subprocess.DEVNULL)
            return _start(words, pipes, [*fixed, *given.values()]), Status(reading)

    def _ensure(self) -> None:
        if self.layers:
            return
        self._bwrap = shutil.which("bwrap", path="/usr/bin:/bin:/usr/local/bin") or ""
        if not self._bwrap:
            raise SandboxMissing({Layer.BUBBLEWRAP})
        try:
            said = self._run(_TRIAL)
        except SandboxError as error:
            raise SandboxMissing({Layer.BUBBLEWRAP}, str(error)) from error
        found = _held(said.data.decode(errors="replace"))
        if left := unaccepted(missing_layers(found), self._accepted, where="programs"):
            raise SandboxMissing(left)
        self.layers = found

    def _run(self, task: Task) -> Answer:
        most = task.limits.output_bytes
        with contextlib.ExitStack() as closing:
            standard = tuple(_file(closing) for _ in range(3))
            archive, output, errors = standard
            given = {name: _file(closing, data) for name, data in task.files.items()}
            confining, people = _file(closing, program_filter(machine())), _file(closing, _PEOPLE)
            reading, writing = os.pipe2(os.O_CLOEXEC)
            closing.callback(os.close, reading)
            fixed = Fixed(confining, writing, people)
            try:
                words = command(self._bwrap, task, given, fixed)
                process = _start(words, standard, [*fixed, *given.values()])
            finally:
                os.close(writing)
            ended = watch(process, Status(reading), task.limits.wall_seconds)
            used = Used(processor_seconds(archive), ended.wall_seconds, 0)
            try:
                _judge(ended, used, os.pread(errors, _WORD_BYTES, 0), task.limits)
            except JobFailed as error:
                error.cpu_seconds = used.cpu_seconds
                raise
            data = read_bounded(output, most)
            return Answer(data, used, collected(archive, task.collect, most))


def _file(closing: contextlib.ExitStack, data: bytes = b"") -> int:
    """Return a descriptor of a file in memory that holds the data, at its beginning."""
    descriptor = os.memfd_create("program", os.MFD_CLOEXEC)
    closing.callback(os.close, descriptor)
    write_all(descriptor, data)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _start(
    words: Sequence[str], standard: Sequence[int], passed: Sequence[int]
) -> subprocess.Popen[bytes]:
    root = os.geteuid() == 0
    return subprocess.Popen(  # noqa: S603 -- no shell of ours; every word is checked
        words,
        stdin=standard[0],
        stdout=standard[1],
        stderr=standard[2],
        pass_fds=passed,
        env={},
        cwd="/",
        start_new_session=True,
        user=NOBODY if root else None,
        group=NOBODY if root else None,
        extra_groups=[] if root else None,
    )


def _judge(ended: Ended, used: Used, errors: bytes, limits: JobLimits) -> None:
    """Raise what became of a program that did not end well."""
    if ended.overdue:
        raise JobTimedOut(f"the program was not done after {limits.wall_seconds} s")
    if ended.code is None:
        raise SandboxError(f"bubblewrap: {refusal(b'bwrap' + bytes([10]) + errors).text}")
    if ended.code > _SIGNALLED:
        raise ended_by(ended.code - _SIGNALLED, used.cpu_seconds, limits)
    if ended.code:
        raise refusal(f"exit {ended.code}\n".encode() + errors)


def _held(said: str) -> frozenset[Layer]:
    """Return the layers the trial found itself under."""
    words = [line.split() for line in said.splitlines()]
    status = {line[0]: line[1] for line in words if len(line) > 1}
    interfaces = [
        line[0]
        for line in words
        if line and line[0].endswith(":") and len(line) == _INTERFACE_COLUMNS
    ]
    held = {
        Layer.BUBBLEWRAP: True,
        Layer.NO_NEW_PRIVILEGES: status.get("NoNewPrivs:") == "1",
        Layer.SECCOMP: status.get("Seccomp:") == "2",
        Layer.NO_PRIVILEGES: status.get("CapEff:", "?").strip("0") == ""
        and status.get("Uid:") == str(NOBODY),
        Layer.NETWORK_NAMESPACE: interfaces == ["lo:"],
        Layer.MOUNT_NAMESPACE: ["root:read-only"] in words,
        Layer.RESOURCE_LIMITS: [_TRIAL_BLOCKS] in words,
        Layer.PROCESS_NAMESPACE: int(status.get("Pid:", "0")) in range(1, 20),
    }
    return frozenset(layer for layer, true in held.items() if true)
