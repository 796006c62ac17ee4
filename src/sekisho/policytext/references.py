"""Resolves what clauses say of each other to canonical ids; what leads nowhere is reported."""

import re
from dataclasses import replace

from sekisho.policytext import citations, numerals, ways
from sekisho.policytext.citations import Citation, Kind
from sekisho.policytext.labels import System
from sekisho.policytext.model import Clause, Notice
from sekisho.policytext.node import Node
from sekisho.policytext.places import Place, Places, is_item, item_above, paragraph_above
from sekisho.policytext.tally import Deadline

_WIDEST_RANGE = 200  # places between から and まで
_N = re.compile(r"[0-9０-９]{1,4}|[一二三四五六七八九十百]{1,6}")
_PART = re.compile(
    r"第([^条項号章節]+)([条項号章節])((?:の(?:[0-9０-９]{1,4}|[一二三四五六七八九十]{1,3}))*)"
)
_LETTER = re.compile(r"\([ア-ン]\)|[ア-ン]")
_THROUGH = re.compile(r"\s?(?:から|～|~)\s?")


class Resolver:
    """Reads the citations of every clause; `notices` are those that lead nowhere."""

    def __init__(self, root: Node, deadline: Deadline) -> None:
        self._deadline = deadline
        self._places = Places(root)
        self._root = root
        self.notices: list[Notice] = []

    def resolve(self, clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
        """Return the same clauses, each with the ids it speaks of."""
        return tuple(self._clause(clause, self._root) for clause in clauses)

    def _clause(self, clause: Clause, above: Node) -> Clause:
        self._deadline.check()
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
            self._deadline.check()
            nodes = self._nodes(citation, node, before)
            if nodes is None:
                if citation.sure:
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
            case Kind.ABOVE | Kind.PLAIN | Kind.WAY:
                return self._listed(citation, node)
            case Kind.NTH:
                return self._nth(citation, before)
            case Kind.LETTER:
                return self._lettered(citation, before if citation.linked else None, node)
            case Kind.SEVERAL | Kind.ALL_BEFORE | Kind.NEAR:
                return self._beside(citation, node, before)
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
        return None if target is None else self._up_to(target, before, through=citation.through)

    def _base(self, citation: Citation, node: Node, before: Node | None) -> Place | None:
        """Return the place a citation counts from."""
        own = self._places.place_of(node)
        if citation.kind is Kind.ARTICLE:
            return Place(holder=own.holder if node.system and "条" in own.holder else "")
        if citation.kind is Kind.DOWN:
            start = before if citation.linked and before is not None else node
            return replace(self._places.place_of(start), sub=())
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

    def _beside(self, citation: Citation, node: Node, before: Node | None) -> list[Node] | None:
        if citation.kind is Kind.SEVERAL:
            return self._several(citation.written, node)
        if citation.kind is Kind.ALL_BEFORE:
            return self._all_before(citation.written, node)
        return self._near(citation.written, node, before)

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
            beside = replace(place, paragraph=place.paragraph + step, item=(), sub=())
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
        for match in citations.WAY.finditer(written):
            before = found[-1] if found else None
            target = ways.follow(self._places, match.group(), node, before, sure=citation.sure)
            if target is None:
                return None
            if before and _THROUGH.fullmatch(written[end : match.start()]):
                found.extend(self._between(before, target))
            found.append(target)
            end = match.end()
        return found or None

    # --- 第3, 第2(1)2); イ after 第2号ア及び ------------------------------------------------------

    def _nth(self, citation: Citation, before: Node | None) -> list[Node] | None:
        if citation.linked and before is not None and before.system is System.ANNEX:
            return _one(self._places.by_id.get(f"別表{citation.written}"))
        if "号" in citation.written or "項" in citation.written:
            at = citation.written.index("第", 1)
            first = ways.nth(self._places, citation.written[:at])
            place = self._places.place_of(first) if first else None
            target = self._places.find(_down(citation.written[at:], place)) if place else None
        else:
            target = ways.nth(self._places, citation.written)
        return None if target is None else self._up_to(target, before, through=citation.through)

    def _lettered(self, citation: Citation, before: Node | None, node: Node) -> list[Node] | None:
        """Return the entries letters name, beside the place before or around the node."""
        found: list[Node] = []
        end, through = 0, citation.through
        for match in citations.LETTER_WAY.finditer(citation.written):
            through = through or bool(_THROUGH.fullmatch(citation.written[end : match.start()]))
            target = self._letter(_letters(match.group()), before, node)
            if target is None:
                return None
            found += self._up_to(target, before, through=through)
            before, end, through = target, match.end(), False
        return found

    def _letter(self, steps: tuple[str, ...], before: Node | None, node: Node) -> Node | None:
        for above in (before or node).branch():
            if before is None and (below := self._places.below(above, steps)):
                return below
            beside = self._places.below(above.parent, steps) if above.parent else None
            if beside and is_item(above):
                return beside
        return None

    def _up_to(self, target: Node, before: Node | None, *, through: bool) -> list[Node]:
        """Return a target, and where `から … まで` leads to it, everything between."""
        between = self._between(before, target) if through and before else []
        return [*between, target]

    def _named(self, citation: Citation) -> Node | None:
        """Return the chapter or annex a citation names; 別表 alone may be the first of several."""
        if citation.kind is Kind.CHAPTER:
            return self._places.by_id.get(_chapter(citation.written))
        found = self._places.by_id.get(numerals.narrow(citation.written))
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
            place = replace(place, paragraph=numbers[0], item=(), sub=())
        elif unit == "号":
            place = replace(place, item=numbers, sub=())
    sub = _letters(_PART.sub("", written))
    return replace(place, sub=sub) if sub and place.item else place


def _letters(written: str) -> tuple[str, ...]:
    """Return the steps of イ(ア): `イ`, `(ア)`."""
    return tuple(_LETTER.findall(numerals.narrow(written)))


def _chapter(written: str) -> str:
    return "".join(f"第{numerals.number(n)}{unit}" for n, unit, _ in _PART.findall(written))
