"""Appends to the tree in O(log n), holding only its right edge.

What to store. An append finishes the node of its own leaf and, where its index ends in one
bits, the nodes above it. So every node has one row that finished it (`home`), and a store that
keeps `leaf_hash` and `Appended.packed` in that row has every node of the tree without a second
table: `node_reader` reads them back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from sekisho.ledger.merkle import HASH_BYTES, push, root_of_peaks, subtrees


class NodeReader(Protocol):
    """Reads the stored hash of complete subtree (level, index); level 0 is the leaf's hash."""

    def __call__(self, level: int, index: int, /) -> bytes:
        """Return the 32 bytes of that node."""


class Node(NamedTuple):
    """The hash over leaves index·2^level up to (index+1)·2^level."""

    level: int
    index: int  # type: ignore[assignment]  # hides tuple.index, which nobody calls on a node
    hash: bytes


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree of `size` leaves, known by its complete subtrees, largest first.

    Raises ValueError when the number of peaks does not belong to the size.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if len(self.peaks) != self.size.bit_count():
            raise ValueError(f"{len(self.peaks)} peaks cannot be a tree of {self.size} leaves")

    @property
    def root(self) -> bytes:
        """The root hash (RFC 9162 §2.1.1) of the tree as it stands."""
        return root_of_peaks(self.peaks)

    def append(self, leaf: bytes) -> "Appended":
        """Add one leaf hash; return the new frontier and the nodes this append finished."""
        _check_hash(leaf)
        peaks = list(self.peaks)
        finished = push(peaks, self.size, leaf)
        return Appended(Frontier(self.size + 1, tuple(peaks)), leaf, finished)


@dataclass(frozen=True, slots=True)
class Appended:
    """What one append leaves behind; `finished` are the hashes above the leaf, level 1 first."""

    frontier: Frontier
    leaf: bytes
    finished: tuple[bytes, ...]

    @property
    def index(self) -> int:
        """The new leaf's index, counted from 0."""
        return self.frontier.size - 1

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The finished nodes with their names, the leaf itself (level 0) first."""
        hashes = (self.leaf, *self.finished)
        return tuple(Node(level, self.index >> level, each) for level, each in enumerate(hashes))

    @property
    def packed(self) -> bytes:
        """The finished nodes from level 1 upwards, 32 bytes each, to be kept in the leaf's row."""
        return b"".join(self.finished)


def home(level: int, index: int) -> int:
    """Return the index of the row whose append finished node (level, index)."""
    return ((index + 1) << level) - 1


def node_reader(read_row: Callable[[int], tuple[bytes, bytes]]) -> NodeReader:
    """Read nodes out of rows: `read_row(index)` returns (leaf_hash, packed) of that row."""

    def read(level: int, index: int, /) -> bytes:
        leaf, packed = read_row(home(level, index))
        if level == 0:
            return leaf
        return packed[(level - 1) * HASH_BYTES : level * HASH_BYTES]

    return read


def frontier_needs(size: int) -> tuple[tuple[int, int], ...]:
    """Name the nodes (level, index) that `load_frontier` reads, so a store can fetch them at once.

    There is one per set bit of `size`.
    """
    return subtrees(0, size)


def load_frontier(size: int, read: NodeReader) -> Frontier:
    """Rebuild the frontier of a tree of `size` leaves in O(log size) reads."""
    peaks = tuple(read(level, index) for level, index in frontier_needs(size))
    for peak in peaks:
        _check_hash(peak)
    return Frontier(size, peaks)


def _check_hash(value: bytes) -> None:
    if len(value) != HASH_BYTES:
        raise ValueError(f"a hash has {HASH_BYTES} bytes, not {len(value)}")
