"""A new key for what is kept: each original's key is wrapped again, its bytes stay."""

import fcntl
from pathlib import Path

from sekisho.quarantine.keyring import Keyring
from sekisho.quarantine.local import LocalStore


def rotate(folder: Path, keys: Path) -> int:
    """Make a new key current, wrap everything with it, forget the older keys; return how many.

    Safe to kill and to run again: the new key is durable before anything is wrapped with it, and an
    old key is forgotten only when nothing is wrapped with it any more.
    """
    store = LocalStore(folder, keys)
    with store.locked(fcntl.LOCK_EX):  # whoever keeps something now has finished with the old key
        ring = Keyring.load(keys).with_new_key()
        ring.save(keys)
    count = 0
    for kept in store.every():
        if store.wrapped_with(kept.number) != ring.current:
            store.rewrap(kept.number)
            count += 1
    ring.only(frozenset()).save(keys)
    return count
