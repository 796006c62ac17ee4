"""The fork server: imports a profile's modules, shuts itself in, and forks one process per job.

Started by the parent as a bare interpreter with a fresh environment; talks over one socket. Until
it has said which layers it found, and the parent is content, no untrusted byte comes near it. It
ends when the socket does, and every job ends with it.
"""

import codecs
import contextlib
import fcntl
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
from dataclasses import dataclass
from types import ModuleType
from typing import Any, NoReturn

from sekisho.sandbox import filters, kernel, landlock, memory, namespaces
from sekisho.sandbox.job import ANSWER, PAYLOAD, UNCONFINED, Cell, Function, confine, live
from sekisho.sandbox.layers import Layer
from sekisho.sandbox.limits import JobLimits, Used, baseline, confine_server
from sekisho.sandbox.seccomp import Filter
from sekisho.sandbox.wire import DESCRIPTORS, MOST_MESSAGE, Ending, Report, Request

# Codecs are modules found on first use, and a job finds no module any more.
CODECS = "ascii latin-1 utf-8 utf-8-sig utf-16 utf-16-le utf-16-be utf-32 cp437 cp1252 shift_jis "
CODECS += "cp932 shift_jis_2004 euc_jp eucjis2004 iso2022_jp iso2022_jp_2004 iso2022_jp_3 idna "
CODECS += "punycode raw_unicode_escape unicode_escape base64 quopri"
_KIB = 1024
_TRIAL_BYTES = 1 << 20


@dataclass(slots=True)
class _Running:
    pid: int
    pidfd: int
    report: int
    started: float
    deadline: float
    ending: Ending = Ending.EXITED


def main(descriptor: int) -> NoReturn:
    """Be the server. `descriptor` is the socket to the parent."""
    control = _arrange(descriptor)
    try:
        setup = json.loads(control.recv(MOST_MESSAGE))
        if setup["strict"]:
            memory.use_one_heap()
        setup["root"] = os.geteuid() == 0  # asked before a namespace hides it
        found = namespaces.enter_namespaces()
        if child := os.fork():  # the child is the first process of its process namespace
            control.close()
            _be_its_shadow(child)
        server = _prepare(control, setup, found)
    except BaseException as error:  # noqa: BLE001 -- said to the parent, who decides
        with contextlib.suppress(OSError):
            control.send(json.dumps({"error": f"{type(error).__name__}: {error}"}).encode())
        os._exit(1)
    server.serve()
    os._exit(0)


def _arrange(descriptor: int) -> socket.socket:
    """Keep the numbers a job will use taken, so that nothing received ever has one of them."""
    control = socket.socket(fileno=fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, ANSWER + 1))
    for number in (PAYLOAD, ANSWER):
        os.dup2(0, number, inheritable=False)
    if descriptor > ANSWER:
        os.close(descriptor)
    return control


