"""Decides which clause of the new edition is which clause of the old one.

As an official judges it: what is word for word the same is the same clause wherever it stands;
then what stands in the same article and reads alike; last what reads very much alike elsewhere.
Work is bounded by n log n look-ups plus the tables of `sequence.common`, for hostile input too.
"""

from collections import Counter, deque
from collections.abc import Callable, Iterable, Sequence

from sekisho.policytext.comparison.sequence import common
from sekisho.policytext.comparison.similarity import Judge
from sekisho.policytext.comparison.tree import Tree, bucketed, is_division

# Shorter words (「削除」, 「その他」) are no proof that a clause moved elsewhere.
TELLING = 8
ALIKE_WITHIN = 0.5  # resemblance that is enough under the same clause
ALIKE_ELSEWHERE = 0.65  # resemblance that is needed anywhere else
ALIKE_WITH_CHILDREN = 0.3  # resemblance that is enough when children already agree


class Pairing:
    """The pairs found so far: `new_of[i]` is the partner of old node i, `old_of[j]` of new j."""

    def __init__(self, old: Tree, new: Tree) -> None:
        self.old, self.new = old, new
        self.new_of: dict[int, int] = {0: 0}
        self.old_of: dict[int, int] = {0: 0}
        self._judge = Judge(old, new)
        self._to_align: deque[int] = deque()

    def find(self) -> None:
        """Pair everything that has a partner."""
        self._take_unique(self.old.shapes, self.new.shapes, self.old.weights, self._join_subtrees)
        self._take_unique(self.old.words, self.new.words, self.old.lengths, self._join)
        self._take_by_children()
        self._to_align.extend(sorted(self.new_of))
        self._align_all()
        self._take_elsewhere()
        self._align_all()

    def _join(self, i: int, j: int) -> None:
        self.new_of[i] = j
        self.old_of[j] = i
        self._to_align.append(i)

    def _join_subtrees(self, i: int, j: int) -> None:
        for step in range(self.old.sizes[i]):  # equal shapes lie in step in document order
            self._join(i + step, j + step)

    def _free_old(self, nodes: Iterable[int]) -> list[int]:
        return [i for i in nodes if i not in self.new_of]

    def _free_new(self, nodes: Iterable[int]) -> list[int]:
        return [j for j in nodes if j not in self.old_of]

    def _take_unique(
        self,
        old_keys: list[int],
        new_keys: list[int],
        lengths: list[int],
        join: Callable[[int, int], None],
    ) -> None:
        """Pair what occurs exactly once in both editions, the largest subtrees first."""
        olds = bucketed(self._free_old(range(1, len(self.old))), old_keys)
        news = bucketed(self._free_new(range(1, len(self.new))), new_keys)
        for key, found in olds.items():
            partners = news.get(key, [])
            alone = len(found) == len(partners) == 1 and lengths[found[0]] >= TELLING
            if alone and found[0] not in self.new_of:
                join(found[0], partners[0])

    def _take_by_children(self) -> None:
        """Pair articles whose children are already pairs, from the innermost outwards."""
        for i in reversed(range(1, len(self.old))):
            if i in self.new_of or not self.old.children[i]:
                continue
            votes = self._votes(i)
            if votes:
                j = min(votes, key=lambda at: (-votes[at], at))
                if self._children_decide(i, j, votes[j]):
                    self._join(i, j)

    def _votes(self, i: int) -> Counter[int]:
        """Count, per free new clause, how many children of old clause i it has."""
        partners = (self.new_of.get(child) for child in self.old.children[i])
        parents = (self.new.parents[j] for j in partners if j is not None)
        return Counter(parent for parent in parents if parent not in self.old_of)

    def _children_decide(self, i: int, j: int, votes: int) -> bool:
        fewer = min(len(self.old.children[i]), len(self.new.children[j]))
        if votes > 1 and votes * 2 >= fewer:
            return True
        return self._judge.score(i, j, parts_count=True) >= ALIKE_WITH_CHILDREN

    def _align_all(self) -> None:
        while self._to_align:
            i = self._to_align.popleft()
            self._align(self.old.children[i], self.new.children[self.new_of[i]])

    def _align(self, olds: Sequence[int], news: Sequence[int]) -> None:
        """Pair the children of a pair: equal in order, equal in any order, same heading, alike."""
        if not self._free_old(olds) or not self._free_new(news):
            return
        for keys in ((self.old.shapes, self.new.shapes), (self.old.words, self.new.words)):
            self._take_in_order(olds, news, *keys)
            self._take_equal(self._free_old(olds), self._free_new(news), *keys)
        self._take_alike(self._free_old(olds), self._free_new(news), ALIKE_WITHIN, within=True)
        self._take_wordless(self._free_old(olds), self._free_new(news))

    def _take_in_order(
        self, olds: Sequence[int], news: Sequence[int], old_keys: list[int], new_keys: list[int]
    ) -> None:
        """Pair equal siblings so that as many as possible keep their order."""
        left = [(self.new_of[i], True) if i in self.new_of else (old_keys[i], False) for i in olds]
        right = [(j, True) if j in self.old_of else (new_keys[j], False) for j in news]
        for a, b in common(left, right) or ():
            # Without words only the same children make two clauses one.
            telling = self.old.lengths[olds[a]] or old_keys is self.old.shapes
            if telling and olds[a] not in self.new_of:
                self._join(olds[a], news[b])

    def _take_equal(
        self, olds: Sequence[int], news: Sequence[int], old_keys: list[int], new_keys: list[int]
    ) -> None:
        """Pair equal clauses whatever their order, those with the same id first."""
        waiting = bucketed((j for j in news if self.new.lengths[j]), new_keys)
        for key, found in bucketed(olds, old_keys).items():
            partners = waiting.get(key, [])
            by_id = {self.new.clauses[j].id: j for j in partners}
            for i in found:
                j = by_id.get(self.old.clauses[i].id)
                if j is not None and j not in self.old_of:
                    self._join(i, j)
            rest = zip(self._free_old(found), self._free_new(partners), strict=False)
            for i, j in rest:
                self._join(i, j)

    def _take_alike(
        self, olds: Sequence[int], news: Sequence[int], enough: float, *, within: bool
    ) -> None:
        """Pair the most alike first; between equals, the same id, then the nearer place."""
        ranked = []
        for i, j in self._judge.likely(olds, news):
            before, after = self.old.clauses[i], self.new.clauses[j]
            if is_division(before) != is_division(after):
                continue
            score = self._judge.score(i, j, parts_count=within)
            if score >= enough:
                ranked.append((-round(score, 6), before.id != after.id, abs(i - j), i, j))
        for *_, i, j in sorted(ranked):
            if i not in self.new_of and j not in self.old_of:
                self._join(i, j)

    def _take_wordless(self, olds: Sequence[int], news: Sequence[int]) -> None:
        """Pair siblings that have a number and children but no words, by their number."""
        waiting = {self.new.clauses[j].label: j for j in reversed(news) if not self.new.lengths[j]}
        for i in olds:
            if not self.old.lengths[i]:
                j = waiting.pop(self.old.clauses[i].label, None)
                if j is not None:
                    self._join(i, j)

    def _take_elsewhere(self) -> None:
        """Pair what is left over in different places, when its words are telling."""
        olds = self._telling(self.old, self._free_old(range(1, len(self.old))))
        news = self._telling(self.new, self._free_new(range(1, len(self.new))))
        self._take_equal(olds, news, self.old.words, self.new.words)
        self._take_alike(self._free_old(olds), self._free_new(news), ALIKE_ELSEWHERE, within=False)

    @staticmethod
    def _telling(tree: Tree, nodes: Iterable[int]) -> list[int]:
        return [node for node in nodes if tree.lengths[node] >= TELLING]
