"""What one crossing may cost, counted over the document and everything inside it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sekisho.sanitize.options import Limits


@dataclass(slots=True)
class Spent:
    """What the jobs of one document cost."""

    cpu_seconds: float = 0.0
    wall_seconds: float = 0.0
    peak_bytes: int = 0

    def add(self, work: Any) -> None:
        """Count one job."""
        self.cpu_seconds += work.cpu_seconds
        self.wall_seconds += work.wall_seconds
        self.peak_bytes = max(self.peak_bytes, work.peak_bytes)


@dataclass(slots=True)
class Budget:
    """Entries, expanded bytes and CPU time left for one crossing; never refilled."""

    limits: Limits
    entries: int = 0
    expanded_bytes: int = 0
    cpu_seconds: float = field(default=0.0)

    def refusal(self, size: int) -> str | None:
        """Return the code of the reason why a document may not even be looked at."""
        limits = self.limits
        if size > limits.bytes:
            return "limit"
        if self.cpu_seconds >= limits.archive_cpu_seconds:
            return "timeout"
        return None

    def admitted(
        self, parts: Sequence[tuple[str, bytes]], packed_bytes: int
    ) -> Iterator[tuple[str, bytes]]:
        """Give the parts one by one until a limit is reached; a shorter answer means it was."""
        came_out = 0
        for name, data in parts:
            self.entries += 1
            self.expanded_bytes += len(data)
            came_out += len(data)
            if self.entries > self.limits.entries:
                return
            if self.expanded_bytes > self.limits.expanded_bytes:
                return
            if came_out > self.limits.ratio_from and came_out > packed_bytes * self.limits.ratio:
                return
            yield name, data

    def spend(self, cpu_seconds: float) -> None:
        """Count CPU time."""
        self.cpu_seconds += cpu_seconds

    def seconds_left(self, most: int) -> int:
        """Return the CPU seconds the next job may use: whole, at least one."""
        left = self.limits.archive_cpu_seconds - self.cpu_seconds
        return max(1, min(most, int(left)))
