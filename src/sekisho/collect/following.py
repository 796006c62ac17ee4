"""Files followed as they grow: turned over (renamed, a new one begun) or cut, nothing is missed.

Only whole lines are taken, and the place is moved by who commits. A file that was turned over while
nobody looked is found again by its inode beside its old name; if it is gone, that is counted.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sekisho.collect.journal import Place

_AT_ONCE = 4 << 20


@dataclass(slots=True)
class Read:
    """What is new in a file, and the place behind it."""

    lines: bytes
    place: Place


class Followed:
    """One file."""

    def __init__(self, path: Path, place: Place | None, most: int) -> None:
        self.path = path
        self.truncated = 0
        self.passed_over = 0
        self._most = most
        self._place = place
        self._file: BinaryIO | None = None

    @property
    def missing(self) -> bool:
        """Whether there is nothing to follow."""
        return self._file is None and not self.path.exists()

    @property
    def place(self) -> Place | None:
        """How far it was committed."""
        return self._place

    def read(self) -> Read | None:
        """Return what is new, None for nothing; the same again until `move` is called."""
        if self._file is None and not self._find():
            return None
        assert self._file is not None  # noqa: S101  # found above
        assert self._place is not None  # noqa: S101  # set with the file
        status = os.fstat(self._file.fileno())
        if status.st_size < self._place.offset:
            self.truncated += 1
            self._place = Place(status.st_ino, 0)
        over = self._turned_over(status.st_ino)
        found = self._whole_lines(ended=over)
        if not found and over:
            self._file.close()
            self._file, self._place = None, None
            return self.read()
        if not found:
            return None
        lines = found if found.endswith(b"\n") else found + b"\n"
        return Read(lines, Place(status.st_ino, self._place.offset + len(found)))

    def move(self, place: Place) -> None:
        """Take a place as committed."""
        self._place = place

    def _whole_lines(self, *, ended: bool) -> bytes:
        assert self._file is not None  # noqa: S101  # only asked of an open file
        assert self._place is not None  # noqa: S101
        self._file.seek(self._place.offset)
        data = self._file.read(_AT_ONCE)
        last = data.rfind(b"\n") + 1
        if last:
            return data[:last]
        return data if ended or len(data) > self._most else b""

    def _turned_over(self, inode: int) -> bool:
        """Whether the name stands for another file now, or for none."""
        try:
            return self.path.stat().st_ino != inode
        except FileNotFoundError:
            return True

    def _find(self) -> bool:
        """Open the file that was being read, else the one of the name."""
        if self._place is not None:
            earlier = self._beside(self._place.inode)
            if earlier is not None:
                self._file = earlier.open("rb")
                return True
            self.passed_over += 1
            self._place = None
        try:
            self._file = self.path.open("rb")
        except (FileNotFoundError, PermissionError):
            return False
        self._place = Place(os.fstat(self._file.fileno()).st_ino, 0)
        return True

    def _beside(self, inode: int) -> Path | None:
        """Return the file of an inode that has the name, or one that begins with it."""
        try:
            near = [each for each in os.scandir(self.path.parent)
                    if each.name.startswith(self.path.name) and each.inode() == inode]  # fmt: skip
        except OSError:
            return None
        return Path(near[0].path) if near else None
