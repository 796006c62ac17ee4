"""Limits the kernel keeps for each session: control groups, of version 2 or of the older form.

Each session is in a group of its own below the host's, so what it takes of memory (its files in
memory counted), processes and processor time has an end whatever its programs do. Where the host
may make no groups, `kinds` says which limits are missing; the watch of `host` and the limits of
`launching` stand in any case.
"""

import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

KINDS = ("memory", "pids", "cpu")
_ROOT, _OWN = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")
_PERIOD = 100_000  # microseconds
_REMOVE_SECONDS = 2.0
_NEW: Mapping[str, Mapping[str, str]] = {
    "memory": {"memory.max": "{memory}", "memory.swap.max": "0", "memory.oom.group": "1"},
    "pids": {"pids.max": "{processes}"},
    "cpu": {"cpu.max": "{quota} {period}"},
}
_OLD: Mapping[str, Mapping[str, str]] = {
    "memory": {"memory.limit_in_bytes": "{memory}"},
    "pids": {"pids.max": "{processes}"},
    "cpu": {"cpu.cfs_period_us": "{period}", "cpu.cfs_quota_us": "{quota}"},
}
_NOT_EVERYWHERE = frozenset({"memory.swap.max", "memory.oom.group"})


@dataclass(frozen=True, slots=True)
class Most:
    """What one session may take; `percent` is of one processor."""

    memory: int
    processes: int
    percent: int


@dataclass(frozen=True, slots=True)
class Group:
    """The groups of one session."""

    folders: tuple[Path, ...] = ()

    def join(self, pid: int) -> None:
        """Put a process in, and with it all it starts. Raises OSError."""
        for folder in self.folders:
            (folder / "cgroup.procs").write_text(str(pid), "ascii")

    def pids(self) -> list[int]:
        """Return who is in, whatever became of their parents."""
        found: set[int] = set()
        for folder in self.folders:
            with contextlib.suppress(OSError):
                found |= set(map(int, (folder / "cgroup.procs").read_text("ascii").split()))
        return sorted(found)

    def remove(self) -> None:
        """Take the groups away; the kernel lets go of them a moment after the last process."""
        end = time.monotonic() + _REMOVE_SECONDS
        for folder in self.folders:
            while folder.exists() and time.monotonic() < end:
                with contextlib.suppress(OSError):
                    folder.rmdir()
                    break
                time.sleep(0.02)


@dataclass(frozen=True, slots=True)
class Caps:
    """Where groups of sessions are made: a folder for each kind of limit, and its words."""

    places: Mapping[str, Path]
    words: Mapping[str, Mapping[str, str]]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The limits the kernel keeps here."""
        return tuple(each for each in KINDS if each in self.places)

    def made(self, name: str, most: Most) -> Group:
        """Return the groups of a session, with their limits set. Raises OSError."""
        values = {
            "memory": most.memory,
            "processes": most.processes,
            "quota": most.percent * _PERIOD // 100,
            "period": _PERIOD,
        }
        group = Group(tuple(dict.fromkeys(self.places[kind] / name for kind in self.kinds)))
        try:
            for folder in group.folders:
                folder.mkdir(exist_ok=True)
            for kind in self.kinds:
                self._limit(kind, self.places[kind] / name, values)
        except OSError:
            group.remove()
            raise
        return group

    def _limit(self, kind: str, folder: Path, values: Mapping[str, int]) -> None:
        for file, word in self.words[kind].items():
            if file in _NOT_EVERYWHERE and not (folder / file).exists():
                continue
            (folder / file).write_text(word.format(**values), "ascii")


NONE = Caps({}, {})


def found(root: Path = _ROOT, own: Path = _OWN) -> Caps:
    """Return where this process may make groups; `NONE` where it may not."""
    try:
        lines = [line.split(":", 2) for line in own.read_text("ascii").splitlines()]
    except OSError:
        return NONE
    try:
        below = next(path for number, _, path in lines if number == "0")
        new = _delegated(root / below.lstrip("/"))
    except (OSError, StopIteration):
        new = {}
    if "memory" in new:
        return Caps(new, _NEW)
    old: dict[str, Path] = {}
    for _, kinds, path in lines:
        for kind in set(kinds.split(",")) & set(KINDS):
            place = root / kind / path.lstrip("/")
            if _may_make(place):
                old[kind] = place
    return Caps(old, _OLD) if old else NONE


def _delegated(base: Path) -> dict[str, Path]:
    """Hand the limits of our own group on to groups below it. Raises OSError.

    A group that limits others holds no process itself (cgroups(7)), so ours move one down.
    """
    offered = set((base / "cgroup.controllers").read_text("ascii").split()) & set(KINDS)
    if not offered:
        return {}
    (base / "host").mkdir(exist_ok=True)
    for pid in (base / "cgroup.procs").read_text("ascii").split():
        (base / "host" / "cgroup.procs").write_text(pid, "ascii")
    words = " ".join(f"+{each}" for each in sorted(offered))
    (base / "cgroup.subtree_control").write_text(words, "ascii")
    return dict.fromkeys(offered, base)


def _may_make(place: Path) -> bool:
    probe = place / "sekisho-probe"
    try:
        probe.mkdir(exist_ok=True)
        probe.rmdir()
    except OSError:
        return False
    return True
