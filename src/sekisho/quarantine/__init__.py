"""Keeps originals encrypted until they are released or their time is over (隔離保管)."""

from sekisho.quarantine.errors import (
    AlteredError,
    KeyringError,
    NotKeptError,
    QuarantineError,
)
from sekisho.quarantine.keyring import Keyring
from sekisho.quarantine.objects import AwayError, Place
from sekisho.quarantine.originals import LocalStore, SealedStore, store_in
from sekisho.quarantine.retention import Destroyed, expired
from sekisho.quarantine.rotation import rotate
from sekisho.quarantine.store import Kept, Store

__all__ = [
    "AlteredError",
    "AwayError",
    "Destroyed",
    "Kept",
    "Keyring",
    "KeyringError",
    "LocalStore",
    "NotKeptError",
    "Place",
    "QuarantineError",
    "SealedStore",
    "Store",
    "expired",
    "rotate",
    "store_in",
]
