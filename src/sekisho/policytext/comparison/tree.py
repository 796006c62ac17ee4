"""Lays a document out as numbered nodes, so that two editions can be paired without recursion."""

import re
import unicodedata
from collections.abc import Iterable

from sekisho.policytext.model import Clause, Document

# Ids of 編・章・節・款 (`第1章第2節`): lines of their own between the articles.
_DIVISION = re.compile(r"(?:第\d+[編部章節款目](?:の\d+)*)+(?:#\d+)?")
_ROOT = Clause("", "", "", "")


class Names:
    """Gives equal things equal small numbers, across both editions."""

    def __init__(self) -> None:
        self._numbers: dict[object, int] = {}

    def number(self, thing: object) -> int:
        """Return the number of `thing`."""
        return self._numbers.setdefault(thing, len(self._numbers))


class Tree:
    """The clauses of one edition in document order; node 0 is the document itself.

    Articles below 章 and 節 are children of the document, and so are the 章 and 節.

    `words[i]` and `shapes[i]` are equal for clauses with equal own words, and for subtrees with
    equal words throughout; width and spacing of characters do not count.
    """

    def __init__(self, document: Document, names: Names) -> None:
        self.clauses: list[Clause] = [_ROOT]
        self.parents: list[int] = [0]
        self.children: list[list[int]] = [[]]
        self._lay_out(document)
        self.headings = [folded(clause.heading) for clause in self.clauses]
        self.texts = [folded(clause.text) for clause in self.clauses]
        own = list(zip(self.headings, self.texts, strict=True))
        self.words = [names.number(pair) for pair in own]
        self.lengths = [len(heading) + len(text) for heading, text in own]
        self.sizes = [1] * len(own)
        self.shapes = [0] * len(own)
        self.weights = list(self.lengths)  # characters in the whole subtree
        self._sum_up(names)

    def __len__(self) -> int:
        """Return the number of nodes, the document's own included."""
        return len(self.clauses)

    def _lay_out(self, document: Document) -> None:
        waiting: list[tuple[Clause, int]] = [(clause, 0) for clause in reversed(document.clauses)]
        while waiting:
            clause, parent = waiting.pop()
            node = len(self.clauses)
            self.clauses.append(clause)
            self.parents.append(parent)
            self.children.append([])
            self.children[parent].append(node)
            below = parent if is_division(clause) else node
            waiting.extend((child, below) for child in reversed(clause.children))

    def _sum_up(self, names: Names) -> None:
        for node in reversed(range(len(self))):
            below = self.children[node]
            self.sizes[node] += sum(self.sizes[child] for child in below)
            self.weights[node] += sum(self.weights[child] for child in below)
            shape = (self.words[node], *(self.shapes[child] for child in below))
            self.shapes[node] = names.number(shape)

    def end(self, node: int) -> int:
        """Return the last node of the subtree of `node`."""
        return node + self.sizes[node] - 1


def is_division(clause: Clause) -> bool:
    """Return whether the clause is a 編, 章, 節 or 款."""
    return _DIVISION.fullmatch(clause.id) is not None


def folded(text: str) -> str:
    """Return `text` without spacing and without full-width and half-width variants."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def same_words(old: Clause, new: Clause) -> bool:
    """Return whether heading and text are equal to the character."""
    return old.heading == new.heading and old.text == new.text


def bucketed(nodes: Iterable[int], keys: list[int]) -> dict[int, list[int]]:
    """Group nodes by their key, in order."""
    buckets: dict[int, list[int]] = {}
    for node in nodes:
        buckets.setdefault(keys[node], []).append(node)
    return buckets
