"""Hands the sandbox to the sanitising engine, its errors put in the engine's words."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Self

from sekisho.sandbox import (
    Answer,
    JobCrashed,
    JobFailed,
    JobLimits,
    JobOutOfMemory,
    JobOutputTooLarge,
    JobRefused,
    JobTimedOut,
    Layer,
    Profile,
    Sandbox,
    SandboxError,
    SandboxMissing,
    Stay,
)
from sekisho.sanitize import (
    DOORS,
    PRELOAD,
    REHEARSAL,
    STDOUT,
    VERIFYING,
    ConfinementError,
    Standing,
)

_CODES: tuple[tuple[type[SandboxError], str], ...] = (
    (SandboxMissing, "sandbox-missing"),
    (JobTimedOut, "timeout"),
    (JobOutOfMemory, "memory"),
    (JobOutputTooLarge, "limit"),
    (JobCrashed, "crashed"),
    (JobRefused, "crashed"),
    (JobFailed, "crashed"),
    (SandboxError, "crashed"),
)
_MEMORY_ERRORS = frozenset({"MemoryError", "RecursionError"})


class Confined:
    """The sandbox as the engine asks for it. Use as a context manager; threads may share it.

    `only` names the profiles of the engine that are needed: fewer of them start sooner.
    """

    def __init__(
        self,
        *,
        accept_missing: frozenset[Layer] = frozenset(),
        parallel: int = 8,
        only: Collection[str] = tuple(PRELOAD),
    ) -> None:
        profiles = [
            Profile(
                name,
                modules,
                strict=name in VERIFYING,
                rehearsal=REHEARSAL[name],
                doors=DOORS,
            )
            for name, modules in PRELOAD.items()
            if name in only
        ]
        self._sandbox = Sandbox(profiles, accept_missing=accept_missing, parallel=parallel)
        self._missing: SandboxMissing | None = None

    def __enter__(self) -> Self:
        """Start the servers; a layer that is missing is then known, and every job is held."""
        try:
            self._sandbox.__enter__()
        except SandboxMissing as error:
            self._missing = error  # each call says so again
        return self

    def __exit__(self, *_: object) -> None:
        """End the servers."""
        self._sandbox.close()

    @property
    def layers(self) -> Mapping[str, frozenset[Layer]]:
        """The layers in force, by profile."""
        return self._sandbox.layers

    def call(  # noqa: PLR0913  # the engine's own signature
        self,
        profile: str,
        function: str,
        payload: bytes,
        *,
        memory_bytes: int,
        cpu_seconds: int,
        wall_seconds: int,
        output_bytes: int,
    ) -> Answer:
        """Run a function on the payload in a confined process."""
        limits = JobLimits(memory_bytes, cpu_seconds, wall_seconds, output_bytes)
        self._refuse_without_layers()
        with _in_the_engines_words(cpu_seconds):
            return self._sandbox.call(profile, function, payload, limits=limits)

    def run(  # noqa: PLR0913  # the engine's own signature
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
    ) -> Answer:
        """Run an outside program on the files in a confined process."""
        limits = JobLimits(memory_bytes, cpu_seconds, wall_seconds, output_bytes)
        self._refuse_without_layers()
        with _in_the_engines_words(cpu_seconds):
            answer = self._sandbox.run(
                program,
                arguments,
                files=files,
                collect=[name for name in collect if name != STDOUT],
                limits=limits,
                stay=Stay(standing.words, standing.files, standing.order) if standing else None,
            )
        if STDOUT in collect:
            return replace(answer, files={**answer.files, STDOUT: answer.data})
        return answer

    def _refuse_without_layers(self) -> None:
        if self._missing is not None:
            raise ConfinementError("sandbox-missing") from self._missing


@contextmanager
def _in_the_engines_words(cpu_seconds: float) -> Iterator[None]:
    """Translate errors; what ran out of time has used up all it was allowed."""
    try:
        yield
    except JobRefused as error:
        code = "memory" if error.kind in _MEMORY_ERRORS else "crashed"
        raise ConfinementError(code, error.cpu_seconds) from error
    except SandboxError as error:
        code = next(code for kind, code in _CODES if isinstance(error, kind))
        used = getattr(error, "cpu_seconds", 0.0)
        raise ConfinementError(
            code, max(used, cpu_seconds) if code == "timeout" else used
        ) from error
