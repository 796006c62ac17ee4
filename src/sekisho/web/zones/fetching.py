"""Where running configurations come from: a Protocol, and the folder they are left in.

A device, a backup server or a timer writes `show running-config`, the router's `show config` or
`nft -j list ruleset` into the folder, under the name told on the device's page. Only the newest
finished file of that name counts; nothing in the folder is changed.
"""

import os
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sekisho.web.zones.proving import LARGEST_BYTES


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was found for a device: the name it goes by, the file's own name, its bytes."""

    drop: str
    name: str
    data: bytes


class Source(Protocol):
    """Fetches what devices are running."""

    def fetch(self, names: Sequence[str]) -> Iterable[Fetched]:
        """Return what was found for these names; a device nobody knows of is left out."""
        ...


@dataclass(frozen=True, slots=True)
class DropFolder:
    """A folder others write into."""

    path: Path

    def fetch(self, names: Sequence[str]) -> Iterable[Fetched]:
        """Return the newest file of each name, whatever its ending.

        Links and what is no plain file are passed over: whoever may write there chooses no other
        file of this machine. One that is too large is read up to one byte beyond, to be refused.
        """
        wanted = frozenset(names)
        newest: dict[str, tuple[int, Path]] = {}
        for file in self._files():
            name = file.name.partition(".")[0]
            if name in wanted and not file.name.endswith((".tmp", ".part")):
                newest[name] = max(newest.get(name, (0, file)), (_written(file), file))
        for name, (_when, file) in sorted(newest.items()):
            data = _read(file)
            if data is not None:
                yield Fetched(name, file.name, data)

    def _files(self) -> list[Path]:
        try:
            return [each for each in self.path.iterdir() if each.is_file()]
        except OSError:
            return []


def _written(file: Path) -> int:
    try:
        return file.lstat().st_mtime_ns
    except OSError:
        return 0


def _read(file: Path) -> bytes | None:
    try:
        handle = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    with os.fdopen(handle, "rb") as stream:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return None
        return stream.read(LARGEST_BYTES + 1)


_source: list[Source] = []


def install(source: Source) -> None:
    """Take what fetches; called once at start-up."""
    _source[:] = [source]


def fetched(names: Sequence[str]) -> Iterable[Fetched]:
    """Return what the installed source finds; nothing without one."""
    return _source[0].fetch(names) if _source and names else ()
