"""Originals on a shelf: `NUMBER.sealed`, written once, and `NUMBER.meta` with its wrapped key.

The meta piece is the original's existence: it is written last and removed first. A sealed piece
without one cannot be opened by anybody, so a crash half-way leaves nothing readable.
"""

import base64
import fcntl
import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sekisho.quarantine.errors import AlteredError, NotKeptError, QuarantineError
from sekisho.quarantine.folder import Folder
from sekisho.quarantine.keyring import KEY_BYTES, Keyring
from sekisho.quarantine.objects import Bucket, Place
from sekisho.quarantine.sealing import (
    NotSealedSoError,
    regrouped,
    seal,
    seal_pieces,
    unseal,
    unwrap,
    wrap,
)
from sekisho.quarantine.shelf import Shelf
from sekisho.quarantine.store import Kept

SEALED, META = ".sealed", ".meta"
_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")


@dataclass(frozen=True)
class SealedStore:
    """A `Store` on any shelf.

    The keys are read each time they are needed, so that programs that run on use a new key at once.
    """

    shelf: Shelf
    keys: Path

    def put(self, number: str, data: bytes, *, kind: str, at: datetime) -> Kept:
        """Keep an original. Raises QuarantineError when the number holds other bytes already."""
        digest = hashlib.sha256(data).hexdigest()
        if self.shelf.holds(_name(number, META)):
            kept = self.about(number)
            if kept.sha256 != digest:
                raise QuarantineError(f"{number}: この受付番号には別のファイルがあります。")
            return kept
        kept = Kept(number, kind, at, digest, len(data))
        key = secrets.token_bytes(KEY_BYTES)
        with self.shelf.locked(fcntl.LOCK_SH):  # no key is changed between reading and using it
            sealed = seal(data, key, _about(kept))
            self.shelf.write(_name(number, SEALED), sealed, named=False)
            self._write_meta(kept, key)
        return kept

    def put_blocks(
        self, number: str, blocks: Callable[[], Iterable[bytes]], *, kind: str, at: datetime
    ) -> Kept:
        """Keep an original that is read twice, block by block, whatever its size; new numbers only.

        Raises QuarantineError for a number that is there, or when the second reading differs.
        """
        if self.shelf.holds(_name(number, META)):
            raise QuarantineError(f"{number}: この受付番号には別のファイルがあります。")
        first = _Counted()
        for block in blocks():
            first.add(block)
        kept = Kept(number, kind, at, first.digest.hexdigest(), first.size)
        key, second = secrets.token_bytes(KEY_BYTES), _Counted()
        with self.shelf.locked(fcntl.LOCK_SH):
            sealed = seal_pieces(regrouped(second.through(blocks())), key, _about(kept))
            self.shelf.write(_name(number, SEALED), sealed, named=False)
            if second.digest.hexdigest() != kept.sha256:
                self.shelf.remove(_name(number, SEALED))
                raise QuarantineError(f"{number}: 読み取るたびに内容が違います。")
            self._write_meta(kept, key)
        return kept

    def get(self, number: str) -> bytes:
        """Return an original, every byte of it authenticated."""
        kept, found = self._read(number)
        try:
            sealed = self.shelf.read(_name(number, SEALED))
            data = unseal(sealed, self._key(kept, found), _about(kept))
        except (FileNotFoundError, NotSealedSoError) as error:
            raise AlteredError(number) from error
        if hashlib.sha256(data).hexdigest() != kept.sha256:
            raise AlteredError(number)
        return data

    def about(self, number: str) -> Kept:
        """Return what is known of an original, without opening it."""
        return self._read(number)[0]

    def attested(self, number: str) -> Kept:
        """Return what is known of an original, authenticated by its wrapped key.

        The sealed bytes are not read. Raises NotKeptError, AlteredError or KeyringError.
        """
        kept, found = self._read(number)
        self._key(kept, found)
        return kept

    def every(self) -> Iterator[Kept]:
        """Give all that is kept, by number."""
        for number in self.numbers():
            yield self.about(number)

    def numbers(self) -> Iterator[str]:
        """Give the numbers of all that is kept, in order, without looking at it."""
        return (each for each in self.shelf.names(META) if _NUMBER.fullmatch(each))

    def destroy(self, number: str) -> None:
        """Remove the wrapped key, then the bytes nobody can read any more."""
        self.shelf.remove(_name(number, META))
        self.shelf.remove(_name(number, SEALED))

    def wrapped_with(self, number: str) -> str:
        """Return the id of the key that opens this original."""
        return str(self._read(number)[1]["key"])

    def rewrap(self, number: str) -> None:
        """Wrap the original's key with the current one; the sealed bytes stay as they are."""
        kept, found = self._read(number)
        self._write_meta(kept, self._key(kept, found))

    def _key(self, kept: Kept, found: dict[str, Any]) -> bytes:
        with_key = Keyring.load(self.keys).key(found["key"])
        try:
            return unwrap(base64.b64decode(found["wrapped"]), with_key, _about(kept))
        except (NotSealedSoError, ValueError) as error:
            raise AlteredError(kept.number) from error

    def _write_meta(self, kept: Kept, key: bytes) -> None:
        ring = Keyring.load(self.keys)
        wrapped = wrap(key, ring.key(ring.current), _about(kept))
        words = {
            **json.loads(_about(kept)),
            "key": ring.current,
            "wrapped": base64.b64encode(wrapped).decode("ascii"),
        }
        self.shelf.write(_name(kept.number, META), [json.dumps(words).encode("ascii")])

    def _read(self, number: str) -> tuple[Kept, dict[str, Any]]:
        try:
            found = json.loads(self.shelf.read(_name(number, META)))
            at = datetime.fromisoformat(found["kept_at"])
            kept = Kept(found["number"], found["kind"], at, found["sha256"], found["size"])
        except FileNotFoundError:
            raise NotKeptError(number) from None
        except (ValueError, KeyError, TypeError) as error:
            raise AlteredError(number) from error
        if kept.number != number or "key" not in found or "wrapped" not in found:
            raise AlteredError(number)
        return kept, found


class LocalStore(SealedStore):
    """A store in one folder of this machine, readable by its owner only."""

    def __init__(self, folder: Path, keys: Path) -> None:
        super().__init__(Folder(folder), keys)

    @property
    def folder(self) -> Path:
        """The folder."""
        return self.shelf.path if isinstance(self.shelf, Folder) else Path()


def store_in(place: Place | None, folder: Path, keys: Path) -> SealedStore:
    """Return the store of an instance: in its bucket, else in its folder."""
    if place is None:
        return LocalStore(folder, keys)
    return SealedStore(Bucket(place, keys.with_name(".quarantine.lock")), keys)


def _name(number: str, suffix: str) -> str:
    if not _NUMBER.fullmatch(number):
        raise NotKeptError(number[:64])
    return f"{number}{suffix}"


@dataclass
class _Counted:
    """What went through: how much, and its fingerprint."""

    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, block: bytes) -> None:
        self.size += len(block)
        self.digest.update(block)

    def through(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        for block in blocks:
            self.add(block)
            yield block


def _about(kept: Kept) -> bytes:
    """Return what is authenticated with every byte of the original."""
    words = {
        "number": kept.number,
        "kind": kept.kind,
        "kept_at": kept.kept_at.isoformat(),
        "sha256": kept.sha256,
        "size": kept.size,
    }
    return json.dumps(words, sort_keys=True).encode("ascii")
