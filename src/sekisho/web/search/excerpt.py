"""The part of a text in which the words stand, with each of them marked."""

from dataclasses import dataclass

from sekisho.web.search.words import Words

BEFORE = 40  # characters kept in front of the first word found
LENGTH = 160  # characters of an excerpt
_CUT = "…"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters, and whether it is one of the words looked for."""

    text: str
    found: bool = False


def excerpt(text: str, words: Words) -> tuple[Piece, ...]:
    """Return about `LENGTH` characters round the first word; joined they are the text's own."""
    line = " ".join(text.split())
    spans = _spans(line, words)
    start = max(0, spans[0][0] - BEFORE) if spans else 0
    end = min(len(line), start + LENGTH)
    pieces = [Piece(_CUT)] if start else []
    at = start
    for left, right in spans:
        if right > end:
            break
        pieces += [Piece(line[at:left]), Piece(line[left:right], found=True)]
        at = right
    pieces += [Piece(line[at:end])] + ([Piece(_CUT)] if end < len(line) else [])
    return tuple(piece for piece in pieces if piece.text)


def _spans(line: str, words: Words) -> list[tuple[int, int]]:
    """Return where the words stand, in order; of two that overlap the first, of those the longer.

    A text whose letters change their number when folded is left unmarked rather than marked wrong.
    """
    folded = line.casefold()
    if len(folded) != len(line):
        return []
    found = sorted(
        ((at, at + len(form)) for form in _folded(words) for at in _places(folded, form)),
        key=lambda span: (span[0], -span[1]),
    )
    kept: list[tuple[int, int]] = []
    for span in found:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _folded(words: Words) -> set[str]:
    return {form.casefold() for word in words for form in word.forms}


def _places(text: str, form: str) -> list[int]:
    places, at = [], text.find(form)
    while at >= 0:
        places.append(at)
        at = text.find(form, at + len(form))
    return places
