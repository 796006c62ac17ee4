"""The values of a comparison: what became of each clause, and which of its words differ."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sekisho.policytext.model import Clause

Kind = Literal["same", "changed", "added", "removed", "moved", "renumbered"]
Side = Literal["old", "new"]
Part = Literal["label", "heading", "text"]

PARTS: tuple[Part, ...] = ("label", "heading", "text")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of one clause that differs from its partner: what officials underline.

    `start` and `end` are half-open offsets in characters (code points) of that `part`.
    What no mark covers is equal on both sides, in the same order.
    """

    side: Side
    part: Part
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the 新旧対照表. `old` and `new` stand without their children.

    `kind` is the first that applies:

    1. `added`, `removed`: the clause stands in one edition only (the other side is None);
    2. `changed`: its heading or text differs (it may have moved as well, see `relocated`);
    3. `moved`: same words under another clause, or in another order among its siblings;
    4. `renumbered`: same words in the same place, with another id or a number written otherwise;
    5. `same`: same id, same words, number written the same way.

    章, 節 and 款 are lines of their own: an article that comes to stand under another 章 with its
    order kept has not moved.
    """

    kind: Kind
    old: Clause | None
    new: Clause | None
    marks: tuple[Mark, ...] = ()
    relocated: bool = False  # stands elsewhere: always with `moved`, perhaps with `changed`

    def marked(self, side: Side, part: Part) -> tuple[Mark, ...]:
        """Return the marks of one part of one side, from left to right."""
        return tuple(mark for mark in self.marks if (mark.side, mark.part) == (side, part))


@dataclass(frozen=True, slots=True)
class Comparison:
    """The rows in the order of the new edition; what was removed stands where it stood."""

    changes: tuple[Change, ...] = ()

    def __iter__(self) -> Iterator[Change]:
        """Yield the rows from top to bottom."""
        return iter(self.changes)

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.changes)
