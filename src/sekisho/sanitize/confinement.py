"""What this engine asks of the room that runs untrusted work; the caller hands it in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

REBUILD, REBUILD_LIGHT = "rebuild", "rebuild-light"
VERIFY, VERIFY_LIGHT = "verify", "verify-light"
VERIFYING = frozenset({VERIFY, VERIFY_LIGHT})
PRELOAD = {
    REBUILD: ("sekisho.sanitize.rebuild.job",),
    REBUILD_LIGHT: ("sekisho.sanitize.rebuild.lightjob",),
    VERIFY: ("sekisho.sanitize.verify.job",),
    VERIFY_LIGHT: ("sekisho.sanitize.verify.lightjob",),
}
# Functions without arguments to call once when a server has imported its modules.
REHEARSAL = {
    profile: tuple(f"{module}:rehearse" for module in modules)
    for profile, modules in PRELOAD.items()
}
# The packages above them whose `__init__` is for callers: no job needs it.
DOORS = ("sekisho.sanitize",)
LIGHT_OUTPUTS = frozenset({"txt", "csv", "tsv", "zip", "eml", "ics", "vcf"})
LIGHT_FORMATS = frozenset(
    {"txt", "csv", "html", "calendar", "card", "zip", "archive", "mail", "msg", "tnef"}
)


class Work(Protocol):
    """What one confined job gave and cost; its bytes are untrusted."""

    @property
    def data(self) -> bytes: ...  # noqa: D102
    @property
    def cpu_seconds(self) -> float: ...  # noqa: D102
    @property
    def wall_seconds(self) -> float: ...  # noqa: D102
    @property
    def peak_bytes(self) -> int: ...  # noqa: D102


class ProgramWork(Protocol):
    """What one confined program left behind; its files are untrusted."""

    @property
    def files(self) -> Mapping[str, bytes]: ...  # noqa: D102
    @property
    def cpu_seconds(self) -> float: ...  # noqa: D102
    @property
    def wall_seconds(self) -> float: ...  # noqa: D102
    @property
    def peak_bytes(self) -> int: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Standing:
    """How a program may be kept running for the next file: what it is started with, and an order.

    It takes the file `order` that appears in /work/box, leaves the file wanted beside it, and takes
    the order away. A confinement may do without and start the program anew each time.
    """

    words: tuple[str, ...]
    files: tuple[tuple[str, bytes], ...]  # of its own, by path below /work
    order: bytes


class ConfinementError(Exception):
    """Raised by a `Confinement` when a job gave nothing; `code` is one of `reasons.REASONS`."""

    def __init__(self, code: str, cpu_seconds: float = 0.0) -> None:
        super().__init__(code)
        self.code = code  # sandbox-missing, timeout, memory, crashed, limit, program-missing
        self.cpu_seconds = cpu_seconds  # spent in vain


class Confinement(Protocol):
    """Runs functions and programs on untrusted bytes in confined processes."""

    def call(  # noqa: D102, PLR0913  # five limits
        self,
        profile: str,
        function: str,
        payload: bytes,
        *,
        memory_bytes: int,
        cpu_seconds: int,
        wall_seconds: int,
        output_bytes: int,
    ) -> Work: ...

    def run(  # noqa: D102, PLR0913  # five limits
        self,
        program: str,
        arguments: Sequence[str],
        *,
        files: Mapping[str, bytes],
        collect: Sequence[str],
        memory_bytes: int,
        cpu_seconds: int,
        wall_seconds: int,
        output_bytes: int,
        standing: Standing | None = None,
    ) -> ProgramWork: ...
