"""The keys that wrap the key of each original: a file beside the instance, outside the database."""

import base64
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from sekisho.quarantine.durable import write_whole
from sekisho.quarantine.errors import KeyringError

KEY_BYTES = 32


@dataclass(frozen=True)
class Keyring:
    """AES-256 keys by id; `current` wraps what is kept from now on."""

    current: str
    keys: Mapping[str, bytes]

    def key(self, name: str) -> bytes:
        """Return one key; raises KeyringError for a key that was taken away."""
        try:
            return self.keys[name]
        except KeyError:
            raise KeyringError(
                f"保管の鍵 {name} がありません。控えてある quarantine.keys を戻してください。"
            ) from None

    @classmethod
    def new(cls) -> Self:
        """Return a keyring of one fresh key."""
        name = secrets.token_hex(4)
        return cls(name, {name: secrets.token_bytes(KEY_BYTES)})

    def with_new_key(self) -> "Keyring":
        """Return a keyring whose current key is fresh; the older keys still open."""
        fresh = Keyring.new()
        return Keyring(fresh.current, {**self.keys, **fresh.keys})

    def only(self, names: frozenset[str]) -> "Keyring":
        """Return a keyring without the keys nothing needs any more; the current one stays."""
        kept = {name: key for name, key in self.keys.items() if name in names | {self.current}}
        return Keyring(self.current, kept)

    def save(self, path: Path) -> None:
        """Write the keys for their owner only."""
        keys = {name: base64.b64encode(key).decode("ascii") for name, key in self.keys.items()}
        text = json.dumps({"current": self.current, "keys": keys}, indent=1)
        write_whole(path, [text.encode("ascii")])

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read the keys; raises KeyringError when they cannot be used or others may read them."""
        try:
            seen = path.stat()
            if seen.st_mode & 0o077:
                raise KeyringError(f"{path}: 所有者だけが読めるようにしてください（chmod 600）。")
            ring = _read(path, seen.st_ino, seen.st_mtime_ns, seen.st_size)
        except FileNotFoundError:
            raise KeyringError(
                f"{path}: 保管の鍵がありません。控えを戻すか、sekisho init を実行してください。"
            ) from None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise KeyringError(f"{path}: 保管の鍵を読めません。控えを戻してください。") from error
        if ring.current not in ring.keys or any(len(k) != KEY_BYTES for k in ring.keys.values()):
            raise KeyringError(f"{path}: 保管の鍵が壊れています。控えを戻してください。")
        return cls(ring.current, ring.keys)


@lru_cache(maxsize=4)
def _read(path: Path, *_as_it_stands: int) -> Keyring:
    """Read a file of keys once as long as it is the same file: it is replaced, never edited."""
    found = json.loads(path.read_text("ascii"))
    keys = {name: base64.b64decode(key, validate=True) for name, key in found["keys"].items()}
    return Keyring(found["current"], keys)
