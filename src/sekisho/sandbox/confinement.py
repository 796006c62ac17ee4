"""The sandbox: one door to run untrusted work, whichever way it is confined."""

import sys
import threading
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from sekisho.sandbox.bubblewrap import Stay, Task
from sekisho.sandbox.client import Prober, ServerHandle
from sekisho.sandbox.layers import Layer
from sekisho.sandbox.limits import Answer, JobLimits, Profile
from sekisho.sandbox.programs import Programs

_DEFAULT_LIMITS = JobLimits()


class Sandbox:
    """Runs functions and programs on untrusted bytes, confined, or does not run them at all.

    Use it as a context manager and share it: many threads may call at once, `parallel` jobs run at
    a time. Each profile has a fork server that has imported the profile's modules; a job is a fork
    of it that can reach no file, no network and no other process. A required layer of protection
    that is missing is SandboxMissing, unless the operator has accepted exactly that layer
    (`accept_missing`), which is logged each time. `path` is where the servers look for modules
    (default: where this process does). `prober` may take away layers from those found, never add.
    """

    def __init__(
        self,
        profiles: Sequence[Profile] = (),
        *,
        accept_missing: frozenset[Layer] = frozenset(),
        path: Sequence[str] | None = None,
        parallel: int = 8,
        prober: Prober = frozenset,
    ) -> None:
        names = [profile.name for profile in profiles]
        if len(set(names)) != len(names):
            raise ValueError("two profiles have one name")
        where = sys.path if path is None else path
        self._servers = {
            profile.name: ServerHandle(profile, where, accept_missing, prober)
            for profile in profiles
        }
        self._programs = Programs(accept_missing)
        self._turns = threading.BoundedSemaphore(parallel)

    def __enter__(self) -> Self:
        """Start every server, so that a missing layer is known before there is work."""
        try:
            for server in self._servers.values():
                server.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the servers and whatever still runs."""
        self.close()

    def close(self) -> None:
        """End the servers and whatever still runs."""
        for server in self._servers.values():
            server.close()
        self._programs.close()

    @property
    def layers(self) -> Mapping[str, frozenset[Layer]]:
        """The layers in force by profile: each was tried out when its server started."""
        return {name: server.layers for name, server in self._servers.items()}

    def call(
        self, profile: str, function: str, payload: bytes, *, limits: JobLimits = _DEFAULT_LIMITS
    ) -> Answer:
        """Run "package.module:function" of the profile's preload on the payload, bytes to bytes.

        The answer's bytes come from a process that read untrusted data: they are untrusted too.
        """
        with self._turns:
            return self._servers[profile].call(function, payload, limits)

    def run(  # noqa: PLR0913  # what a program needs has plain defaults
        self,
        program: str,
        arguments: Sequence[str] = (),
        *,
        files: Mapping[str, bytes] | None = None,
        collect: Sequence[str] = (),
        limits: JobLimits = _DEFAULT_LIMITS,
        stay: Stay | None = None,
    ) -> Answer:
        """Run an external program of the system under bubblewrap.

        `files` lie in its work directory, where it starts. `collect` are names or patterns of plain
        files in it to be returned; each must match one. Names the program chose itself are as
        untrusted as what is in the files. Anything but exit status 0 is JobRefused.
        Memory, processor time and file size hold per process, the wall clock for all of them.
        With `stay`, a program kept from an earlier call may do it, one file in and one out; it is
        then as little to be trusted as everything it read before.
        """
        task = Task((program, *arguments), files or {}, collect, limits)
        with self._turns:
            return self._programs.run(task) if stay is None else self._programs.order(stay, task)

    @property
    def program_layers(self) -> frozenset[Layer]:
        """The layers external programs run under; empty until the first one has run."""
        return self._programs.layers
