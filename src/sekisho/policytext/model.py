"""The values of this room: a policy document as a tree of clauses.

Canonical clause ids follow the command contract: article number (`5`, `5の2`), `-項` (項 1 is
left out), then 号 and below as the document writes them with half-width brackets: `6(3)①`,
`3-2(1)ア(ア)`. A further unnumbered paragraph, or a further sentence opened by また、, that demands
something of its own is a child node `6(8)¶2` with an empty label. 章/節/款 are nodes whose ids are
`第1章`, `第1章第2節`, …; articles below them keep their own number as id.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Definition:
    """A term the document defines, with the meaning it gives."""

    term: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One node of the tree; `text` is its own words, without heading and children."""

    id: str
    label: str  # as written: `(1)`, `第2条`, `①`; empty for ¶ nodes
    heading: str
    text: str
    definitions: tuple[Definition, ...] = ()
    references: tuple[str, ...] = ()  # canonical ids of clauses this one speaks of
    children: tuple["Clause", ...] = ()

    def walk(self) -> Iterator["Clause"]:
        """Yield this clause and everything below it, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Characters of the input that stand in no clause, and why."""

    text: str
    reason: str  # a code of `reasons.py`: `page-number`, `table-of-contents`, …
    line: int  # 1-based line of the extracted text


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader should look at: a missing number, a reference that leads nowhere."""

    code: str  # `missing-number`, `unresolved-reference`, `garbled-circled-number`, …
    message: str  # plain Japanese
    clause: str = ""  # canonical id, where there is one


@dataclass(frozen=True, slots=True)
class Document:
    """A policy document as read."""

    title: str
    number: str = ""  # 公告第18号, 訓令第3号, …
    promulgated: date | None = None
    effective: date | None = None
    issuer: str = ""  # the issuing office, as the document names it
    replaces_all: bool = False  # 全部改正
    clauses: tuple[Clause, ...] = ()
    warnings: tuple[Notice, ...] = ()
    left_out: tuple[LeftOut, ...] = field(default=())

    def walk(self) -> Iterator[Clause]:
        """Yield every clause in document order."""
        for clause in self.clauses:
            yield from clause.walk()
