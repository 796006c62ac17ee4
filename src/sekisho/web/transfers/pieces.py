"""The bytes of an upload on the disk: appended piece by piece, encrypted, read again as a stream.

The laws: what `append` has returned from survives any crash; the length of the file is how much is
there. Memory is one block, however large the file. AES-256-CTR with a key of the upload's own keeps
what lies there unreadable without the database; the originals' store authenticates it afterwards.
"""

import errno
import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.ciphers import Cipher, CipherContext
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

BLOCK = 1 << 18
SECRET = 32 + 8  # a key, and the beginning of every counter
_AES = 16


class BusyError(Exception):
    """Another request is writing to the same upload."""


class Source(Protocol):
    """Where bytes come from, at most so many a time; b"" at the end."""

    def read(self, size: int, /) -> bytes:
        """Return the next bytes. Raises OSError when the connection is cut."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """One upload's file."""

    path: Path
    secret: bytes

    def start(self) -> None:
        """Make the empty file. Raises OSError."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    def size(self) -> int:
        """Return how much is there. Raises FileNotFoundError."""
        return self.path.stat().st_size

    def append(self, source: Source, *, at: int, most: int) -> int:
        """Write at most `most` bytes behind the first `at`; return how much is there then.

        Raises BusyError, ValueError when another amount is there, and OSError: what was written
        until then stays, and counts.
        """
        with self.path.open("r+b") as file:
            _lock(file.fileno())
            if file.seek(0, os.SEEK_END) != at:
                raise ValueError("offset")
            try:
                _copy(source, file.fileno(), self._cipher(at), most)
            finally:
                os.fsync(file.fileno())
            return file.seek(0, os.SEEK_END)

    def blocks(self) -> Iterator[bytes]:
        """Give the bytes as they came, block by block."""
        cipher = self._cipher(0)
        with self.path.open("rb") as file:
            while block := file.read(BLOCK):
                yield cipher.update(block)

    def remove(self) -> None:
        """Remove the file; nothing there is fine."""
        self.path.unlink(missing_ok=True)

    def _cipher(self, at: int) -> CipherContext:
        """Return the key stream from a place on."""
        first = int.from_bytes(self.secret[32:] + bytes(8), "big") + at // _AES
        cipher = Cipher(AES(self.secret[:32]), CTR(first.to_bytes(_AES, "big"))).encryptor()
        cipher.update(bytes(at % _AES))
        return cipher


def _lock(handle: int) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in {errno.EWOULDBLOCK, errno.EACCES}:
            raise BusyError from error
        raise


def _copy(source: Source, handle: int, cipher: CipherContext, most: int) -> None:
    left = most
    while left and (block := source.read(min(left, BLOCK))):
        sealed = cipher.update(block)
        while sealed:
            sealed = sealed[os.write(handle, sealed) :]
        left -= len(block)
