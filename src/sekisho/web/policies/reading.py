"""Turns stored readings into values of the policy reader, and back into rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Generic, TypeVar

from sekisho.policytext import Clause, Definition, Document, LeftOut, Notice

Json = Mapping[str, Any]
Item = TypeVar("Item")


def document_of(tree: Json) -> Document:
    """Return the document an edition's `tree` records, without its warnings and left-out text.

    The shape is that of `sekisho policy outline --json`, so readings stay comparable when the
    reader learns new tricks later.
    """
    return Document(
        title=tree["title"],
        number=tree.get("number") or "",
        promulgated=_day(tree.get("promulgated")),
        effective=_day(tree.get("effective")),
        issuer=tree.get("issuer") or "",
        clauses=tuple(_clause(each) for each in tree["clauses"]),
    )


def whole_document_of(tree: Json) -> Document:
    """Return the document a reading records, warnings and left-out text too: all of it."""
    return replace(
        document_of(tree),
        warnings=tuple(Notice(**each) for each in tree["warnings"]),
        left_out=tuple(LeftOut(**each) for each in tree["left_out"]),
    )


def with_depth(clauses: Sequence[Clause], depth: int = 0) -> Iterator[tuple[Clause, int]]:
    """Yield each clause with its depth, in document order."""
    for clause in clauses:
        yield clause, depth
        yield from with_depth(clause.children, depth + 1)


def _clause(node: Json) -> Clause:
    return Clause(
        id=node["id"],
        label=node["label"],
        heading=node["heading"],
        text=node["text"],
        definitions=tuple(Definition(d["term"], d["meaning"]) for d in node["definitions"]),
        references=tuple(node["references"]),
        children=tuple(_clause(child) for child in node["children"]),
    )


def _day(words: str | None) -> date | None:
    return date.fromisoformat(words) if words else None


@dataclass(frozen=True, slots=True)
class Branch(Generic[Item]):
    """A clause in a nested list: whether a list opens below it, and how many close after it."""

    item: Item
    opens: bool
    closes: range


def branches(items: Sequence[tuple[Item, int]]) -> list[Branch[Item]]:
    """Lay items with their depths, in document order, out for a template of nested lists."""
    found: list[Branch[Item]] = []
    for at, (item, depth) in enumerate(items):
        after = items[at + 1][1] if at + 1 < len(items) else 0
        found.append(Branch(item, after > depth, range(max(0, depth - after))))
    return found
