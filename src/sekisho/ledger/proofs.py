"""Inclusion and consistency proofs of RFC 9162 §2.1.3 and §2.1.4: built from nodes, verified alone.

Every proof is a list of leaf ranges, and every range is a few complete subtrees: O(log n) reads.
Verification needs no tree and no reader, so it can be repeated by anyone.
"""

from collections.abc import Sequence

from sekisho.ledger.errors import ProofError
from sekisho.ledger.frontier import NodeReader
from sekisho.ledger.merkle import EMPTY_ROOT, HASH_BYTES, node_hash, root_of_peaks, subtrees

Range = tuple[int, int]  # leaves from, to (exclusive)


def inclusion_needs(index: int, size: int) -> tuple[tuple[int, int], ...]:
    """Name the nodes (level, index) that `inclusion_proof` reads, to be fetched at once."""
    return _subtrees_of(_inclusion_path(index, size))


def inclusion_proof(index: int, size: int, read: NodeReader) -> tuple[bytes, ...]:
    """Return the proof that leaf `index` is in the tree of `size` leaves (RFC 9162 §2.1.3.1).

    Raises ValueError unless 0 <= index < size.
    """
    return tuple(_range_hash(each, read) for each in _inclusion_path(index, size))


def consistency_needs(old: int, new: int) -> tuple[tuple[int, int], ...]:
    """Name the nodes (level, index) that `consistency_proof` reads."""
    return _subtrees_of(_consistency_path(old, new))


def consistency_proof(old: int, new: int, read: NodeReader) -> tuple[bytes, ...]:
    """Return the proof that the tree of `old` leaves begins the tree of `new` (§2.1.4.1).

    The proof is empty from size 0 and between equal sizes. Raises ValueError unless
    0 <= old <= new.
    """
    return tuple(_range_hash(each, read) for each in _consistency_path(old, new))


def verify_inclusion(
    leaf: bytes, index: int, size: int, untrusted_proof: Sequence[bytes], root: bytes
) -> None:
    """Check that the leaf hash stands at `index` in the tree of `size` leaves with this root.

    RFC 9162 §2.1.3.2. Raises ProofError when it does not.
    """
    _check_hashes(untrusted_proof, "包含証明")
    if not 0 <= index < size:
        raise ProofError(f"包含証明の番号{index}は、件数{size}の台帳にありません。")
    walk = _Walk(index, size - 1)
    found = leaf
    for step in untrusted_proof:
        walk.refuse_when_done("包含証明")
        found = node_hash(step, found) if walk.is_right else node_hash(found, step)
        walk.go_up()
    if not walk.done or found != root:
        raise ProofError("包含証明が台帳の根と合いません。この記録は、その台帳に含まれていません。")


def verify_consistency(
    old: int, new: int, untrusted_proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Check that the tree of `new` leaves only adds to the tree of `old` leaves.

    RFC 9162 §2.1.4.2. Raises ProofError when it does not.
    """
    _check_hashes(untrusted_proof, "整合証明")
    if not 0 <= old <= new:
        raise ProofError(f"整合証明の件数が逆です（{old}件から{new}件）。")
    if old in (0, new):
        _verify_trivial_consistency(old, untrusted_proof, old_root, new_root)
        return
    found_old, found_new = _climb(old, new, untrusted_proof, old_root)
    if found_old != old_root or found_new != new_root:
        raise ProofError("整合証明が根と合いません。前の時点までの履歴が書き換えられています。")


def _verify_trivial_consistency(
    old: int, untrusted_proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    expected = EMPTY_ROOT if old == 0 else new_root
    if untrusted_proof or old_root != expected:
        raise ProofError("整合証明が根と合いません。前の時点までの履歴が書き換えられています。")


def _climb(
    old: int, new: int, untrusted_proof: Sequence[bytes], old_root: bytes
) -> tuple[bytes, bytes]:
    """Return the old and the new root that the proof leads to."""
    # A whole old tree is a node of the new one; RFC 9162 leaves it out of the proof.
    steps = [old_root, *untrusted_proof] if old.bit_count() == 1 else list(untrusted_proof)
    if not steps:
        raise ProofError("整合証明が空です。")
    walk = _Walk(old - 1, new - 1)
    walk.skip_right_edges()
    found_old = found_new = steps[0]
    for step in steps[1:]:
        walk.refuse_when_done("整合証明")
        if walk.is_right:
            found_old = node_hash(step, found_old)
            found_new = node_hash(step, found_new)
        else:
            found_new = node_hash(found_new, step)
        walk.go_up()
    if not walk.done:
        raise ProofError("整合証明が短すぎます。")
    return found_old, found_new


class _Walk:
    """The two counters fn and sn of RFC 9162 §2.1.3.2 and §2.1.4.2, climbing to the root."""

    def __init__(self, position: int, last: int) -> None:
        self._position = position
        self._last = last

    @property
    def done(self) -> bool:
        return self._last == 0

    @property
    def is_right(self) -> bool:
        """Whether the next hash of the proof stands to the left of what was found so far."""
        return bool(self._position & 1) or self._position == self._last

    def go_up(self) -> None:
        if self._position == self._last:
            # On the right edge, levels without a left neighbour have no hash in the proof.
            while self._position and not self._position & 1:
                self._shift()
        self._shift()

    def skip_right_edges(self) -> None:
        while self._position & 1:
            self._shift()

    def refuse_when_done(self, name: str) -> None:
        if self.done:
            raise ProofError(f"{name}が長すぎます。")

    def _shift(self) -> None:
        self._position >>= 1
        self._last >>= 1


def _inclusion_path(index: int, size: int) -> tuple[Range, ...]:
    """Return the ranges of PATH(index, D[size]), leaf to root."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size} leaves")
    start, end = 0, size
    path = []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return tuple(reversed(path))


def _consistency_path(old: int, new: int) -> tuple[Range, ...]:
    """Return the ranges of PROOF(old, D[new]) in the order of RFC 9162."""
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {old} leaves cannot come before one of {new}")
    if old in (0, new):
        return ()
    start, end = 0, new
    path = []
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    if start:  # else the old tree is itself this node, and the verifier has its root
        path.append((start, end))
    return tuple(reversed(path))


def _split(length: int) -> int:
    """Return the largest power of two smaller than `length` (at least 2)."""
    return 1 << (length - 1).bit_length() - 1


def _subtrees_of(ranges: Sequence[Range]) -> tuple[tuple[int, int], ...]:
    return tuple(node for start, end in ranges for node in subtrees(start, end))


def _range_hash(leaves: Range, read: NodeReader) -> bytes:
    return root_of_peaks([read(level, index) for level, index in subtrees(*leaves)])


def _check_hashes(untrusted_proof: Sequence[bytes], name: str) -> None:
    if any(len(step) != HASH_BYTES for step in untrusted_proof):
        raise ProofError(f"{name}に長さの違うハッシュ値があります。")
