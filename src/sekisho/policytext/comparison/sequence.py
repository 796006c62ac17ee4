"""Longest common and longest rising subsequences, with a bound on work and memory."""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence

CELLS = 64_000_000  # rows × columns of one table; as bits 8 MB, and some 10 ms


def common(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[tuple[int, int]] | None:
    """Return a longest list of pairs (i, j), both rising, with old[i] == new[j].

    None when the table would have more than CELLS cells after equal ends are taken off.
    Bit-parallel after Hyyrö (2004): one whole row is one addition of large integers.
    """
    head, tail = _equal_ends(old, new)
    left, right = old[head : len(old) - tail], new[head : len(new) - tail]
    if len(left) * len(right) > CELLS:
        return None
    middle = _traced(_rows(left, right), len(left))
    pairs = [(at, at) for at in range(head)]
    pairs += [(i + head, j + head) for i, j in middle]
    return pairs + [(len(old) - k, len(new) - k) for k in range(tail, 0, -1)]


def _equal_ends(old: Sequence[Hashable], new: Sequence[Hashable]) -> tuple[int, int]:
    most = min(len(old), len(new))
    head = 0
    while head < most and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < most - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return head, tail


def _rows(left: Sequence[Hashable], right: Sequence[Hashable]) -> list[int]:
    """Row j has a 0 in bit i where taking left[i] makes the common part with right[:j+1] longer."""
    places: dict[Hashable, int] = {}
    for i, item in enumerate(left):
        places[item] = places.get(item, 0) | 1 << i
    full = (1 << len(left)) - 1
    row = full
    rows = []
    for item in right:
        hits = row & places.get(item, 0)
        row = (row + hits | row - hits) & full
        rows.append(row)
    return rows


def _traced(rows: Sequence[int], width: int) -> list[tuple[int, int]]:
    pairs: list[tuple[int, int]] = []
    i, j = width - 1, len(rows) - 1
    while i >= 0 and j >= 0:
        if rows[j] >> i & 1:
            i -= 1
        elif j > 0 and not rows[j - 1] >> i & 1:
            j -= 1
        else:
            pairs.append((i, j))
            i, j = i - 1, j - 1
    return pairs[::-1]


def rising(numbers: Iterable[int]) -> set[int]:
    """Return the members of a longest rising subsequence of distinct numbers (n log n)."""
    tops: list[int] = []
    below: dict[int, int | None] = {}
    for number in numbers:
        at = bisect_left(tops, number)
        below[number] = tops[at - 1] if at else None
        tops[at : at + 1] = [number]
    kept: set[int] = set()
    walk = tops[-1] if tops else None
    while walk is not None:
        kept.add(walk)
        walk = below[walk]
    return kept
