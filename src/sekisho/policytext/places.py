"""Finds the node a place in the document means: 第2条第1号, 前項, 3, (2)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sekisho.policytext.labels import CONTAINERS, KANA, System
from sekisho.policytext.node import Node

_OPEN_ENDED = frozenset({System.KATA_PAREN, System.ALPHA})
_NO_ITEM = frozenset({System.ARABIC, System.ARTICLE, *CONTAINERS})


@dataclass(frozen=True, slots=True)
class Place:
    """A place as the law counts: article, 項, 号, and the kana below; 0 and () where not named."""

    article: tuple[int, ...] = ()
    paragraph: int = 0
    item: tuple[int, ...] = ()
    sub: tuple[str, ...] = ()  # the way below the 号: イ, (イ)
    holder: str = ""  # id of the 附則 whose articles are meant; empty: the body


class Places:
    """The nodes of one document, by place. Looking one up costs a few steps, not a walk."""

    def __init__(self, root: Node) -> None:
        self.by_id: dict[str, Node] = {}
        self._articles: dict[tuple[str, tuple[int, ...]], Node] = {}
        self._items: dict[int, dict[tuple[str, tuple[int, ...]], Node]] = {}
        self._marks: dict[int, dict[str, Node]] = {}
        self._rows: dict[int, dict[System, list[Node]]] = {}
        self._at: dict[int, int] = {}
        self._order: list[Node] = []
        self._article_at: dict[int, int] = {}
        self._index(root)

    def _index(self, node: Node) -> None:
        for child in node.children:
            self.by_id.setdefault(child.id, child)
            if child.label:
                self._index_label(node, child)
            self._index(child)

    def _index_label(self, parent: Node, node: Node) -> None:
        label = node.label
        if label is None:
            return
        if self.is_article(node):
            self._articles.setdefault((holder(node), label.numbers), node)
            self._article_at[id(node)] = len(self._order)
            self._order.append(node)
        row = self._rows.setdefault(id(parent), {}).setdefault(label.system, [])
        self._at[id(node)] = len(row)
        row.append(node)
        kind = _kind(label.system)
        self._items.setdefault(id(parent), {}).setdefault((kind, label.numbers), node)
        self._marks.setdefault(id(parent), {}).setdefault(mark_of(node), node)

    def is_article(self, node: Node) -> bool:
        """Say whether a node is what 第N条 counts: an article, or a top number in its place."""
        if node.system is System.ARTICLE:
            return True
        parent = node.parent
        at_top = parent is None or parent.parent is None or parent.system in CONTAINERS
        return at_top and node.system in {System.ARABIC, System.DOT, System.DAI, System.DASH}

    def place_of(self, node: Node) -> Place:
        """Return where a node stands."""
        place = Place(holder=holder(node))
        for above in reversed(list(node.branch())):
            label = above.label
            if label is None or above.system in CONTAINERS:
                continue
            if self.is_article(above):
                place = Place(label.numbers, 1, holder=place.holder)
            elif label.system is System.ARABIC:
                place = replace(place, paragraph=label.value)
            elif not place.item and label.system not in {System.SUPPLEMENT, System.ANNEX}:
                place = replace(place, item=label.numbers)
        return place

    def article(self, place: Place) -> Node | None:
        """Return the article of a place."""
        if not place.article:
            return self.by_id.get(place.holder)
        return self._articles.get((place.holder, place.article))

    def find(self, place: Place) -> Node | None:
        """Return the node at a place, or None where the document has none."""
        node = self.article(place)
        if node is None:
            return None
        if place.paragraph:
            own = self._child(node, "paragraph", (place.paragraph,))
            if own is None and place.paragraph > 1:
                return None
            node = self._first_paragraph(node, own, place)
        if place.item:
            found = self._child(node, "item", place.item)
            return found and self.below(found, place.sub)
        return node

    def below(self, node: Node, steps: Iterable[str]) -> Node | None:
        """Return the node that marks such as `(2)`, `イ`, `①` lead to from a node."""
        found: Node | None = node
        for step in steps:
            marks = self._marks.get(id(found), {})
            found = marks.get(step) or marks.get(f"({step})")
            if found is None:
                return None
        return found

    def _first_paragraph(self, article: Node, own: Node | None, place: Place) -> Node:
        if own is None or (place.item and self._child(own, "item", place.item) is None):
            return article if place.paragraph == 1 else own or article
        return own

    def _child(self, node: Node, kind: str, numbers: tuple[int, ...]) -> Node | None:
        return self._items.get(id(node), {}).get((kind, numbers))

    def row(self, node: Node) -> list[Node]:
        """Return the row of siblings a node counts in."""
        if node.parent is None or node.system is None:
            return []
        return self._rows.get(id(node.parent), {}).get(node.system, [])

    def beside(self, node: Node, step: int) -> Node | None:
        """Return the neighbour in a node's row; articles count through all chapters."""
        article = self.is_article(node)
        row = self._order if article else self.row(node)
        at = (self._article_at if article else self._at).get(id(node), -1) + step
        found = row[at] if 0 <= at < len(row) else None
        return found if found is None or holder(found) == holder(node) else None

    def before(self, node: Node) -> list[Node]:
        """Return the siblings of a node's row that stand before it."""
        return self.row(node)[: self._at.get(id(node), 0)]


def holder(node: Node) -> str:
    """Return the id of the 附則 or annex a node stands in, or an empty string."""
    inside = {System.SUPPLEMENT, System.ANNEX}
    return next((n.id for n in node.branch() if n.system in inside), "")


def item_above(node: Node) -> Node | None:
    """Return the nearest 号 (or deeper list entry) a node is or stands in."""
    return next((n for n in node.branch() if is_item(n)), None)


def paragraph_above(node: Node) -> Node | None:
    """Return the nearest 項 with a number of its own a node is or stands in."""
    held = {System.ARTICLE, System.SUPPLEMENT}
    for above in node.branch():
        parent = above.parent
        if above.system is System.ARABIC and parent is not None and parent.system in held:
            return above
    return None


def is_item(node: Node) -> bool:
    """Say whether a node is an entry of a list, neither article nor 項 nor chapter."""
    if node.label is None or node.system in _NO_ITEM:
        return False
    return node.system not in {System.SUPPLEMENT, System.ANNEX, System.DAI, System.DASH}


def _kind(system: System) -> str:
    return "paragraph" if system is System.ARABIC else "sub" if system in KANA else "item"


def mark_of(node: Node) -> str:
    """Return the last step of the way to a node as citations write it: `(2)`, `ア`, `①`, `2)`."""
    mark = node.label.mark if node.label else ""
    return mark.rstrip(")．.") if node.system in _OPEN_ENDED else mark.rstrip("．.")
