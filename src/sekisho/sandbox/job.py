"""The short life of one job: give everything up, call the function, mark the answer, end."""

import gc
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from sekisho.sandbox import kernel, memory
from sekisho.sandbox.limits import Baseline, JobLimits, confine_resources
from sekisho.sandbox.seccomp import Filter
from sekisho.sandbox.wire import Outcome, end_mark, read_exactly, write_all

PAYLOAD, ANSWER = 3, 4  # the two descriptors a job has; all others are closed
UNCONFINED = 71  # exit status of a job that could not be confined and so did nothing
_MOST_WORDS = 500
_SEED_BYTES = 32
_LAST_DESCRIPTOR = 0x7FFFFFFF

Function = Callable[[bytes], bytes]


@dataclass(frozen=True, slots=True)
class Cell:
    """What every job of a server is confined by, besides what it inherits.

    Namespaces, the empty root, Landlock, the loss of privileges and of dumpability are the
    server's own and pass to each fork of it.
    """

    strict: bool
    base: Baseline
    filter: Filter | None
    server: int  # the parent's process number, as the job sees it


def confine(cell: Cell, limits: JobLimits) -> None:
    """Take from this process all it does not need; any failure is raised, before any work."""
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != cell.server:
        raise OSError("the server died before its job was tied to it")
    os.setsid()
    confine_resources(limits, cell.base)
    if cell.strict:
        memory.grow_heap(limits.memory_bytes)


def live(
    cell: Cell, function: Function, size: int, limits: JobLimits, descriptors: tuple[int, int]
) -> NoReturn:
    """Be the job, in the forked process. It ends here, whatever happens."""
    try:
        os.dup2(descriptors[0], PAYLOAD, inheritable=False)
        os.dup2(descriptors[1], ANSWER, inheritable=False)
        confine(cell, limits)
        kernel.close_range(0, PAYLOAD - 1)
        kernel.close_range(ANSWER + 1, _LAST_DESCRIPTOR)
        gc.enable()
        if "random" in sys.modules:  # or every job would draw the same numbers
            sys.modules["random"].seed(os.urandom(_SEED_BYTES))
        if cell.filter is not None:
            cell.filter.install()
    except BaseException:  # noqa: BLE001 -- fail closed: nothing was run
        os._exit(UNCONFINED)
    _answer(function, size, limits.output_bytes)
    os._exit(0)


def _answer(function: Function, size: int, most: int) -> None:
    outcome, data = _call(function, size)
    if outcome is Outcome.DONE and len(data) > most:
        outcome, data = Outcome.TOO_LARGE, b""
    write_all(ANSWER, data)
    write_all(ANSWER, end_mark(outcome, len(data)))


def _call(function: Function, size: int) -> tuple[Outcome, bytes]:
    try:
        data = function(read_exactly(PAYLOAD, size))
        if type(data) is not bytes:
            raise TypeError("a job answers with bytes")  # noqa: TRY301
    except MemoryError:
        return Outcome.OUT_OF_MEMORY, b""
    except BaseException as error:  # noqa: BLE001 -- whatever it is, it is the job's own refusal
        return Outcome.REFUSED, _words(error)
    return Outcome.DONE, data


def _words(error: BaseException) -> bytes:
    try:
        text = str(error)[:_MOST_WORDS]
    except Exception:  # noqa: BLE001 -- an exception that cannot even say what it is
        text = ""
    return f"{type(error).__name__}\n{text}".encode(errors="replace")
