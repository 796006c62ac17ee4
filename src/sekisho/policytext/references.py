"""Resolves what clauses say of each other to canonical ids; what leads nowhere is reported."""

import re
from dataclasses import replace

from sekisho.policytext import citations, numerals
from sekisho.policytext.citations import Citation, Kind
from sekisho.policytext.labels import CONTAINERS
from sekisho.policytext.model import Clause, Notice
from sekisho.policytext.node import Node
from sekisho.policytext.places import Place, Places, item_above, paragraph_above

_WIDEST_RANGE = 200  # places between から and まで
_N = re.compile(r"[0-9０-９]{1,4}|[一二三四五六七八九十百]{1,6}")
_PART = re.compile(
    r"第([^条項号章節]+)([条項号章節])((?:の(?:[0-9０-９]{1,4}|[一二三四五六七八九十]{1,3}))*)"
)
_SUB = re.compile(r"[ア-ン]")
_THROUGH = re.compile(r"\s?(?:から|～|~)\s?")


class Resolver:
    """Reads the citations of every clause; `notices` are those that lead nowhere."""

    def __init__(self, root: Node) -> None:
        self._places = Places(root)
        self._root = root
        self.notices: list[Notice] = []

    def resolve(self, clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
        """Return the same clauses, each with the ids it speaks of."""
        return tuple(self._clause(clause, self._root) for clause in clauses)

    def _clause(self, clause: Clause, above: Node) -> Clause:
        node = self._places.by_id.get(clause.id, above)
        found = tuple(i for i in self._ids(clause, node) if i != clause.id)
        children = tuple(self._clause(child, node) for child in clause.children)
        if not found and children == clause.children:
            return clause
        return replace(clause, references=found, children=children)

    def _ids(self, clause: Clause, node: Node) -> list[str]:
        found: dict[str, None] = {}
        before: Node | None = None
        for citation in citations.find(f"{clause.heading}\n{clause.text}"):
            nodes = self._nodes(citation, node, before)
            if nodes is None:
                self._report(citation, clause)
                before = None
                continue
            found.update(dict.fromkeys(target.id for target in nodes))
            before = nodes[-1] if nodes else before
        return list(found)

    def _report(self, citation: Citation, clause: Clause) -> None:
        where = clause.id or clause.label
        self.notices.append(
            Notice(
                "unresolved-reference",
                f"{where}の「{citation.written}」が指す条項がこの文書に見つかりません。番号を確かめてください。",
                clause.id,
            )
        )

    def _nodes(self, citation: Citation, node: Node, before: Node | None) -> list[Node] | None:
        """Return the nodes meant; an empty list means the clause itself, None nothing found."""
        match citation.kind:
            case Kind.ABOVE | Kind.PLAIN:
                return self._listed(citation, node)
            case Kind.SEVERAL:
                return self._several(citation.written, node)
            case Kind.ALL_BEFORE:
                return self._all_before(citation.written, node)
            case Kind.NEAR:
                return self._near(citation.written, node, before)
            case Kind.CHAPTER | Kind.ANNEX:
                return _one(self._named(citation))
            case Kind.ARTICLE | Kind.SAME | Kind.DOWN:
                return self._counted(citation, node, before)

    # --- 第2条第1号, 同条第2項, 第3号 ----------------------------------------------------------

    def _counted(self, citation: Citation, node: Node, before: Node | None) -> list[Node] | None:
        base = self._base(citation, node, before)
        if base is None:
            return None
        place = _down(citation.written, base)
        target = self._places.find(place)
        if target is None and citation.kind is Kind.DOWN and not citation.linked:
            target = self._places.find(replace(place, paragraph=0))
        if target is None:
            return None
        if citation.through and before is not None:
            return [*self._between(before, target), target]
        return [target]

    def _base(self, citation: Citation, node: Node, before: Node | None) -> Place | None:
        """Return the place a citation counts from."""
        own = self._places.place_of(node)
        if citation.kind is Kind.ARTICLE:
            return Place(holder=own.holder if node.system and "条" in own.holder else "")
        if citation.kind is Kind.DOWN:
            start = before if citation.linked and before is not None else node
            return replace(self._places.place_of(start), sub="")
        if citation.written.startswith("同条"):
            return _article_of(self._places.place_of(before)) if before is not None else None
        article = self._places.article(own)
        step = {"前": -1, "次": 1, "本": 0}[citation.written[0]]
        beside = self._places.beside(article, step) if article and step else article
        return _article_of(self._places.place_of(beside)) if beside else None

    def _between(self, first: Node, last: Node) -> list[Node]:
        """Return the nodes after `first` and before `last` in the row both stand in."""
        between: list[Node] = []
        node = self._places.beside(first, 1)
        while node is not None and node is not last and len(between) < _WIDEST_RANGE:
            between.append(node)
            node = self._places.beside(node, 1)
        return between if node is last else []

    # --- 前項, 前号, 前二条, 前各号 ------------------------------------------------------------

    def _near(self, written: str, node: Node, before: Node | None) -> list[Node] | None:
        if written[0] == "同":
            start = before
        elif written[1] == "項":
            start = self._paragraph_beside(node, -1 if written[0] == "前" else 1)
        else:
            item = item_above(node)
            start = self._places.beside(item, -1 if written[0] == "前" else 1) if item else None
        if start is None or len(written) == len("前項"):
            return _one(start)
        return _one(self._places.find(_down(written[2:], self._places.place_of(start))))

    def _paragraph_beside(self, node: Node, step: int) -> Node | None:
        place = self._places.place_of(node)
        own = paragraph_above(node)
        if own is not None and own.label is not None and not place.article:
            return self._places.beside(own, step)
        if place.article and place.paragraph + step >= 1:
            beside = replace(place, paragraph=place.paragraph + step, item=(), sub="")
            if found := self._places.find(beside):
                return found
        item = item_above(node)
        return self._places.beside(item, step) if item else None

    def _several(self, written: str, node: Node) -> list[Node] | None:
        count, unit = numerals.number(written[1:-1]), written[-1]
        found: list[Node] = []
        for back in range(count, 0, -1):
            target = self._back(node, unit, back)
            if target is None:
                return None
            found.append(target)
        return found

    def _back(self, node: Node, unit: str, back: int) -> Node | None:
        if unit == "項":
            return self._paragraph_beside(node, -back)
        own = (
            self._places.article(self._places.place_of(node)) if unit == "条" else item_above(node)
        )
        return self._places.beside(own, -back) if own else None

    def _all_before(self, written: str, node: Node) -> list[Node] | None:
        if written.endswith("項"):
            own = paragraph_above(node)
            article = self._places.article(self._places.place_of(node))
            return [article, *self._places.before(own)] if own and article else None
        item = item_above(node)
        if item is not None:
            return self._places.before(item) or None
        return [n for n in node.children if n.label] or None

    # --- 上記6、7及び8; (1)から(3)まで; 別表 ------------------------------------------------------

    def _listed(self, citation: Citation, node: Node) -> list[Node] | None:
        written = citation.written.lstrip("上前下記の 　")
        found: list[Node] = []
        end = 0
        for match in citations.LIST_ITEM.finditer(written):
            target = self._as_written(match.group(), node)
            if target is None:
                return None
            if found and _THROUGH.fullmatch(written[end : match.start()]):
                found.extend(self._between(found[-1], target))
            found.append(target)
            end = match.end()
        return found or None

    def _as_written(self, written: str, node: Node) -> Node | None:
        """Return the node a bare `3`, `6(3)①` or `(2)` means, seen from a node."""
        wanted = _canonical(written)
        if wanted[0].isdigit():
            return self._places.by_id.get(wanted)
        for above in node.branch():
            if above.system not in CONTAINERS and (
                found := self._places.by_id.get(above.id + wanted)
            ):
                return found
        return self._places.by_id.get(wanted)

    def _named(self, citation: Citation) -> Node | None:
        """Return the chapter or annex a citation names; 別表 alone may be the first of several."""
        if citation.kind is Kind.CHAPTER:
            return self._places.by_id.get(_chapter(citation.written))
        found = self._places.by_id.get(_canonical(citation.written))
        first = self._places.by_id.get("別表第1") if citation.written == "別表" else None
        return found or first


def _one(node: Node | None) -> list[Node] | None:
    return None if node is None else [node]


def _article_of(place: Place) -> Place:
    return Place(place.article, holder=place.holder)


def _down(written: str, base: Place) -> Place:
    """Return `base` with the parts the words name; a part named clears those below it."""
    place = base
    for number, unit, branch in _PART.findall(written):
        numbers = (numerals.number(number), *(numerals.number(n) for n in _N.findall(branch)))
        if unit == "条":
            place = Place(numbers, holder=place.holder)
        elif unit == "項":
            place = replace(place, paragraph=numbers[0], item=(), sub="")
        elif unit == "号":
            place = replace(place, item=numbers, sub="")
    tail = _PART.sub("", written)
    sub = _SUB.search(tail)
    return replace(place, sub=sub.group()) if sub and place.item else place


def _canonical(written: str) -> str:
    text = "".join(c if "①" <= c <= "⑳" else numerals.narrow(c) for c in written)
    return re.sub(r"[－―]", "-", text)


def _chapter(written: str) -> str:
    return "".join(f"第{numerals.number(n)}{unit}" for n, unit, _ in _PART.findall(written))
