"""AES-256-GCM over an original: a key of its own, pieces of 1 MiB, order and end authenticated.

A sealed file is a random prefix of 7 bytes, then pieces, each with its tag of 16 bytes. The nonce
of a piece is prefix, number (4 bytes), 1 for the last, else 0 (the STREAM construction): no piece
can be left out, moved or added. `about` is authenticated with every piece.
"""

import os
from collections.abc import Iterable, Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

PIECE = 1 << 20
_PREFIX, _TAG, _NONCE = 7, 16, 12


class NotSealedSoError(Exception):
    """The bytes are not what was sealed with this key about this."""


def seal(data: bytes, key: bytes, about: bytes) -> Iterator[bytes]:
    """Give the sealed form, piece by piece. `key` must be used for this one original only."""
    pieces = (data[start : start + PIECE] for start in range(0, max(len(data), 1), PIECE))
    return seal_pieces(pieces, key, about)


def seal_pieces(pieces: Iterable[bytes], key: bytes, about: bytes) -> Iterator[bytes]:
    """Give the sealed form of pieces, each of `PIECE` bytes but the last; at least one."""
    cipher, prefix = AESGCM(key), os.urandom(_PREFIX)
    yield prefix
    coming = iter(pieces)
    piece, number = next(coming, b""), 0
    for following in coming:
        yield cipher.encrypt(_nonce(prefix, number, last=False), piece, about)
        piece, number = following, number + 1
    yield cipher.encrypt(_nonce(prefix, number, last=True), piece, about)


def regrouped(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Give the same bytes in pieces of `PIECE`, the last one shorter; no bytes are one piece."""
    held = bytearray()
    given = False
    for block in blocks:
        held += block
        while len(held) > PIECE:
            yield bytes(held[:PIECE])
            del held[:PIECE]
            given = True
    if held or not given:
        yield bytes(held)


def unseal(sealed: bytes, key: bytes, about: bytes) -> bytes:
    """Return the original; raises NotSealedSoError unless every byte is what was sealed."""
    cipher, prefix, at = AESGCM(key), sealed[:_PREFIX], _PREFIX
    pieces: list[bytes] = []
    size = PIECE + _TAG
    count = max(1, -(-(len(sealed) - _PREFIX) // size))
    try:
        for number in range(count):
            nonce = _nonce(prefix, number, last=number == count - 1)
            pieces.append(cipher.decrypt(nonce, sealed[at : at + size], about))
            at += size
    except (InvalidTag, ValueError) as error:
        raise NotSealedSoError from error
    return b"".join(pieces)


def wrap(key: bytes, with_key: bytes, about: bytes) -> bytes:
    """Return `key` encrypted with another, bound to what it is about."""
    nonce = os.urandom(_NONCE)
    return nonce + AESGCM(with_key).encrypt(nonce, key, about)


def unwrap(wrapped: bytes, with_key: bytes, about: bytes) -> bytes:
    """Return the key; raises NotSealedSoError."""
    try:
        return AESGCM(with_key).decrypt(wrapped[:_NONCE], wrapped[_NONCE:], about)
    except (InvalidTag, ValueError) as error:
        raise NotSealedSoError from error


def _nonce(prefix: bytes, number: int, *, last: bool) -> bytes:
    return prefix + number.to_bytes(4, "big") + bytes([last])
