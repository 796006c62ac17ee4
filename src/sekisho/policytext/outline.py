"""Builds the tree: which label belongs under which, by the systems already open.

Each numbering system stands on a branch at most once: a label whose system is open closes back
to it, any other opens below. 項 always stand directly under their 条, and a list that goes on
after an interruption goes on where it stopped.
"""

import re
from dataclasses import replace
from itertools import zip_longest

from sekisho.policytext import bundle, labels
from sekisho.policytext.labels import CONTAINERS, Label, System
from sekisho.policytext.limits import Limits
from sekisho.policytext.line import Line, Style
from sekisho.policytext.model import LeftOut
from sekisho.policytext.node import Node
from sekisho.policytext.sentences import ends
from sekisho.policytext.tally import Clauses, Deadline

_CAPTION = re.compile(r"^[（(]([^（）()。]{1,40}(?:[（(][^（）()。]{1,20}[)）])?)[）)]$")
_OPENING_CAPTION = re.compile(r"^[（(]([^（）()。、]{1,30})[）)][ 　]*(?=\S|$)")
_LAST_STEP = re.compile(r"[（(][^（()）]+[)）]$|.$")
_RANKED = (*CONTAINERS, System.SUPPLEMENT, System.ANNEX)
_SHORT = 40  # characters a line may have after a label that is not firm
_LONGEST_TITLE = 60  # characters of a heading without a number
_LATEST = 50  # of a node's entries, those looked through for a step of a written-out way
_FARTHEST_GAP = 20  # a bare number farther than this from its row is a figure, not a label


