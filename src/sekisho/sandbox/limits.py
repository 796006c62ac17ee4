"""What one job may use, who runs it, and what comes back."""

import math
import resource
from collections.abc import Mapping
from dataclasses import dataclass, field

MIB = 1024 * 1024
ADDRESS_SLACK = 64 * MIB  # room for what is mapped and never written
HEAP_SLACK = MIB  # what the C library takes ahead of need
STACK_BYTES = 8 * MIB
ENVELOPE_BYTES = 4096  # the end mark and a refusal's words stand behind the answer


@dataclass(frozen=True, slots=True)
class JobLimits:
    """The most one job may use. Memory is counted on top of what the preload itself takes."""

    memory_bytes: int = 512 * MIB
    cpu_seconds: float = 5
    wall_seconds: float = 20
    output_bytes: int = 256 * MIB

    def __post_init__(self) -> None:
        if min(self.memory_bytes, self.cpu_seconds, self.wall_seconds, self.output_bytes) <= 0:
            raise ValueError("every limit of a job is positive")


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of work with its own fork server.

    `preload` are the modules imported once, before any untrusted byte arrives; a job can import
    nothing more. `strict` jobs may make no system call but read, write and exit. `rehearsal` are
    functions of the preload ("module:name", no arguments) called once before the server shuts
    itself in: what they make ready, no job has to. One that fails is passed over. `doors` are
    packages above the preload whose `__init__` no job needs and which is therefore not run there.
    """

    name: str
    preload: tuple[str, ...]
    strict: bool = False
    rehearsal: tuple[str, ...] = ()
    doors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Used:
    """What an ended job used.

    `peak_bytes` counts resident memory, the preload's share included; 0 where it is not known (of
    an external program nobody outside can tell).
    """

    cpu_seconds: float
    wall_seconds: float
    peak_bytes: int


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes a job answered (untrusted: the reader must parse them as such) and what it used.

    For an external program `data` is its standard output and `files` are the files collected.
    """

    data: bytes
    used: Used
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def cpu_seconds(self) -> float:
        """Processor time used, of the user and the system."""
        return self.used.cpu_seconds

    @property
    def wall_seconds(self) -> float:
        """Time from the fork (or start) to the end."""
        return self.used.wall_seconds

    @property
    def peak_bytes(self) -> int:
        """Greatest resident memory."""
        return self.used.peak_bytes


@dataclass(frozen=True, slots=True)
class Baseline:
    """What the fork server itself has mapped: limits of a job are counted from here."""

    address_bytes: int
    data_bytes: int


def baseline() -> Baseline:
    """Read what this process has mapped now."""
    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 -- a kernel table
        pages = [int(word) for word in file.read().split()]
    size = resource.getpagesize()
    return Baseline(address_bytes=pages[0] * size, data_bytes=pages[5] * size)


def confine_server() -> None:
    """Lower the limits that are the same for every job once, in the server they inherit from."""
    hard = resource.getrlimit(resource.RLIMIT_STACK)[1]
    stack = STACK_BYTES if hard == resource.RLIM_INFINITY else min(hard, STACK_BYTES)
    resource.setrlimit(resource.RLIMIT_STACK, (stack, stack))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def confine_resources(limits: JobLimits, base: Baseline) -> None:
    """Lower this process's own limits for good: no new file, no new process."""
    cpu = math.ceil(limits.cpu_seconds)
    data = base.data_bytes + limits.memory_bytes + HEAP_SLACK
    address = base.address_bytes + limits.memory_bytes + ADDRESS_SLACK
    written = limits.output_bytes + ENVELOPE_BYTES
    setrlimit = resource.setrlimit
    setrlimit(resource.RLIMIT_DATA, (data, data))
    setrlimit(resource.RLIMIT_AS, (address, address))
    # SIGXCPU at the limit says why; one second later SIGKILL says it to those who do not listen.
    setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    setrlimit(resource.RLIMIT_FSIZE, (written, written))
    setrlimit(resource.RLIMIT_NPROC, (0, 0))
    setrlimit(resource.RLIMIT_NOFILE, (0, 0))
