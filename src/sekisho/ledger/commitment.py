"""Seals personal data without holding it: the ledger keeps a salted hash, the data stay outside.

The commitment SHA-256(salt || data) goes into the entry; data and salt are kept elsewhere. While
both are kept, anyone can check that the data are what was sealed. When both are erased, the entry
and all proofs still stand, and nobody can find the data again by trying candidates, because the
32 random bytes of salt are gone too. Every piece of data needs its own salt.
"""

import hmac
from hashlib import sha256

from sekisho.ledger.merkle import HASH_BYTES

SALT_BYTES = 32


def commit(data: bytes, salt: bytes) -> bytes:
    """Return the 32-byte commitment. The salt has 32 bytes from `secrets.token_bytes`.

    The salt's fixed length keeps (salt, data) apart; another length raises ValueError.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError(f"a salt has {SALT_BYTES} bytes, not {len(salt)}")
    return sha256(salt + data).digest()


def opens(commitment: bytes, untrusted_data: bytes, untrusted_salt: bytes) -> bool:
    """Tell whether data and salt are the ones that were committed to."""
    if len(untrusted_salt) != SALT_BYTES or len(commitment) != HASH_BYTES:
        return False
    return hmac.compare_digest(commit(untrusted_data, untrusted_salt), commitment)