class Builder:
    """Takes the lines one by one; `root` is the tree, `left_out` what belonged to no clause."""

    def __init__(self, limits: Limits, deadline: Deadline | None = None) -> None:
        self.root = Node(None)
        self.left_out: list[LeftOut] = []
        self._current = self.root
        self._limits = limits
        self._clauses = Clauses(limits)
        self._deadline = deadline or Deadline(limits)
        self._caption: tuple[str, Line] | None = None
        self._articles = 0
        self._titles: frozenset[int] = frozenset()

    def take(self, lines: list[Line]) -> None:
        """Read the body of a document."""
        self._titles = frozenset(lines[at].number for at in bundle.titles(lines))
        for line, following in zip_longest(lines, lines[1:]):
            self._take(line, following)
        self._flush_caption()

    def _take(self, line: Line, following: Line | None) -> None:
        self._deadline.check()
        caption = caption_of(line)
        if caption and following and self._captioned(following):
            self._flush_caption()
            self._caption = (caption, line)
            return
        if not line.label and (path := labels.parse_path(line.text)):
            self._open_path(*path, line)
            return
        label = self._label(line)
        if label and self._is_page_number(label, following):
            self.left_out.append(LeftOut(line.text, "page-number", line.number))
        elif label:
            self._open(label, line)
        elif caption and self._unnumbered_article(following):
            self._headed(caption, line)
            self.left_out.append(_brackets(line))
        elif self._bundles(line, following):
            self._headed(line.text, line, section=True)
        else:
            self._flush_caption()
            self._paragraph(line)

    # --- which label a line opens with -----------------------------------------------------

    def _label(self, line: Line) -> Label | None:
        if line.style in {Style.TABLE, Style.TITLE}:
            return None
        if line.label:
            return labels.apart(line.label, line.text)
        label = labels.parse(line.text)
        if label is None:
            return self._garbled(line)
        return label if self._believable(label, line) else None

    def _garbled(self, line: Line) -> Label | None:
        label = labels.parse_garbled(line.text)
        if label is None:
            return None
        if label.value == 1:
            return label
        before = self._open_node(System.CIRCLED)
        expected = before is not None and before.label is not None and before.label.garbled
        return label if expected and self._next(label) else None

    def _believable(self, label: Label, line: Line) -> bool:
        if line.style is Style.HEADING:
            return True
        if not label.firm:
            return self._next(label) and (
                label.system is System.ARTICLE or len(label.rest) <= _SHORT
            )
        if label.system is System.ARABIC:
            return label.value <= self._last_value(label.system) + _FARTHEST_GAP
        if label.system in {System.KANJI, System.ALPHA}:
            return self._next(label)
        return True

    def _next(self, label: Label) -> bool:
        """Say whether a label's number is the one its row waits for."""
        if label.system is System.ARTICLE:
            last = self._articles
        elif label.system is System.DASH:
            return True
        else:
            last = self._last_value(label.system)
        return label.value == last + 1 or (len(label.numbers) > 1 and label.value == last)

    def _last_value(self, system: System) -> int:
        node = self._open_node(system)
        return node.label.value if node and node.label else 0

    def _open_node(self, system: System) -> Node | None:
        return next((n for n in self._current.branch() if n.system is system), None)

    def _is_page_number(self, label: Label, following: Line | None) -> bool:
        if label.system is not System.ARABIC or label.rest:
            return False
        if not self._next(label):
            return True
        after = labels.parse(following.text) if following and not following.label else None
        return bool(after and after.system is label.system and after.value == label.value)

    # --- headings without a number -----------------------------------------------------------

    def _captioned(self, following: Line) -> bool:
        """Say whether the line after a caption is the article (or 項) it heads."""
        label = self._label(following)
        if label is None:
            weak = labels.parse(following.text)
            return weak is not None and weak.system is System.ARTICLE
        return label.system in _CAPTIONED

    def _unnumbered_article(self, following: Line | None) -> bool:
        """Say whether a caption heads an article whose number has been lost."""
        if following is None or not self._articles:
            return False
        return self._label(following) is None and ends(following.text)

    def _bundles(self, line: Line, following: Line | None) -> bool:
        """Say whether a line is the title of the next standard in a bundle (管理基準 …)."""
        if line.number in self._titles:
            return True
        if line.style in {Style.TITLE, Style.HEADING} and "。" not in line.text:
            return bool(following) and len(line.text) <= _LONGEST_TITLE
        if following is None or not bundle.TITLE.match(line.text) or not self._may_bundle():
            return False
        label = self._label(following)
        return bool(label and label.value == 1 and label.system in bundle.TOP)

    def _may_bundle(self) -> bool:
        """Say whether a title can stand here: not where the words of a label are awaited."""
        return self._current is self.root or bool(self._current.lead or self._current.content)

    def _headed(self, heading: str, line: Line, *, section: bool = False) -> None:
        self._flush_caption()
        node = Node(None, caption=heading, indent=line.indent, section=section, line=line.number)
        node.level = line.level
        holders = (n for n in self._current.branch() if _holds(n, line.level, section=section))
        above = next(holders, self.root)
        self._attach(node, above)

    # --- attaching -----------------------------------------------------------------------------

    def _open(self, label: Label, line: Line) -> None:
        node = Node(
            label,
            lead=label.rest,
            indent=line.indent,
            style=line.style,
            level=line.level,
            line=line.number,
            nest=line.nest,
            written=label.written,
        )
        self._take_caption(node)
        if label.system is System.ARTICLE:
            self._articles = label.until or label.value
        self._attach(node, self._entry_above(line) or self._above(label))
        self._chain(node, line)

    def _open_path(self, steps: tuple[str, ...], label: Label, line: Line) -> None:
        """Open a label that writes out its whole way, under the deepest step that is open."""
        head, *tail = steps
        numbers = tuple(int(n) for n in head.split("-"))
        own = next((n for n in self._current.branch() if n.label and _counts(n) == numbers), None)
        above = own or self._above(Label(System.DASH, head, numbers, ""))
        for step in tail:
            latest = (n for n in above.content[-_LATEST:][::-1] if isinstance(n, Node))
            above = next((n for n in latest if _step(n) == step), above)
        node = Node(label, lead=label.rest, indent=line.indent, line=line.number)
        node.written = label.written
        node.path = "".join((*steps, _step(node)))
        self._attach(node, above)

    def _chain(self, node: Node, line: Line) -> None:
        """Open a second label on the same line (`(1) ア …`), where it begins a list."""
        inner = labels.parse(node.lead)
        if inner is None or not inner.firm or not inner.rest or inner.value != 1:
            return
        if inner.system not in _INNER or inner.system is node.system:
            return
        node.lead = ""
        self._open(inner, line)

    def _take_caption(self, node: Node) -> None:
        if self._caption:
            node.caption, line = self._caption
            self.left_out.append(_brackets(line))
            self._caption = None
        match = _OPENING_CAPTION.match(node.lead)
        opens = node.system in {System.ARTICLE, System.DAI, System.ANNEX, System.SUPPLEMENT}
        if match and opens and not node.caption:
            node.caption = match.group(1).strip()
            brackets = node.lead[0] + match.group().rstrip()[-1]
            self.left_out.append(LeftOut(brackets, "caption-brackets", node.line))
            node.lead = node.lead[match.end() :]

    def _above(self, label: Label) -> Node:
        """Return the node a label opens under."""
        if label.system in _RANKED:
            return self._above_ranked(label)
        if label.system is System.DASH:
            return self._above_dash(label)
        same = self._open_node(label.system)
        if label.system is System.ARABIC and (article := self._paragraph_of(label, same)):
            return article
        if same is not None and same.parent is not None:
            return same.parent
        if label.system is System.ARTICLE:
            holders = (n for n in self._current.branch() if n.system in _ABOVE_ARTICLE or n.section)
            return next(holders, self.root)
        return self._continued(label) or self._current

    def _entry_above(self, line: Line) -> Node | None:
        """Return the entry whose list the mark-up puts a line's own list in."""
        return next((n for n in self._current.branch() if 0 < n.nest < line.nest), None)

    def _paragraph_of(self, label: Label, same: Node | None) -> Node | None:
        """Return the 条 a bare number is the 項 of."""
        if same is not None or (label.value == 1 and self._current.system is not System.ARTICLE):
            return None
        return self._open_node(System.ARTICLE)

    def _continued(self, label: Label) -> Node | None:
        """Return where a row goes on that was written with a sister system (`1.` then `2 `)."""
        if label.value == 1:
            return None
        family = labels.family(label.system)
        for node in self._current.branch():
            if node.system in family and node.label and node.label.value == label.value - 1:
                return node.parent
        return None

    def _above_ranked(self, label: Label) -> Node:
        if label.system not in CONTAINERS:
            return self.root
        rank = CONTAINERS.index(label.system)
        higher = CONTAINERS[:rank]
        allowed = (*higher, System.ANNEX, System.SUPPLEMENT) if rank else ()
        return next((n for n in self._current.branch() if n.system in allowed), self.root)

    def _above_dash(self, label: Label) -> Node:
        for node in self._current.branch():
            own = node.label.numbers if node.label and node.system in _DASHED else ()
            if own and len(own) < len(label.numbers) and label.numbers[: len(own)] == own:
                return node
        inside = (n for n in self._current.branch() if n.system in CONTAINERS or n.section)
        return next(inside, self.root)

    def _attach(self, node: Node, above: Node) -> None:
        self._clauses.one()
        if above.depth >= self._limits.depth and above.parent is not None:
            above = above.parent
        node.parent, node.depth = above, above.depth + 1
        above.content.append(node)
        self._current = node

    # --- paragraphs ----------------------------------------------------------------------------

    def _paragraph(self, line: Line) -> None:
        owner = self._current
        while _spoken(owner) and owner.indent > line.indent and owner.depth > 1:
            owner = owner.parent or owner
        while line.nest and owner.nest > line.nest and owner.parent is not None:
            owner = owner.parent
        self._current = owner
        if owner is self.root:
            self._clauses.one()
        owner.content.append(line)

    def _flush_caption(self) -> None:
        if self._caption:
            _, line = self._caption
            self._caption = None
            self._paragraph(line)


