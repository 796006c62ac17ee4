"""Reports numbers that are missing, doubled or out of order, and labels that were damaged.

Labels of sister systems (`1` and `1.`) count in one row. A row that begins again at 1 is counted
afresh, and chapters may count through the parts above them: neither makes a number missing.
"""

from collections.abc import Iterator

from sekisho.policytext import dashes, numbering, numerals
from sekisho.policytext.labels import CONTAINERS, KANA, System, family
from sekisho.policytext.model import Notice
from sekisho.policytext.node import Node

_Numbers = tuple[int, ...]  # of one label: 第5条の2 is (5, 2)
_UNCOUNTED = frozenset({None, System.SUPPLEMENT, System.ANNEX, System.DASH})
_FIRST_BRANCH = 2  # 第1条の2 is the first after 第1条


def notices(root: Node) -> tuple[Notice, ...]:
    """Return the warnings about the labels of a tree, in document order of their rows."""
    nodes = list(_walk(root))
    found = [notice for row in _rows(nodes) for notice in _check(row)]
    for parent in (root, *nodes):
        found.extend(dashes.check(parent))
    for node in nodes:
        if node.label and node.label.garbled:
            found.append(_garbled(node))
        if node.label is None and node.caption and not node.section:
            found.append(_unnumbered(node))
    return tuple(found)


def _walk(node: Node) -> Iterator[Node]:
    for child in node.children:
        yield child
        yield from _walk(child)


# --- which labels count together -----------------------------------------------------------------


def _rows(nodes: list[Node]) -> Iterator[list[Node]]:
    """Yield rows of nodes that count together: articles through all chapters, others by parent."""
    body = [n for n in nodes if n.system is System.ARTICLE and _holder(n) is None]
    yield from _split_restarts(body)
    yield from _families([n for n in nodes if _is_top(n) and n.system is not System.ARTICLE])
    for parent in nodes:
        own = [n for n in parent.children if not _is_top(n) or _holder(n) is not None]
        yield from _families([n for n in own if n.system not in {*_UNCOUNTED, *CONTAINERS}])
    for system in CONTAINERS:
        yield from _split_restarts([n for n in nodes if n.system is system], follow=True)


def _families(nodes: list[Node]) -> Iterator[list[Node]]:
    for kind in dict.fromkeys(family(n.system) for n in nodes):
        yield from _split_restarts([n for n in nodes if family(n.system) == kind])


def _is_top(node: Node) -> bool:
    parent = node.parent
    held = parent is None or parent.parent is None or parent.system in CONTAINERS or parent.section
    article = node.system is System.ARTICLE
    return (article or held) and node.system not in {*_UNCOUNTED, *CONTAINERS}


def _holder(node: Node) -> Node | None:
    """Return the 附則, annex or bundled standard a node's numbers belong to."""
    inside = {System.SUPPLEMENT, System.ANNEX}
    return next((n for n in node.branch() if n.system in inside or n.section), None)


def _split_restarts(nodes: list[Node], *, follow: bool = False) -> Iterator[list[Node]]:
    """Yield runs of nodes; below another parent a 1 begins a run.

    With `follow` any number does that does not follow the last one.
    """
    run: list[Node] = []
    for node in nodes:
        other = bool(run) and run[-1].parent is not node.parent
        if other and (_value(node) == 1 or (follow and _value(node) != _value(run[-1]) + 1)):
            yield run
            run = []
        run.append(node)
    if run:
        yield run


# --- what is wrong in a row ----------------------------------------------------------------------


def _check(row: list[Node]) -> Iterator[Notice]:
    values = _values(row)
    first = row[0]
    starts = 1 if first.system is System.ARABIC and _in_article(first) else 0
    last: _Numbers = (starts if values[0] != 1 else 0,)
    before = first
    for node, value in zip(row, values, strict=True):
        numbers = (value, *_branches(node))
        begins = node is not first and numbers == (1,) and last > (1,)
        if begins and before.system is node.system:
            yield numbering.out_of_order(node)
        elif not begins:
            yield from _step(node, last, numbers)
        last = numbers if begins else max(last, numbers, (_until(node),))
        before = node


def _step(node: Node, last: _Numbers, numbers: _Numbers) -> Iterator[Notice]:
    """Yield the warning about a number that does not follow the last one."""
    if numbers == last:
        yield numbering.duplicate(node)
    elif numbers < last:
        yield numbering.out_of_order(node)
    elif (gap := _between(last, numbers)) is not None:
        yield numbering.missing(node, *(numbering.name(node, end) for end in gap))


def _between(last: _Numbers, numbers: _Numbers) -> tuple[_Numbers, _Numbers] | None:
    """Return the first and the last of the labels missing between two, or None."""
    pairs = zip(last, numbers, strict=False)
    at = next((i for i, (a, b) in enumerate(pairs) if a != b), len(last))
    floor = last[at] if at < len(last) else _FIRST_BRANCH - 1
    first = (*numbers[:at], floor + 1)
    if numbers <= first:
        return None
    lowest = _FIRST_BRANCH if len(numbers) > at + 1 else floor + 1
    *above, own = numbers
    return first, (*above, own - 1) if own > lowest else tuple(above)


def _values(row: list[Node]) -> list[int]:
    if row[0].system in KANA:
        letters = [n.label.mark.strip("().．") for n in row if n.label]
        if numerals.in_iroha(letters):
            return [numerals.IROHA.find(letter) + 1 for letter in letters]
    return [_value(node) for node in row]


def _value(node: Node) -> int:
    return node.label.value if node.label else 0


def _branches(node: Node) -> tuple[int, ...]:
    return node.label.numbers[1:] if node.label else ()


def _until(node: Node) -> int:
    return node.label.until if node.label else 0


def _in_article(node: Node) -> bool:
    return node.parent is not None and node.parent.system is System.ARTICLE


# --- damaged labels ------------------------------------------------------------------------------


def _garbled(node: Node) -> Notice:
    mark = node.label.mark if node.label else ""
    return Notice(
        "garbled-circled-number",
        f"「{node.written}」は文字化けした「{mark}」として読みました。原本を確かめてください。",
        node.id,
    )


def _unnumbered(node: Node) -> Notice:
    return Notice(
        "unnumbered-heading",
        f"見出し「{node.caption}」に条の番号がありません。原本を確かめてください。",
        node.id,
    )
