"""Addresses as ranks: exact and small for both families.

All ends of all spans that occur (in rules, zones and flows) cut the address space into cells no
rule can tell apart; an address is named by its cell's number. Spans of 128-bit addresses become
pairs of 32-bit numbers, and nothing is rounded.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from sekisho.separation.proof.boxes import Ints  # noqa: TC001  # an alias used at run time
from sekisho.separation.spans import BITS, Spans

_V4 = 4
_HALF = 64
Words = NDArray[np.uint64]


class Coordinates:
    """The cells of one family's address space, and the ranks of everything they were made of."""

    def __init__(self, family: int, firsts: Sequence[int], lasts: Sequence[int]) -> None:
        """Cut the space at the ends of the spans `firsts[i]` to `lasts[i]`."""
        self.family = family
        self.top = (1 << BITS[family]) - 1
        low, high = _words(family, firsts), _words(family, lasts)
        after, beyond = _successor(family, high)
        zero = np.zeros((low.shape[0], 1), np.uint64)
        self._breaks, ranks = _distinct(np.hstack((zero, low, after)))
        count = low.shape[1]
        self.first: Ints = ranks[1 : count + 1].astype(np.int32)
        last = ranks[count + 1 :] - 1
        last[beyond] = self._breaks.shape[1] - 1
        self.last: Ints = last.astype(np.int32)
        self._ranked: dict[tuple[int, int], tuple[int, int]] = {}
        self.cells = self._breaks.shape[1]

    def value(self, rank: int) -> int:
        """Return the lowest address of a cell."""
        words = self._breaks[:, rank]
        return int(words[0]) if self.family == _V4 else int(words[0]) << _HALF | int(words[1])

    def end(self, rank: int) -> int:
        """Return the highest address of a cell."""
        return self.value(rank + 1) - 1 if rank + 1 < self.cells else self.top

    def rank(self, address: int) -> int:
        """Return the cell an address lies in."""
        low, high = 0, self.cells
        while high - low > 1:
            middle = (low + high) // 2
            if self.value(middle) <= address:
                low = middle
            else:
                high = middle
        return low

    def ranks(self, spans: Spans | None) -> list[tuple[int, int]]:
        """Return spans of addresses as spans of ranks; their ends must have cut the space."""
        if spans is None:
            return [(0, self.cells - 1)]
        found = []
        for pair in spans:
            if pair not in self._ranked:
                self._ranked[pair] = (self.rank(pair[0]), self.rank(pair[1]))
            found.append(self._ranked[pair])
        return found


def _words(family: int, values: Sequence[int]) -> Words:
    """Return addresses as columns of one (IPv4) or two (IPv6) words, the high one first."""
    if family == _V4:
        return np.array(values, np.uint64).reshape(1, -1)
    data = b"".join([value.to_bytes(16, "big") for value in values])
    return np.frombuffer(data, ">u8").reshape(-1, 2).T.astype(np.uint64)


def _successor(family: int, words: Words) -> tuple[Words, NDArray[np.bool_]]:
    """Return each address plus one, and which were the last of their family."""
    if family == _V4:
        beyond = words[0] == np.uint64((1 << 32) - 1)
        return np.where(beyond, np.uint64(0), words + np.uint64(1)), beyond
    full = np.uint64((1 << 64) - 1)
    carry = words[1] == full
    beyond = carry & (words[0] == full)
    low = np.where(carry, np.uint64(0), words[1] + np.uint64(1))
    high = np.where(carry & ~beyond, words[0] + np.uint64(1), words[0])
    return np.vstack((np.where(beyond, np.uint64(0), high), low)), beyond


def _distinct(words: Words) -> tuple[Words, NDArray[np.intp]]:
    """Return the distinct columns in order, and where each column went."""
    if words.shape[0] == 1:
        values, inverse = np.unique(words[0], return_inverse=True)
        return values.reshape(1, -1), inverse
    order = np.lexsort((words[1], words[0]))
    ordered = words[:, order]
    new = np.ones(order.size, bool)
    new[1:] = (ordered[:, 1:] != ordered[:, :-1]).any(axis=0)
    inverse = np.empty(order.size, np.intp)
    inverse[order] = np.cumsum(new) - 1
    return ordered[:, new], inverse


def ends(spans: Iterable[Spans | None], top: int) -> tuple[list[int], list[int]]:
    """Return the first and last numbers of all spans in a row; `None` is the whole space."""
    whole = ((0, top),)
    pairs = [pair for each in spans for pair in (whole if each is None else each)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]
