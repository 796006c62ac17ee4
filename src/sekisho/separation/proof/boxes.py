"""Hyper-rectangles in bulk, and whether some of them cover another.

A box is a pair of inclusive corners; many boxes are two arrays `lo` and `hi` of shape
(dimensions, count), int32. The dimensions of a packet's box are `FIELDS`: protocol, ports (or
ICMP type and code) and TCP flags as they are, addresses as ranks (see `coordinates`).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sekisho.separation.errors import BudgetError

PROTOCOL, SOURCE, DESTINATION, SOURCE_PORT, DESTINATION_PORT, TCP_FLAGS = range(6)
FIELDS = 6
MOST = np.iinfo(np.int32).max
FULL_LAST = (255, MOST, MOST, 65535, 65535, 63)

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]

_FEW_CELLS = 1 << 16  # painted at once rather than cut further
_FEW_BOXES = 12


@dataclass(slots=True)
class Steps:
    """What is left of a proof's budget."""

    left: int

    def take(self, count: int = 1) -> None:
        """Use some of the budget; `BudgetError` when it is spent."""
        self.left -= count
        if self.left < 0:
            raise BudgetError("証明に必要な計算が上限を超えました。")


def meeting(lo: Ints, hi: Ints, box_lo: Ints, box_hi: Ints) -> Bools:
    """Say which boxes share a point with one box."""
    kept = np.ones(lo.shape[1], bool)
    for low, high, first, last in zip(lo, hi, box_lo, box_hi, strict=True):
        kept &= (low <= last) & (high >= first)
    return kept


def covering(lo: Ints, hi: Ints, box_lo: Ints, box_hi: Ints) -> Bools:
    """Say which boxes hold one box wholly."""
    kept = np.ones(lo.shape[1], bool)
    for low, high, first, last in zip(lo, hi, box_lo, box_hi, strict=True):
        kept &= (low <= first) & (high >= last)
    return kept


def covered(lo: Ints, hi: Ints, box_lo: Ints, box_hi: Ints) -> Bools:
    """Say which boxes lie wholly inside one box."""
    kept = np.ones(lo.shape[1], bool)
    for low, high, first, last in zip(lo, hi, box_lo, box_hi, strict=True):
        kept &= (low >= first) & (high <= last)
    return kept


def hole(box_lo: Ints, box_hi: Ints, lo: Ints, hi: Ints, steps: Steps) -> tuple[Ints, Ints] | None:
    """Return a box inside one box that no other box touches, or None: they cover it.

    Exact. The box is cut between the others until one covers what is left, none is left, or so
    few that their grid can be painted cell by cell. Lower halves first.
    """
    stack = [(box_lo, box_hi, *_clipped(box_lo, box_hi, lo, hi))]
    while stack:
        first, last, low, high = stack.pop()
        count = low.shape[1]
        steps.take()
        if not count:
            return first, last
        if covering(low, high, first, last).any():
            continue
        if count <= _FEW_BOXES or _cells(low, high, first, last) <= _FEW_CELLS:
            found = _painted_hole(first, last, low, high, steps)
            if found is not None:
                return found
            continue
        stack.extend(_halves(first, last, low, high))
    return None


def _clipped(first: Ints, last: Ints, lo: Ints, hi: Ints) -> tuple[Ints, Ints]:
    kept = meeting(lo, hi, first, last)
    low = np.maximum(lo[:, kept], first[:, None])
    high = np.minimum(hi[:, kept], last[:, None])
    return low, high


def _cells(lo: Ints, hi: Ints, first: Ints, last: Ints) -> float:
    """Return at most how many cells the grid of all faces has."""
    inner_low = (lo > first[:, None]).sum(axis=1)
    inner_high = (hi < last[:, None]).sum(axis=1)
    return float(np.prod(1.0 + inner_low + inner_high))


def _halves(first: Ints, last: Ints, lo: Ints, hi: Ints) -> list[tuple[Ints, Ints, Ints, Ints]]:
    """Cut where it separates the boxes best; the upper half first, for a stack."""
    axis, cut = _best_cut(first, last, lo, hi)
    lower_last, upper_first = last.copy(), first.copy()
    lower_last[axis], upper_first[axis] = cut - 1, cut
    lower, upper = lo[axis] < cut, hi[axis] >= cut
    lower_hi = hi[:, lower].copy()
    upper_lo = lo[:, upper].copy()
    np.minimum(lower_hi[axis], cut - 1, out=lower_hi[axis])
    np.maximum(upper_lo[axis], cut, out=upper_lo[axis])
    return [
        (upper_first, last, upper_lo, hi[:, upper]),
        (first, lower_last, lo[:, lower], lower_hi),
    ]


