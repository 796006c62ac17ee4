"""Clauses for the tests of the comparison: short to write, and drawn at random."""

from collections.abc import Iterator
from dataclasses import replace

from hypothesis import strategies as st

from sekisho.policytext import Change, Clause, Comparison, Document

_WORDS = (
    "情報資産",
    "端末",
    "通信",
    "監査",
    "第3条",
    "30日",
    "LGWAN",
    "を",
    "の",
    "及び",
    "、",
    "定める",
    "。",
)


def clause(
    id: str,  # noqa: A002 - the field's name
    text: str = "",
    *children: Clause,
    heading: str = "",
    label: str | None = None,
) -> Clause:
    return Clause(id, id if label is None else label, heading, text, children=children)


def document(*clauses: Clause) -> Document:
    return Document("朝霧市職員共済組合情報セキュリティ基本方針", clauses=clauses)


def marked_up(change: Change, side: str, part: str = "text") -> str:
    """Return a part with 【】 around what is underlined."""
    found = change.old if side == "old" else change.new
    text = getattr(found, part) if found else ""
    marks = [mark for mark in change.marks if (mark.side, mark.part) == (side, part)]
    for mark in reversed(marks):
        text = f"{text[: mark.start]}【{text[mark.start : mark.end]}】{text[mark.end :]}"
    return text


def kinds(comparison: Comparison) -> list[tuple[str, str, str]]:
    """Return the rows as (kind, old id, new id), a missing side as ''."""
    return [
        (change.kind, change.old.id if change.old else "", change.new.id if change.new else "")
        for change in comparison
    ]


def of_kind(comparison: Comparison, *wanted: str) -> list[Change]:
    return [change for change in comparison if change.kind in wanted]


def walked(found: Document) -> list[Clause]:
    return [replace(item, children=()) for item in found.walk()]


def numbered(tree: list, prefix: str = "") -> Iterator[Clause]:
    """Yield the clauses of a tree, numbered as officials do: 1, 1(1), 1(1)①."""
    for number, (heading, text, below) in enumerate(tree, start=1):
        depth = prefix.count("(")
        label = str(number) if not prefix else f"({number})" if depth < 1 else chr(0x245F + number)
        own = prefix + label
        yield Clause(own, label, heading, text, children=tuple(numbered(below, own)))


def _level(depth: int, words: st.SearchStrategy[str]) -> st.SearchStrategy[list]:
    below = _level(depth - 1, words) if depth else st.just([])
    headings = st.sampled_from(["", "", "目的", "運用", "物理的対策"])
    return st.lists(st.tuples(headings, words, below), max_size=5 if depth == 2 else 3)


sentences = st.lists(st.sampled_from(_WORDS), max_size=12).map("".join)
wild_text = st.text(max_size=30)
trees = _level(2, sentences)
documents = trees.map(lambda tree: document(*numbered(tree)))
# Ids, labels and nesting as no reader would give them.
wild_clauses = st.recursive(
    st.builds(Clause, wild_text, wild_text, wild_text, wild_text),
    lambda below: st.builds(
        Clause,
        st.sampled_from(["1", "2", "第1章", "第1章第2節", "6(3)①", ""]),
        wild_text,
        wild_text,
        wild_text,
        children=st.lists(below, max_size=3).map(tuple),
    ),
    max_leaves=12,
)
wild_documents = st.lists(wild_clauses, max_size=5).map(lambda found: document(*found))


def distinct(tree: list, mark: str = "") -> list:
    """Give every clause of a tree words that stand nowhere else and resemble nothing else."""
    return [
        (heading, _name(f"{mark}.{at}"), distinct(below, f"{mark}.{at}"))
        for at, (heading, _, below) in enumerate(tree)
    ]


def _name(path: str) -> str:
    """Return twelve kanji that depend on the path as a whole, so that few are shared."""
    seed = hash_of(path)
    return "".join(chr(0x4E00 + (seed >> (11 * step)) % 2003 + 2003 * step) for step in range(9))


def hash_of(path: str) -> int:
    value = 1469598103934665603
    for character in path * 3:
        value = (value ^ ord(character)) * 1099511628211 % 2**127
    return value
