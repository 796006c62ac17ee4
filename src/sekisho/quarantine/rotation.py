"""A new key for what is kept: each original's key is wrapped again, its bytes stay."""

import fcntl

from sekisho.quarantine.keyring import Keyring
from sekisho.quarantine.originals import SealedStore


def rotate(store: SealedStore, *, shared: bool = False) -> int:
    """Make a new key current, wrap everything with it, forget the older keys; return how many.

    `shared`: other machines keep originals in the same place and use the key before until they have
    the new file of keys. That key then stays in the file until the next rotation.

    Safe to kill and to run again: the new key is durable before anything is wrapped with it, and an
    old key is forgotten only when nothing is wrapped with it any more.
    """
    with store.shelf.locked(fcntl.LOCK_EX):  # whoever keeps something has finished with the old key
        before = Keyring.load(store.keys)
        ring = before.with_new_key()
        ring.save(store.keys)
    count = 0
    for number in store.numbers():
        if store.wrapped_with(number) != ring.current:
            store.rewrap(number)
            count += 1
    ring.only(frozenset({before.current} if shared else ())).save(store.keys)
    return count
