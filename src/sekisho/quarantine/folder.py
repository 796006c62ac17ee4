"""A shelf that is a folder of this machine, readable by its owner only."""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sekisho.quarantine.durable import remove, write_whole


@dataclass(frozen=True)
class Folder:
    """A `Shelf` in one folder; a file each."""

    path: Path

    def __post_init__(self) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)

    def write(self, name: str, pieces: Iterable[bytes], *, named: bool = True) -> None:
        """Keep bytes whole under a name, durably."""
        write_whole(self.path / name, pieces, named=named)

    def read(self, name: str) -> bytes:
        """Return the bytes; raises FileNotFoundError."""
        return (self.path / name).read_bytes()

    def holds(self, name: str) -> bool:
        """Whether there is such a file."""
        return (self.path / name).exists()

    def remove(self, name: str) -> None:
        """Remove the file, durably."""
        remove(self.path / name)

    def names(self, suffix: str) -> Iterator[str]:
        """Give what stands before `suffix` in each name that ends in it."""
        for path in sorted(self.path.glob(f"*{suffix}")):
            yield path.name.removesuffix(suffix)

    @contextmanager
    def locked(self, how: int) -> Iterator[None]:
        """Hold the folder's lock."""
        with (self.path / ".lock").open("wb") as file:
            fcntl.flock(file, how)
            yield
