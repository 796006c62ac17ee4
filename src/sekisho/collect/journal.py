"""What the last commit took from where: written before connections are consumed.

Two files in turn, each with its number and a checksum: whatever moment the process is killed at,
one of them is whole. It is flushed only when files that are followed moved: connections do not
outlive the machine, and what was read of a file would otherwise be read again.
"""

import json
import os
import zlib
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Place:
    """How far a file was read: which file (inode), and the offset behind its last whole line."""

    inode: int
    offset: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One commit. `connections`: by number, the bytes taken of each since it was opened."""

    number: int = 0
    sizes: dict[str, tuple[str, int]] = field(default_factory=dict)
    connections: dict[int, int] = field(default_factory=dict)
    files: dict[str, Place] = field(default_factory=dict)


class Journal:
    """The journal of one spool."""

    def __init__(self, folder: Path) -> None:
        self._paths = (folder / "journal.0", folder / "journal.1")
        self._flushed: dict[str, Place] = {}

    def last(self) -> Entry:
        """Return the newest commit that is whole; an empty one when there is none."""
        found = [entry for path in self._paths if (entry := _read(path)) is not None]
        return max(found, key=lambda each: each.number, default=Entry())

    def write(self, entry: Entry) -> None:
        """Write the next commit. Raises OSError."""
        words = {
            "number": entry.number,
            "sizes": entry.sizes,
            "connections": entry.connections,
            "files": {name: (each.inode, each.offset) for name, each in entry.files.items()},
        }
        body = json.dumps(words, separators=(",", ":")).encode("ascii")
        path = self._paths[entry.number % 2]
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(handle, "wb", closefd=False) as file:
                file.write(b"%08x%s" % (zlib.crc32(body), body))
            if entry.files != self._flushed:
                os.fsync(handle)
                self._flushed = dict(entry.files)
        finally:
            os.close(handle)


def _read(path: Path) -> Entry | None:
    try:
        data = path.read_bytes()
        if int(data[:8], 16) != zlib.crc32(data[8:]):
            return None
        told = json.loads(data[8:])
        return Entry(
            int(told["number"]),
            {str(name): (str(each[0]), int(each[1])) for name, each in told["sizes"].items()},
            {int(name): int(each) for name, each in told["connections"].items()},
            {str(name): Place(*map(int, each)) for name, each in told["files"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return None
