"""Bookmarks: their words and the places inside the document they lead to."""

from dataclasses import dataclass, field
from typing import Any

from sekisho.sanitize.rebuild.pdf import texts
from sekisho.sanitize.rebuild.pdf.actions import Destinations
from sekisho.sanitize.rebuild.pdf.copying import Copier
from sekisho.sanitize.rebuild.pdf.lexing import Ref
from sekisho.sanitize.rebuild.pdf.model import Name, Node

_MOST, _DEPTH = 10_000, 30


@dataclass(slots=True)
class _Item:
    """One bookmark with those below it."""

    node: Node
    open: bool
    below: "list[_Item]" = field(default_factory=list)


class Bookmarks:
    """The bookmarks of one document."""

    def __init__(self, copier: Copier, destinations: Destinations) -> None:
        self.copier, self.destinations = copier, destinations
        self.seen: set[Ref] = set()

    def node(self, catalog: dict[str, Any]) -> Node | None:
        """Return the root of the bookmarks, None when there are none."""
        root = self.copier.source.entry(catalog, "Outlines")
        if not isinstance(root, dict):
            return None
        items = self._level(root.get("First"), 0)
        if not items:
            return None
        top = Node({"Type": Name("Outlines")})
        shown = _tie(top, items)
        top.entries["Count"] = shown
        return top

    def _level(self, first: Any, depth: int) -> list[_Item]:
        items: list[_Item] = []
        at = first
        while isinstance(at, Ref) and len(self.seen) < _MOST:
            if at in self.seen:
                self.copier.log.remove("pdf.cycle", "しおり")
                break
            self.seen.add(at)
            found = self.copier.source.resolve(at)
            if not isinstance(found, dict):
                break
            item = self._item(found)
            if item is not None:
                items.append(item)
                if depth < _DEPTH:
                    item.below = self._level(found.get("First"), depth + 1)
                elif found.get("First") is not None:
                    self.copier.log.remove("pdf.depth", "しおり")
            at = found.get("Next")
        return items

    def _item(self, found: dict[str, Any]) -> _Item | None:
        title = self.copier.source.resolve(found.get("Title"))
        with self.copier.log.at("しおり"):
            before = len(self.copier.log.removals)
            place, address = self.destinations.target(found)
            if address is not None or len(self.copier.log.removals) > before:
                self.copier.log.remove("pdf.outline-action")
            if not isinstance(title, bytes):
                return None
            words = texts.plain(title, self.copier.log, "")
        node = Node({"Title": words})
        if place is not None:
            node.entries["Dest"] = place
        count = self.copier.source.resolve(found.get("Count"))
        return _Item(node, open=isinstance(count, int) and count > 0)


def _tie(parent: Node, items: list[_Item]) -> int:
    """Tie the items to their parent and each other; return how many are shown when it is open."""
    shown = 0
    for at, item in enumerate(items):
        item.node.entries["Parent"] = parent
        if at:
            item.node.entries["Prev"] = items[at - 1].node
            items[at - 1].node.entries["Next"] = item.node
        shown += 1
        if item.below:
            below = _tie(item.node, item.below)
            item.node.entries["Count"] = below if item.open else -below
            shown += below if item.open else 0
    parent.entries["First"], parent.entries["Last"] = items[0].node, items[-1].node
    return shown
