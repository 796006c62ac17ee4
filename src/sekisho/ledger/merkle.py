"""The hash tree of RFC 9162 §2.1: leaf and node hashes, and the root of any sequence.

A tree node is named by (level, index): level 0 are the leaves, and node (level, index) is the
root over the leaves index·2^level up to (index+1)·2^level, all of them present.
All hashes are 32 bytes of SHA-256.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of one entry's bytes: SHA-256(0x00 || data)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash over two neighbouring subtrees: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


def push(peaks: list[bytes], size: int, leaf: bytes) -> tuple[bytes, ...]:
    """Append a leaf hash to the complete subtrees of a tree of `size` leaves, in place.

    `peaks` are the roots of the complete subtrees, largest first (one per set bit of `size`).
    Returns the nodes above the leaf that this append finished, from level 1 upwards; there are
    as many as `size` has trailing one bits.
    """
    finished = []
    while size & 1:
        leaf = node_hash(peaks.pop(), leaf)
        finished.append(leaf)
        size >>= 1
    peaks.append(leaf)
    return tuple(finished)


def root_of_peaks(peaks: Sequence[bytes]) -> bytes:
    """Return the root over complete subtrees given largest first; none: the empty root."""
    if not peaks:
        return EMPTY_ROOT
    root = peaks[-1]
    for peak in reversed(peaks[:-1]):
        root = node_hash(peak, root)
    return root


def root(leaf_hashes: Iterable[bytes]) -> bytes:
    """Return the root over leaf hashes in order, holding O(log n) of them at a time."""
    peaks: list[bytes] = []
    for size, leaf in enumerate(leaf_hashes):
        push(peaks, size, leaf)
    return root_of_peaks(peaks)


def subtrees(start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Name the complete subtrees that cover leaves start to end (exclusive), left to right.

    `start` is a multiple of a power of two not smaller than end - start, as every range of
    RFC 9162 is; folding the subtrees' hashes from the right gives the range's hash.
    """
    found = []
    for level in range((end - start).bit_length() - 1, -1, -1):
        if (end - start) >> level & 1:
            found.append((level, start >> level))
            start += 1 << level
    return tuple(found)
