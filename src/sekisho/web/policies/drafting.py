"""Numbers the passages of a manuscript and prints them so that the reader reads the same again.

Pure: passages in, labels and a document out. The law: numbers follow from form and place alone;
articles count through all chapters, everything else anew below what it stands under.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sekisho.policytext import Clause, Document, render

Form = Literal["chapter", "article", "paragraph", "item", "subitem", "supplement"]
Style = Literal["articles", "numbers"]
_RANK = {"chapter": 0, "supplement": 0, "article": 1, "paragraph": 2, "item": 3, "subitem": 4}
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_KATA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
MOST_SUBITEMS = {"articles": len(_KATA), "numbers": len(_CIRCLED)}


class PlaceError(ValueError):
    """A passage stands where its form cannot; `number` is its place from 1."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@dataclass(frozen=True, slots=True)
class Line:
    """A passage as it is written."""

    form: Form
    heading: str = ""
    text: str = ""


@dataclass(slots=True)
class _Node:
    label: str
    line: Line
    below: list["_Node"] = field(default_factory=list)

    def clause(self) -> Clause:
        children = tuple(each.clause() for each in self.below)
        return Clause("", self.label, self.line.heading, self.line.text, children=children)


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
    articles = 0
    for number, line in enumerate(lines, 1):
        while way and _RANK[way[-1].line.form] >= _RANK[line.form]:
            way.pop()
        above = way[-1] if way else None
        if not _may_stand(line.form, above.line.form if above else None, style):
            raise PlaceError(number)
        siblings = above.below if above else roots
        articles += line.form == "article"
        count = articles if line.form == "article" else _count(siblings, line.form) + 1
        if line.form == "subitem" and count > MOST_SUBITEMS[style]:
            raise PlaceError(number)
        node = _Node(_label(line.form, count, style), line)
        siblings.append(node)
        way.append(node)
        everything.append(node)
    return roots, everything


def _count(siblings: Iterable[_Node], form: Form) -> int:
    """Return how many stand there; an article's own words are its first paragraph."""
    found = sum(each.line.form == form for each in siblings)
    return found + 1 if form == "paragraph" else found


def _may_stand(form: Form, above: Form | None, style: Style) -> bool:
    if style == "numbers":
        allowed: dict[Form, tuple[Form | None, ...]] = {
            "article": (None,), "item": ("article",), "subitem": ("item",),
        }  # fmt: skip
    else:
        allowed = {
            "chapter": (None,), "supplement": (None,), "article": (None, "chapter"),
            "paragraph": ("article",), "item": ("article", "paragraph", "supplement"),
            "subitem": ("item",),
        }  # fmt: skip
    return above in allowed.get(form, ())


def _label(form: Form, count: int, style: Style) -> str:
    if style == "numbers":
        names = {"article": str(count), "item": f"({count})"}
        return names[form] if form in names else _CIRCLED[count - 1]
    names = {
        "chapter": f"第{count}章", "article": f"第{count}条", "paragraph": str(count),
        "item": f"({count})", "supplement": "附則",
    }  # fmt: skip
    return names[form] if form in names else _KATA[count - 1]