def _best_cut(first: Ints, last: Ints, lo: Ints, hi: Ints) -> tuple[int, int]:
    best, found = None, (0, 0)
    for axis in range(lo.shape[0]):
        faces = np.concatenate(
            (lo[axis][lo[axis] > first[axis]], hi[axis][hi[axis] < last[axis]] + 1)
        )
        if not faces.size:
            continue
        cut = int(np.partition(faces, faces.size // 2)[faces.size // 2])
        below, above = int((lo[axis] < cut).sum()), int((hi[axis] >= cut).sum())
        cost = (max(below, above), below + above)
        if best is None or cost < best:
            best, found = cost, (axis, cut)
    return found


def _painted_hole(
    first: Ints, last: Ints, lo: Ints, hi: Ints, steps: Steps
) -> tuple[Ints, Ints] | None:
    """Paint every box on the grid of all faces and look for a cell without paint."""
    edges = [
        np.unique(
            np.concatenate((first[axis : axis + 1], lo[axis], hi[axis][hi[axis] < last[axis]] + 1))
        )
        for axis in range(lo.shape[0])
    ]
    shape = [edge.size for edge in edges]
    cells = int(np.prod(np.array(shape, float)))
    if cells > 64 * _FEW_CELLS:
        return _first_hole(_halves(first, last, lo, hi), steps)
    steps.take(lo.shape[1] + cells // 4096)
    starts = [np.searchsorted(edge, low) for edge, low in zip(edges, lo, strict=True)]
    ends = [np.searchsorted(edge, high, "right") for edge, high in zip(edges, hi, strict=True)]
    painted = np.zeros(shape, bool)
    for corner, opposite in zip(zip(*starts, strict=True), zip(*ends, strict=True), strict=True):
        painted[tuple(map(slice, corner, opposite))] = True
    if painted.all():
        return None
    cell = np.unravel_index(int(painted.argmin()), shape)
    return _cell_box(edges, cell, last)


def _first_hole(
    halves: list[tuple[Ints, Ints, Ints, Ints]], steps: Steps
) -> tuple[Ints, Ints] | None:
    for half in reversed(halves):
        found = hole(*half, steps)
        if found is not None:
            return found
    return None


def _cell_box(edges: list[Ints], cell: tuple[np.intp, ...], last: Ints) -> tuple[Ints, Ints]:
    low = [int(edge[at]) for edge, at in zip(edges, cell, strict=True)]
    high = [
        int(edge[at + 1]) - 1 if at + 1 < edge.size else int(end)
        for edge, at, end in zip(edges, cell, last, strict=True)
    ]
    return np.array(low, np.int32), np.array(high, np.int32)


def without(lo: Ints, hi: Ints, box_lo: Ints, box_hi: Ints) -> tuple[Ints, Ints, NDArray[np.intp]]:
    """Return all boxes with one box taken out of each: pieces, and which box each came from."""
    hit = np.nonzero(meeting(lo, hi, box_lo, box_hi))[0]
    rest = np.setdiff1d(np.arange(lo.shape[1]), hit, assume_unique=True)
    lows, highs, sources = [lo[:, rest]], [hi[:, rest]], [rest]
    low, high = lo[:, hit].copy(), hi[:, hit].copy()
    for axis in range(lo.shape[0]):
        under, over = low[axis] < box_lo[axis], high[axis] > box_hi[axis]
        below_hi, above_lo = high[:, under].copy(), low[:, over].copy()
        below_hi[axis], above_lo[axis] = box_lo[axis] - 1, box_hi[axis] + 1
        lows += [low[:, under], above_lo]
        highs += [below_hi, high[:, over]]
        sources += [hit[under], hit[over]]
        np.maximum(low[axis], box_lo[axis], out=low[axis])
        np.minimum(high[axis], box_hi[axis], out=high[axis])
    source = np.concatenate(sources)
    order = np.argsort(source, kind="stable")
    return np.hstack(lows)[:, order], np.hstack(highs)[:, order], source[order]


def inside_one(lo: Ints, hi: Ints, outer_lo: Ints, outer_hi: Ints) -> Bools:
    """Say which boxes lie wholly inside a single one of the outer boxes."""
    inside = _same_as_one(lo, hi, outer_lo, outer_hi)
    left = np.nonzero(~inside)[0]
    if left.size <= outer_lo.shape[1]:
        for at in left:
            inside[at] = covering(outer_lo, outer_hi, lo[:, at], hi[:, at]).any()
        return inside
    for outer in range(outer_lo.shape[1]):
        found = covered(lo[:, left], hi[:, left], outer_lo[:, outer], outer_hi[:, outer])
        if found.any():
            inside[left[found]] = True
            left = left[~found]
    return inside


def _same_as_one(lo: Ints, hi: Ints, outer_lo: Ints, outer_hi: Ints) -> Bools:
    """Say which boxes are also among the outer ones, corner for corner."""
    return np.isin(_keys(lo, hi), _keys(outer_lo, outer_hi))


def _keys(lo: Ints, hi: Ints) -> NDArray[np.bytes_]:
    """Return both corners of each box as one string (numpy pads with zeros: equal stays equal)."""
    rows = np.ascontiguousarray(np.vstack((lo, hi)).T)
    return rows.view(f"S{rows.shape[1] * 4}").ravel() if rows.size else np.empty(0, "S48")
