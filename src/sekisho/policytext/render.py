"""Prints a document as plain text that reads back as the same document (canonical text).

One blank line between paragraphs; each level is set in by one full-width blank, so that a
paragraph after a list shows whose it is. Labels stand as the document wrote them.
"""

from collections.abc import Iterator

from sekisho.policytext import dates, labels
from sekisho.policytext.labels import System
from sekisho.policytext.model import Clause, Document
from sekisho.policytext.sentences import is_sentence

_BY_CAPTION = frozenset({System.ARTICLE, System.SUPPLEMENT})


def render(document: Document) -> str:
    """Return the canonical text: `read(render(d))` has d's clauses and metadata."""
    blocks = [*_front(document)]
    for clause in document.clauses:
        blocks.extend(_clause(clause, 0))
    if document.issuer:
        blocks.append(f"（{document.issuer}）")
    return "\n\n".join(block for block in blocks if block) + "\n"


def _front(document: Document) -> Iterator[str]:
    yield document.number
    if document.replaces_all:
        yield (
            f"{document.title}の全部改正について、次のとおり公告する。"
            if document.title
            else "全部改正"
        )
    if document.promulgated:
        yield f"{dates.written(document.promulgated)}公布"
    yield document.title
    if document.effective:
        yield f"{dates.written(document.effective)}施行"


def _clause(clause: Clause, depth: int) -> Iterator[str]:
    margin = "　" * depth
    label = labels.parse(f"{clause.label} 。") if clause.label else None
    if label and label.system in _BY_CAPTION and clause.heading:
        yield f"{margin}（{clause.heading}）" if label.system is System.ARTICLE else ""
        tail = f"（{clause.heading}）" if label.system is System.SUPPLEMENT else ""
        yield margin + f"{clause.label}{tail} {_lines(clause.text, margin)}".rstrip()
    elif clause.heading and clause.label:
        yield f"{margin}{clause.label} {clause.heading}"
        yield _lines(clause.text, margin, first=margin)
    elif clause.heading:
        yield from _unnumbered(clause, margin)
    else:
        yield margin + f"{clause.label} {_lines(clause.text, margin)}".strip()
    for child in clause.children:
        if child.label or child.heading:
            yield from _clause(child, depth + 1)
        else:
            mark = "" if is_sentence(child.text) else "・"
            yield f"{margin}{mark}{_lines(child.text, margin)}"


def _unnumbered(clause: Clause, margin: str) -> Iterator[str]:
    lost = bool(clause.text) and not any(child.label for child in clause.children)
    yield f"{margin}（{clause.heading}）" if lost else margin + clause.heading
    yield _lines(clause.text, margin, first=margin)


def _lines(text: str, margin: str, *, first: str = "") -> str:
    """Return the lines of a text as paragraphs of their own, rows of a table between bars."""
    rows = [
        f"| {' | '.join(row.split(chr(9)))} |" if "\t" in row else row for row in text.split("\n")
    ]
    return first + f"\n\n{margin}".join(rows) if text else ""
