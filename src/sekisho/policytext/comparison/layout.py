"""Sets a clause as lines of plain and underlined pieces, the same for every output form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sekisho.policytext.comparison.model import Change, Comparison, Part, Side
from sekisho.policytext.comparison.phrases import Phrases
from sekisho.policytext.model import Clause

DEEPEST = 5  # further levels are indented no more

_ARTICLE = re.compile(r"第.+条(?:の.+)?")
_STEP = re.compile(r"-\d+|\([^)]*\)|[①-⑳⑴-⒇]|(?<=\d)[ア-ンa-z]|(?<=[)①-⑳])[ア-ンa-z]")
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_BREAK = re.compile("\r\n?|[\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters, underlined or not."""

    text: str
    underlined: bool = False


Line = tuple[Piece, ...]


def writable(text: str) -> str:
    """Return `text` fit for HTML and XML: what neither may hold becomes U+FFFD."""
    return _UNWRITABLE.sub("\ufffd", _BREAK.sub("\n", text))


def pieces(change: Change, side: Side, part: Part) -> Line:
    """Return one part of one side, cut at its marks; joined it is the whole part."""
    clause = change.old if side == "old" else change.new
    text: str = getattr(clause, part) if clause else ""
    cut: list[Piece] = []
    at = 0
    for mark in change.marked(side, part):
        cut += [Piece(text[at : mark.start]), Piece(text[mark.start : mark.end], underlined=True)]
        at = mark.end
    cut.append(Piece(text[at:]))
    return tuple(piece for piece in cut if piece.text)


def lines(change: Change, side: Side) -> tuple[Line, ...]:
    """Return the lines of a clause: 条 has its （見出し） above, others beside."""
    clause = change.old if side == "old" else change.new
    if clause is None:
        return ()
    label = pieces(change, side, "label")
    heading = pieces(change, side, "heading")
    text = pieces(change, side, "text")
    if heading and _ARTICLE.fullmatch(clause.label):
        return _written((_bracketed(heading), _spaced(label, text)))
    if heading:
        return _written((_spaced(label, heading), text))
    return _written((_spaced(label, text),))


def _written(found: tuple[Line, ...]) -> tuple[Line, ...]:
    kept = (line for line in found if line)
    return tuple(
        tuple(Piece(writable(piece.text), piece.underlined) for piece in line) for line in kept
    )


def _bracketed(heading: Line) -> Line:
    if heading[0].text.startswith(("（", "(")):
        return heading
    whole = all(piece.underlined for piece in heading)
    return (Piece("（", whole), *heading, Piece("）", whole))


def _spaced(label: Line, words: Line) -> Line:
    if not label or not words:
        return (*label, *words)
    gap = Piece("　", label[-1].underlined and words[0].underlined)
    return (*label, gap, *words)


def level(clause: Clause) -> int:
    """Return how deep a clause stands below its article, judged by its id: `6(3)①` is 2.

    A further paragraph (`6(8)¶2`) stands as deep as the first.
    """
    return min(len(_STEP.findall(clause.id)), DEEPEST)


def moved_note(change: Change, side: Side, words: Phrases) -> str:
    """Return where a relocated clause went or came from, else nothing."""
    if not change.relocated or change.old is None or change.new is None:
        return ""
    there = change.new if side == "old" else change.old
    return words.moved[side].format(writable(there.id))


def shown(comparison: Comparison, *, omit_same: bool) -> Iterator[Change | None]:
    """Yield the rows; with `omit_same` one None stands for each run of unchanged clauses."""
    omitting = False
    for change in comparison:
        if omit_same and change.kind == "same":
            if not omitting:
                yield None
            omitting = True
        else:
            omitting = False
            yield change