def _be_its_shadow(child: int) -> NoReturn:
    """Wait for the server and end as it ended: the parent watches this process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _, status = os.waitpid(child, 0)
    os._exit(os.waitstatus_to_exitcode(status) & 0xFF)


def _prepare(control: socket.socket, setup: dict[str, Any], found: set[Layer]) -> "_Server":
    for name in CODECS.split():
        codecs.lookup(name)
    modules = {name: importlib.import_module(name) for name in setup["preload"]}
    for name in setup["rehearsal"]:
        module, _, function = name.partition(":")
        with contextlib.suppress(Exception):
            getattr(modules[module], function)()
    if len(os.listdir("/proc/self/task")) != 1:  # noqa: PTH208
        raise RuntimeError("a module of the preload started a thread")
    # A job that runs into its limits dies of the signal; print() in a job goes nowhere.
    for number in (signal.SIGXFSZ, signal.SIGXCPU, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    sys.stdin = sys.stdout = sys.stderr = None
    confine_server()
    gc.collect()
    kernel.LIBC.malloc_trim(0)  # pages given back are pages no fork copies
    base = baseline()
    _shut_in(found, root=setup["root"])
    program = filters.strict_filter if setup["strict"] else filters.transform_filter
    confining = Filter(program(kernel.machine()))
    cell = _try_out(Cell(setup["strict"], base, confining, os.getpid()), found)
    control.send(json.dumps({"layers": sorted(found)}).encode())
    gc.collect()
    gc.freeze()
    gc.disable()  # a job turns it on again for what it makes itself
    return _Server(control, cell, modules)


def _shut_in(found: set[Layer], *, root: bool) -> None:
    """Give up files and privileges for good, for this process and all its jobs.

    A layer is counted only after an attempt to do what it forbids has failed.
    """
    if Layer.MOUNT_NAMESPACE in found and not namespaces.empty_root():
        found.discard(Layer.MOUNT_NAMESPACE)
    if namespaces.give_up_privileges(root=root):
        found.add(Layer.NO_PRIVILEGES)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)  # becoming nobody cleared it
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    if kernel.prctl(kernel.PR_GET_NO_NEW_PRIVS) == 1:
        found.add(Layer.NO_NEW_PRIVILEGES)
    with contextlib.suppress(OSError):  # a kernel without Landlock
        ruleset = landlock.ruleset()
        landlock.restrict(ruleset)
        os.close(ruleset)
    try:
        os.close(os.open("/", os.O_RDONLY))
    except PermissionError:
        found.add(Layer.LANDLOCK)


_UNLIMITED, _UNFILTERED = 81, 82  # how a trial ends where nothing stops it


def _try_out(cell: Cell, found: set[Layer]) -> Cell:
    """Confine a trial that then does what its limits and its filter forbid; count what held."""
    if (pid := os.fork()) == 0:
        _trial(cell)
    status = os.waitpid(pid, 0)[1]
    code = os.waitstatus_to_exitcode(status)
    if code in {-signal.SIGSYS, _UNFILTERED}:
        found.add(Layer.RESOURCE_LIMITS)
    if code == -signal.SIGSYS:
        found.add(Layer.SECCOMP)
        return cell
    return Cell(cell.strict, cell.base, None, cell.server)


def _trial(cell: Cell) -> NoReturn:
    code = UNCONFINED
    try:
        confine(cell, JobLimits(memory_bytes=_TRIAL_BYTES))
        code = _UNLIMITED
        with contextlib.suppress(OSError):
            os.dup(0)  # forbidden by the limit of files, whoever we are
            os._exit(code)
        code = _UNFILTERED
        if cell.filter is not None:
            cell.filter.install()
            kernel.syscall(kernel.number("socket"), socket.AF_UNIX, socket.SOCK_STREAM, 0)
    finally:
        os._exit(code)


class _Server:
    """Forks jobs as asked, ends those that are overdue, reports each one's end."""

    def __init__(self, control: socket.socket, cell: Cell, modules: dict[str, ModuleType]) -> None:
        self._control = control
        self._cell = cell
        self._modules = modules
        self._known: dict[str, Function] = {}
        self._running: dict[int, _Running] = {}
        self._events = select.epoll()
        self._events.register(control.fileno(), select.EPOLLIN)

    def serve(self) -> None:
        """Work until the parent closes the socket; then end every job."""
        control = self._control.fileno()
        while True:
            for descriptor, _ in self._events.poll(self._patience()):
                if descriptor != control:
                    self._reap(descriptor)
                elif not self._accept():
                    self._end_all()
                    return
            self._end_overdue()

    def _patience(self) -> float:
        due = [job.deadline for job in self._running.values() if job.ending is Ending.EXITED]
        return max(0.0, min(due) - time.monotonic()) if due else -1

    def _accept(self) -> bool:
        message, descriptors, _, _ = socket.recv_fds(self._control, MOST_MESSAGE, DESCRIPTORS)
        if not message:
            return False
        payload, answer, report = descriptors
        try:
            self._start(Request.unpack(message), payload, answer, report)
        finally:
            os.close(payload)
            os.close(answer)
        return True

    def _start(self, request: Request, payload: int, answer: int, report: int) -> None:
        function = self._function(request.function)
        if function is None:
            _tell(report, Report(Ending.UNKNOWN, 0, Used(0, 0, 0)))
            return
        started = time.monotonic()
        try:
            pid = kernel.bare_fork()
        except OSError:
            _tell(report, Report(Ending.UNFORKED, 0, Used(0, 0, 0)))
            return
        if pid == 0:
            live(self._cell, function, request.payload_bytes, request.limits, (payload, answer))
        pidfd = os.pidfd_open(pid)
        deadline = started + request.limits.wall_seconds
        self._running[pidfd] = _Running(pid, pidfd, report, started, deadline)
        self._events.register(pidfd, select.EPOLLIN)

    def _function(self, name: str) -> Function | None:
        """Return a public function of a preloaded module, by "package.module:name"."""
        if name not in self._known:
            module, _, attribute = name.partition(":")
            found = getattr(self._modules.get(module), attribute or " ", None)
            if attribute.startswith("_") or not callable(found):
                return None
            self._known[name] = found
        return self._known[name]

    def _end_overdue(self) -> None:
        now = time.monotonic()
        for job in self._running.values():
            if job.deadline <= now and job.ending is Ending.EXITED:
                job.ending = Ending.OVERDUE  # told when it is reaped, like any other
                signal.pidfd_send_signal(job.pidfd, signal.SIGKILL)

    def _reap(self, pidfd: int) -> None:
        job = self._running.pop(pidfd)
        self._events.unregister(pidfd)
        os.close(pidfd)
        _, status, usage = os.wait4(job.pid, 0)
        used = Used(
            usage.ru_utime + usage.ru_stime, time.monotonic() - job.started, usage.ru_maxrss * _KIB
        )
        _tell(job.report, Report(job.ending, status, used))

    def _end_all(self) -> None:
        for job in self._running.values():
            signal.pidfd_send_signal(job.pidfd, signal.SIGKILL)
        for pidfd in list(self._running):
            self._reap(pidfd)


def _tell(report: int, words: Report) -> None:
    with contextlib.suppress(OSError):  # whoever asked is gone
        os.write(report, words.pack())
    os.close(report)
