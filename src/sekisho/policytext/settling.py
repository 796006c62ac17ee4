"""Decides for each node what is heading, what is text, and which paragraphs stand alone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from sekisho.policytext.ids import Ids
from sekisho.policytext.labels import CONTAINERS, System
from sekisho.policytext.limits import Limits
from sekisho.policytext.line import Line, Style, columns
from sekisho.policytext.model import Clause
from sekisho.policytext.node import Node
from sekisho.policytext.sentences import ends, further_demands, is_remark, is_sentence

_LONGEST_HEADING = 60  # characters
_LONG_LINE = 40  # columns: a shorter line was not broken by the page's edge
_INTRODUCES = ("とおり", "通り", "掲げる", "掲げるもの", "掲げる事項", "次の事項", "次のもの")
_RUNS_ON = ("、", "，", "及び", "又は", "並びに", "若しくは", "を", "は", "に", "で", "が")


@dataclass(slots=True)
class _Words:
    """The words of one node while its paragraphs are read: pieces joined once at the end."""

    pieces: list[str] = field(default_factory=list)
    further: list["_Words"] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def begin(self, text: str) -> None:
        first, *rest = further_demands(text)
        self.pieces.append(first)
        self.further.extend(_Words([piece]) for piece in rest)

    def further_paragraph(self, text: str) -> None:
        self.further.extend(_Words([piece]) for piece in further_demands(text))

    def add(self, line: Line) -> None:
        """Join a line to the words, or begin a further paragraph with it."""
        own = (self.further[-1] if self.further else self).pieces
        if not own:
            self.begin(line.text)
        elif line.style is Style.TABLE or is_remark(line.text):
            own.append("\n" + line.text)
        elif line.bulleted or (is_sentence(line.text) and (line.gap or ends(own[-1]))):
            self.further_paragraph(line.text)
        elif line.gap or ends(own[-1]) or not _goes_on(own[-1], line):
            own.append("\n" + line.text)
        else:
            own.append(line.text)


def _goes_on(before: str, line: Line) -> bool:
    """Say whether a line without a gap before it goes on with an unfinished sentence."""
    return is_sentence(line.text) or columns(before) >= _LONG_LINE


def settle(root: Node, limits: Limits) -> tuple[Clause, ...]:
    """Return the finished clauses; definitions and references are read from these."""
    ids = Ids(limits)
    preamble = [item for item in root.content if isinstance(item, Line)]
    if preamble:
        opening = Node(None, parent=root, depth=1, content=list(preamble))
        return (_settle(opening, ids), *(_settle(node, ids) for node in root.children))
    return tuple(_settle(node, ids) for node in root.children)


def _settle(node: Node, ids: Ids) -> Clause:
    node.id = ids.name(node)
    heading, words, content = _open_words(node)
    children: list[Clause] = []
    number = 1
    for piece in _pieces(words, content):
        if isinstance(piece, Node):
            children.append(_settle(piece, ids))
        elif piece is not words:
            number += 1
            children.append(Clause(ids.paragraph(node.id, number), "", "", piece.text))
    return Clause(node.id, node.written, heading, words.text, children=tuple(children))


def _pieces(words: _Words, content: list[Node | Line]) -> Iterator[_Words | Node]:
    """Yield a node's own words, its further paragraphs and its nodes, in document order."""
    opening: _Words | None = words
    for is_line, run in groupby(content, key=lambda item: isinstance(item, Line)):
        if is_line:
            these, opening = opening or _Words(), None
            for line in run:
                if isinstance(line, Line):
                    these.add(line)
            yield from (these, *these.further)
            continue
        if opening is not None:
            yield from (opening, *opening.further)
            opening = None
        yield from (node for node in run if isinstance(node, Node))
    if opening is not None:
        yield from (opening, *opening.further)


def _open_words(node: Node) -> tuple[str, _Words, list[Node | Line]]:
    """Return heading, the words the label's own line begins, and what is still to be read."""
    lead, content = _lead(node)
    words = _Words()
    if not node.caption and _is_heading(node, lead, content):
        return lead, words, content
    if lead:
        words.begin(lead)
    return node.caption, words, content


def _lead(node: Node) -> tuple[str, list[Node | Line]]:
    """Return what follows the label; a title set on a line of its own counts as following."""
    if node.lead or not node.content or node.label is None:
        return node.lead, node.content
    first = node.content[0]
    if isinstance(first, Node) or first.bulleted or first.style is Style.TABLE:
        return "", node.content
    return first.text, node.content[1:]


def _is_heading(node: Node, lead: str, content: list[Node | Line]) -> bool:
    if not lead or "。" in lead or node.label is None or lead == "削除":
        return False
    if node.system in _HEADED or node.style is Style.HEADING:
        return True
    if len(lead) > _LONGEST_HEADING or lead.endswith(_RUNS_ON):
        return False
    first = content[0] if content else None
    if isinstance(first, Line):
        return first.style is not Style.TABLE and not is_remark(first.text)
    if first is not None:
        in_article = any(above.system is System.ARTICLE for above in node.branch())
        return not in_article and not _introduces(lead)
    return _at_top(node) and node.system is not System.ARTICLE


def _introduces(lead: str) -> bool:
    """Say whether the words announce a list, as text does, rather than name it."""
    return lead.endswith(_INTRODUCES) or lead.startswith(("次の", "次に"))


def _at_top(node: Node) -> bool:
    parent = node.parent
    return parent is None or parent.depth == 0 or parent.system in CONTAINERS or parent.section


_HEADED = frozenset({*CONTAINERS, System.ANNEX})
