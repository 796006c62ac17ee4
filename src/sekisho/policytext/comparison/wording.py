"""Finds the stretches of two clauses that differ, word by word: where the 下線 falls."""

from collections.abc import Iterable, Sequence

from sekisho.policytext.comparison.model import PARTS, Mark, Part, Side
from sekisho.policytext.comparison.sequence import common
from sekisho.policytext.comparison.tokens import (
    is_glue,
    is_inflection,
    is_kana,
    is_numeric,
    sentences,
    tokens,
)
from sekisho.policytext.model import Clause

# When less than this share of the shorter text is kept, the words are new as a whole: single
# words left bare by chance would only hinder the reader.
KEPT_AT_LEAST = 0.3
GLUE_AT_MOST = 4  # characters of kana between two longer underlines
_STOPS = frozenset("。、，．\n")

# Half-open piece or character ranges that differ: (old start, old end, new start, new end).
Block = tuple[int, int, int, int]


def marks_between(old: Clause | None, new: Clause | None) -> tuple[Mark, ...]:
    """Return the marks of a pair, old side first; a clause without partner is marked whole."""
    marks: list[Mark] = []
    for part in PARTS:
        before = getattr(old, part) if old else ""
        after = getattr(new, part) if new else ""
        for o1, o2, n1, n2 in _differing(part, before, after):
            marks += _mark("old", part, o1, o2)
            marks += _mark("new", part, n1, n2)
    return tuple(sorted(marks, key=lambda mark: mark.side == "new"))


def _mark(side: Side, part: Part, start: int, end: int) -> list[Mark]:
    return [Mark(side, part, start, end)] if start < end else []


def _differing(part: Part, old: str, new: str) -> list[Block]:
    if part == "label":  # a number is underlined as a whole: （3） → （4）
        return [] if old == new else [(0, len(old), 0, len(new))]
    return differing(old, new)


def differing(old: str, new: str) -> list[Block]:
    """Return the character ranges that differ, rising on both sides; the rest is equal."""
    if old == new:
        return []
    blocks = _by_words(old, new)
    if blocks is None:
        blocks = _by_sentences(old, new)
    kept = len(old) - sum(o2 - o1 for o1, o2, _, _ in blocks)
    if kept < KEPT_AT_LEAST * min(len(old), len(new)):
        return [(0, len(old), 0, len(new))]
    return blocks


def _by_words(old: str, new: str) -> list[Block] | None:
    """Return the ranges that differ word by word, None when the texts are too long for it."""
    left, right = tokens(old), tokens(new)
    pairs = common(left, right)
    if pairs is None:
        return None
    gaps = [_settled(gap, left, right) for gap in _gaps(pairs, len(left), len(right))]
    blocks = _without_islands(gaps, left, right)
    return _in_characters(blocks, left, right)


def _by_sentences(old: str, new: str) -> list[Block]:
    """Compare texts too long for one table: sentences first, then words inside what differs."""
    left, right = sentences(old), sentences(new)
    pairs = common(left, right)
    if pairs is None:
        return [(0, len(old), 0, len(new))]
    blocks = []
    for o1, o2, n1, n2 in _in_characters(_gaps(pairs, len(left), len(right)), left, right):
        words = _by_words(old[o1:o2], new[n1:n2])
        if words is None:
            blocks.append((o1, o2, n1, n2))
        else:
            blocks += [(a + o1, b + o1, c + n1, d + n1) for a, b, c, d in words]
    return blocks


def _gaps(pairs: Iterable[tuple[int, int]], old_size: int, new_size: int) -> list[Block]:
    """Return the ranges between the pairs of a common subsequence."""
    gaps: list[Block] = []
    i = j = 0
    for at_old, at_new in [*pairs, (old_size, new_size)]:
        if i < at_old or j < at_new:
            gaps.append((i, at_old, j, at_new))
        i, j = at_old + 1, at_new + 1
    return gaps


def _settled(block: Block, left: Sequence[str], right: Sequence[str]) -> Block:
    """Let an inserted or deleted stretch end with its 。 or 、 instead of beginning with one."""
    o1, o2, n1, n2 = block
    pieces, start, end = (left, o1, o2) if n1 == n2 else (right, n1, n2)
    if o1 < o2 and n1 < n2:
        return _from_stem(block, left, right)
    if end == len(pieces) or pieces[start] not in _STOPS or pieces[start] != pieces[end]:
        return block
    return o1 + 1, o2 + 1, n1 + 1, n2 + 1


def _from_stem(block: Block, left: Sequence[str], right: Sequence[str]) -> Block:
    """Underline 講ずる and not only ずる."""
    o1, o2, n1, n2 = block
    if not o1 or left[o1 - 1] != right[n1 - 1]:
        return block
    stem = left[o1 - 1]
    split = is_inflection(stem, left[o1]) or is_inflection(stem, right[n1])
    return (o1 - 1, o2, n1 - 1, n2) if split else block


def _without_islands(blocks: list[Block], left: Sequence[str], right: Sequence[str]) -> list[Block]:
    """Join neighbours that only a particle or a comma keeps apart."""
    joined: list[Block] = []
    for block in blocks:
        if joined and _is_island(joined[-1], block, left, right):
            joined[-1] = (joined[-1][0], block[1], joined[-1][2], block[3])
        else:
            joined.append(block)
    return joined


def _is_island(before: Block, after: Block, left: Sequence[str], right: Sequence[str]) -> bool:
    between = "".join(left[before[1] : after[0]])
    if not between:
        return True
    if _only_numbers(before, left, right) and _only_numbers(after, left, right):
        return False  # 第6条及び第7条: each reference has its own underline
    if is_glue(between):
        return True
    shorter = min(_length(before, left, right), _length(after, left, right))
    return is_kana(between) and len(between) <= min(GLUE_AT_MOST, shorter)


def _only_numbers(block: Block, left: Sequence[str], right: Sequence[str]) -> bool:
    o1, o2, n1, n2 = block
    return all(is_numeric(token) for token in [*left[o1:o2], *right[n1:n2]])


def _length(block: Block, left: Sequence[str], right: Sequence[str]) -> int:
    o1, o2, n1, n2 = block
    return max(sum(map(len, left[o1:o2])), sum(map(len, right[n1:n2])))


def _in_characters(
    blocks: Iterable[Block], left: Sequence[str], right: Sequence[str]
) -> list[Block]:
    old, new = _offsets(left), _offsets(right)
    return [(old[a], old[b], new[c], new[d]) for a, b, c, d in blocks]


def _offsets(pieces: Sequence[str]) -> list[int]:
    offsets = [0]
    for piece in pieces:
        offsets.append(offsets[-1] + len(piece))
    return offsets
