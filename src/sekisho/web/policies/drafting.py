"""Numbers the passages of a manuscript and prints them so that the reader reads the same again.

Pure: passages in, labels and a document out. The law: numbers follow from form and place alone. In
a regulation articles count through all chapters; everything else counts anew below what it stands
under. A branch (枝番号) takes the number before it and counts on from 2: 第3条, 第3条の2.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sekisho.policytext import Clause, Document, render

Form = Literal[
    "chapter", "section", "article", "paragraph", "item", "subitem", "point", "supplement"
]
Style = Literal["articles", "official", "numbers"]
_RANK: Mapping[Form, int] = {
    "chapter": 0, "supplement": 0, "section": 1, "article": 2, "paragraph": 3, "item": 4,
    "subitem": 5, "point": 6,
}  # fmt: skip
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_KATA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
BRANCHING = frozenset({"chapter", "section", "article"})

_CONTAINERS: Mapping[Form, tuple[Form | None, ...]] = {"chapter": (None,), "section": ("chapter",)}
_ABOVE: Mapping[Style, Mapping[Form, tuple[Form | None, ...]]] = {
    "articles": {
        **_CONTAINERS,
        "supplement": (None,),
        "article": (None, "chapter", "section"),
        "paragraph": ("article", "supplement"),
        "item": ("article", "paragraph", "supplement"),
        "subitem": ("item",),
        "point": ("subitem",),
    },
    "official": {
        **_CONTAINERS,
        "article": (None, "chapter", "section"),
        "item": ("article",),
        "subitem": ("item",),
        "point": ("subitem",),
    },
    "numbers": {
        **_CONTAINERS,
        "article": (None, "chapter", "section"),
        "item": ("article",),
        "subitem": ("item",),
    },
}
"""Under what each form stands in each style; None: at the top."""

_Named = Callable[[int], str]
_BELOW_ARTICLES: Mapping[Form, _Named] = {
    "chapter": lambda count: f"第{count}章",
    "section": lambda count: f"第{count}節",
    "article": str,
    "item": lambda count: f"({count})",
    "subitem": lambda count: _KATA[count - 1],
    "point": lambda count: f"({_KATA[count - 1]})",
}
_NAMES: Mapping[Style, Mapping[Form, _Named]] = {
    "articles": {
        **_BELOW_ARTICLES,
        "article": lambda count: f"第{count}条",
        "paragraph": str,
        "supplement": lambda _count: "附則",
    },
    "official": _BELOW_ARTICLES,
    "numbers": {**_BELOW_ARTICLES, "subitem": lambda count: _CIRCLED[count - 1]},
}


class PlaceError(ValueError):
    """A passage stands where its form cannot; `number` is its place from 1."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True, slots=True)
class Line:
    """A passage as it is written; a `branch` is numbered after the one before it."""

    form: Form
    heading: str = ""
    text: str = ""
    branch: bool = False


@dataclass(slots=True)
class _Node:
    line: Line
    number: int
    branch: int  # 0: none; the first is 2
    style: Style
    below: list["_Node"] = field(default_factory=list)

    @property
    def label(self) -> str:
        """Return its number as it is printed. Raises IndexError past the last letter."""
        name = _NAMES[self.style][self.line.form](self.number)
        return f"{name}の{self.branch}" if self.branch else name

    def clause(self) -> Clause:
        children = tuple(each.clause() for each in self.below)
        return Clause("", self.label, self.line.heading, self.line.text, children=children)


def forms_of(style: Style) -> frozenset[Form]:
    """Return the forms passages of a style may have."""
    return frozenset(_ABOVE[style])


def labels(lines: Sequence[Line], style: Style) -> list[str]:
    """Return the label of each passage in order. Raises PlaceError."""
    return [node.label for node in _nodes(lines, style)[1]]


def depths(lines: Sequence[Line]) -> list[int]:
    """Return how deep each passage stands below the passages above it, from 0."""
    found: list[int] = []
    above: list[int] = []  # ranks of the passages the next one may stand under
    for line in lines:
        while above and above[-1] >= _RANK[line.form]:
            above.pop()
        found.append(len(above))
        above.append(_RANK[line.form])
    return found


def printed(title: str, effective: date | None, lines: Sequence[Line], style: Style) -> str:
    """Return the canonical text of a manuscript. Raises PlaceError."""
    roots, _all = _nodes(lines, style)
    clauses = tuple(each.clause() for each in roots)
    return render(Document(title=title, effective=effective, clauses=clauses))


def differing(lines: Sequence[Line], style: Style, read: Document) -> int | None:
    """Return the place, from 1, of the first passage a reading has otherwise; None: it has all.

    What the reader sets apart without a label (¶) belongs to the passage before it.
    """
    wanted = [
        (_plain(label), _plain(line.heading), _plain(line.text))
        for label, line in zip(labels(lines, style), lines, strict=True)
    ]
    found = list(_labelled(read.walk()))
    for number, each in enumerate(wanted, 1):
        if number > len(found) or found[number - 1] != each:
            return number
    return None if len(found) == len(wanted) else len(wanted)


def _labelled(clauses: Iterable[Clause]) -> Iterator[tuple[str, str, str]]:
    label = heading = text = ""
    begun = False
    for each in clauses:
        if each.label or each.heading:
            if begun:
                yield label, heading, text
            label, heading, text = _plain(each.label), _plain(each.heading), _plain(each.text)
            begun = True
        else:
            text += _plain(each.text)
    if begun:
        yield label, heading, text


def _plain(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).split())


def _nodes(lines: Sequence[Line], style: Style) -> tuple[list[_Node], list[_Node]]:
    """Return the passages at the top, and all of them in order."""
    roots: list[_Node] = []
    way: list[_Node] = []
    everything: list[_Node] = []
    for place, line in enumerate(lines, 1):
        while way and _RANK[way[-1].line.form] >= _RANK[line.form]:
            way.pop()
        above = way[-1] if way else None
        if (above.line.form if above else None) not in _ABOVE[style].get(line.form, ()):
            raise PlaceError(place)
        siblings = above.below if above else roots
        through = everything if (style, line.form) == ("articles", "article") else siblings
        node = _numbered(line, through, above, style, place)
        siblings.append(node)
        way.append(node)
        everything.append(node)
    return roots, everything


def _numbered(
    line: Line, row: Sequence[_Node], above: _Node | None, style: Style, place: int
) -> _Node:
    """Return the passage numbered after the last of its form in the row. Raises PlaceError."""
    before = next((each for each in reversed(row) if each.line.form == line.form), None)
    if line.branch:
        if before is None or line.form not in BRANCHING or (style, line.form) in _UNBRANCHED:
            raise PlaceError(place)
        return _Node(line, before.number, max(before.branch, 1) + 1, style)
    # An article's own words are its first paragraph.
    first = line.form == "paragraph" and above is not None and above.line.form == "article"
    node = _Node(line, before.number + 1 if before else 1 + first, 0, style)
    if node.number > _most(line.form, style):
        raise PlaceError(place)
    return node


_UNBRANCHED = frozenset({("official", "article"), ("numbers", "article")})
"""A bare number has no branch: 1の2 would be read as the words の2."""


def _most(form: Form, style: Style) -> int:
    """Return how many passages of a form one row can number."""
    if form == "subitem" and style == "numbers":
        return len(_CIRCLED)
    return len(_KATA) if form in {"subitem", "point"} else _FOUR_DIGITS


_FOUR_DIGITS = 9999  # what the reader takes for a number
