"""Says how much two clauses resemble each other, and finds likely partners in bounded time."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from sekisho.policytext.comparison.tokens import is_kana
from sekisho.policytext.comparison.tree import Tree

READ_AT_MOST = 4_000  # characters of a clause that count for resemblance
ALL_PAIRS_UP_TO = 4_096  # above this many pairs only likely ones are looked at
RAREST = 8  # features of a clause that are looked up
POSTINGS = 16  # clauses looked at per feature: those nearest to the expected place
CANDIDATES = 8  # of these, how many are judged
LONG_ENOUGH = 12  # features below which "one holds the other" says nothing

Features = frozenset[str]


class Judge:
    """Scores pairs of nodes of two trees from 0 (nothing in common) to 1 (equal)."""

    def __init__(self, old: Tree, new: Tree) -> None:
        self.old, self.new = old, new
        self._features: dict[tuple[int, int, str], Features] = {}

    def score(self, i: int, j: int, *, parts_count: bool) -> float:
        """Return how much old clause i resembles new clause j.

        `parts_count`: one clause holding most of the other also counts, as when a paragraph is
        split off or two are merged; only wise between clauses of one parent.
        """
        old_heading, new_heading = self.old.headings[i], self.new.headings[j]
        if not old_heading or not new_heading:
            return self._alike("whole", i, j, parts_count=parts_count)
        text = self._alike("text", i, j, parts_count=parts_count)
        if old_heading == new_heading:
            return 0.5 + 0.5 * text
        heading = _dice(_pairs(old_heading), _pairs(new_heading))
        if not self.old.texts[i] and not self.new.texts[j]:
            return heading
        return 0.35 * heading + 0.65 * text

    def _alike(self, part: str, i: int, j: int, *, parts_count: bool) -> float:
        left, right = self.features(self.old, i, part), self.features(self.new, j, part)
        alike = _dice(left, right)
        smaller = min(len(left), len(right))
        if parts_count and smaller >= LONG_ENOUGH:
            alike = max(alike, 0.8 * len(left & right) / smaller)
        return alike

    def features(self, tree: Tree, node: int, part: str = "whole") -> Features:
        """Return the pairs of neighbouring characters of a clause's own words."""
        key = (tree is self.new, node, part)
        found = self._features.get(key)
        if found is None:
            heading = tree.headings[node] if part == "whole" else ""
            found = _pairs((heading + tree.texts[node])[:READ_AT_MOST])
            self._features[key] = found
        return found

    def likely(self, olds: Sequence[int], news: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield pairs worth scoring: all of few, else those that share rare features.

        At most RAREST × POSTINGS look-ups and CANDIDATES scores per old clause, whatever the
        texts are.
        """
        if len(olds) * len(news) <= ALL_PAIRS_UP_TO:
            yield from ((i, j) for i in olds for j in news)
            return
        postings = self._postings(news)
        for place, i in enumerate(olds):
            expected = place * len(news) // len(olds)
            for at in self._nearest(self.features(self.old, i), postings, expected):
                yield i, news[at]

    def _postings(self, news: Sequence[int]) -> dict[str, list[int]]:
        postings: dict[str, list[int]] = {}
        for at, j in enumerate(news):
            for feature in self.features(self.new, j):
                postings.setdefault(feature, []).append(at)
        return postings

    def _nearest(
        self, features: Features, postings: dict[str, list[int]], expected: int
    ) -> list[int]:
        known = sorted((len(postings[f]), f) for f in features if f in postings)
        votes: Counter[int] = Counter()
        for _, feature in known[:RAREST]:
            found = postings[feature]
            first = max(0, bisect_left(found, expected) - POSTINGS // 2)
            votes.update(found[first : first + POSTINGS])
        ranked = sorted(votes, key=lambda at: (-votes[at], abs(at - expected), at))
        return ranked[:CANDIDATES]


def _pairs(text: str) -> Features:
    """Return the pairs that carry meaning; しなければならない alone makes no two clauses alike."""
    padded = f"\n{text}"  # a text of one character has a feature too
    pairs = frozenset(padded[at : at + 2] for at in range(len(text)))
    return frozenset(pair for pair in pairs if not is_kana(pair)) or pairs


def _dice(left: Features, right: Features) -> float:
    both = len(left) + len(right)
    return 2 * len(left & right) / both if both else 0.0
