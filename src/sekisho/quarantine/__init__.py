"""Keeps originals encrypted until they are released or their time is over (隔離保管)."""

from sekisho.quarantine.errors import (
    AlteredError,
    KeyringError,
    NotKeptError,
    QuarantineError,
)
from sekisho.quarantine.keyring import Keyring
from sekisho.quarantine.local import LocalStore
from sekisho.quarantine.retention import Destroyed, expired
from sekisho.quarantine.rotation import rotate
from sekisho.quarantine.store import Kept, Store

__all__ = [
    "AlteredError",
    "Destroyed",
    "Kept",
    "Keyring",
    "KeyringError",
    "LocalStore",
    "NotKeptError",
    "QuarantineError",
    "Store",
    "expired",
    "rotate",
]
