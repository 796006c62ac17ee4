"""Where sealed originals lie, as pieces of bytes under names: a folder, or a bucket of objects."""

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol


class Shelf(Protocol):
    """A place for bytes under names of letters, digits, hyphens and one dot.

    What `write` and `remove` have returned from survives any crash. Each raises OSError when the
    place cannot be reached or is full.
    """

    def write(self, name: str, pieces: Iterable[bytes], *, named: bool = True) -> None:
        """Keep bytes whole under a name; `named=False`: another name beside it follows at once."""

    def read(self, name: str) -> bytes:
        """Return the bytes; raises FileNotFoundError."""

    def holds(self, name: str) -> bool:
        """Whether there is something under this name."""

    def remove(self, name: str) -> None:
        """Take a name away; nothing there is fine."""

    def names(self, suffix: str) -> Iterator[str]:
        """Give, in order, what stands before `suffix` in each name that ends in it."""

    def locked(self, how: int) -> AbstractContextManager[None]:
        """Hold the lock of this machine's programs: LOCK_SH to keep, LOCK_EX to change keys."""
