"""Runs a program of our own in a child process that is given little and ends soon.

What is heavy (typefaces, a large file) or untrusted (a file somebody sent) is worked on there: its
memory goes when the process ends, and what brings the child down leaves the serving process whole.
"""

import logging
import os
import resource
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_log = logging.getLogger(__name__)
# Nothing of the serving process's environment: it may hold the database's password.
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}


@dataclass(frozen=True, slots=True)
class ApartLimits:
    """What one piece of work may cost at most."""

    seconds: float  # of waiting
    cpu_seconds: int  # of computing: ends a child whose parent is gone
    address_bytes: int  # of address space


class ApartError(Exception):
    """The child gave no answer. It carries no cause: that could hold the words worked on."""


class ApartLateError(ApartError):
    """The child took longer than the limits allow and was ended."""


def run_apart(
    program: str, order: bytes, limits: ApartLimits, *, inside: Sequence[str] = ()
) -> bytes:
    """Return what the program (a module that calls `answer`) writes for an order.

    `inside` are the words of a command that runs another in namespaces of its own.
    The order goes through standard input: nothing of it can be seen in the list of processes.
    Raises ApartLateError past the waiting time, ApartError for any other failure.
    """
    try:
        done = subprocess.run(  # noqa: S603  # our own interpreter, program and figures
            [*inside, *_command(program, limits)],
            input=order,
            capture_output=True,
            timeout=limits.seconds,
            env=_ENVIRONMENT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        _log.warning("%s was given up after %s seconds", program, limits.seconds)
        raise ApartLateError from None
    except OSError as error:
        _log.warning("%s could not be started: %s", program, error.strerror)
        raise ApartError from None
    if done.returncode:
        _log.warning("%s ended with %d: %s", program, done.returncode, _kind(done.stderr))
        raise ApartError
    return done.stdout


def answer(work: Callable[[bytes], bytes]) -> None:
    """Be the child: take the limits on, read the order, write what `work` makes of it.

    Whatever goes wrong ends the process with a code other than 0.
    """
    seconds, size = (int(each) for each in sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold the order
    sys.stdout.buffer.write(work(sys.stdin.buffer.read()))


def _command(program: str, limits: ApartLimits) -> list[str]:
    figures = (str(limits.cpu_seconds), str(limits.address_bytes))
    return [sys.executable, "-I", "-m", program, *figures]


def _kind(errors: bytes) -> str:
    """Return the error's type only: its words may quote what was worked on."""
    last = errors.decode("utf-8", "replace").strip().rpartition("\n")[2]
    return last.partition(":")[0][:80]