_CAPTIONED = frozenset({System.ARTICLE, System.ARABIC, System.DASH, System.DOT, System.DAI})
_INNER = frozenset(
    {System.KATA, System.KATA_PAREN, System.PAREN_KATA, System.CIRCLED, System.PAREN, System.ARABIC}
)
_ABOVE_ARTICLE = frozenset({*CONTAINERS, System.SUPPLEMENT, System.ANNEX})
_DASHED = frozenset({System.DASH, System.ARABIC, System.DOT, System.DAI, System.CHAPTER})


def caption_of(line: Line) -> str:
    """Return the heading a line in brackets is, or an empty string."""
    if line.label or line.style is Style.TABLE:
        return ""
    match = _CAPTION.match(line.text)
    if match is None or labels.parse(line.text) is not None:
        return ""
    return match.group(1).strip()


def _counts(node: Node) -> tuple[int, ...]:
    """Return the numbers a written-out way would name a node by."""
    return node.label.numbers if node.label and node.system in _DASHED else ()


def _step(node: Node) -> str:
    """Return the last step of a written-out way to a node."""
    if node.label is None:
        return ""
    return replace(node.label, written=_LAST_STEP.findall(node.label.written)[-1]).mark


def _holds(node: Node, level: int, *, section: bool) -> bool:
    """Say whether a heading without a number stands under a node: by level, else by chapter."""
    if level:
        return 0 < node.level < level
    return not section and (node.system in CONTAINERS or node.section)


def _brackets(line: Line) -> LeftOut:
    return LeftOut(line.text[0] + line.text[-1], "caption-brackets", line.number)


def _spoken(node: Node) -> bool:
    """Say whether a node already has words, so that a paragraph farther left is not its own."""
    return "。" in node.lead or bool(node.content)
