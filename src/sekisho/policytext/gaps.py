"""Reports numbers that are missing, doubled or out of order, and labels that were damaged."""

from collections.abc import Iterator
from itertools import groupby

from sekisho.policytext import numerals
from sekisho.policytext.labels import CONTAINERS, Label, System
from sekisho.policytext.model import Notice
from sekisho.policytext.node import Node

_UNCOUNTED = frozenset({None, System.SUPPLEMENT, System.ANNEX, System.DASH})


def notices(root: Node) -> tuple[Notice, ...]:
    """Return the warnings about the labels of a tree, in document order of their rows."""
    nodes = list(_walk(root))
    found = [notice for row in _rows(root, nodes) for notice in _check(row)]
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


def _rows(root: Node, nodes: list[Node]) -> Iterator[list[Node]]:
    """Yield rows of nodes that count together: articles through all chapters, others by parent."""
    body = [n for n in nodes if n.system is System.ARTICLE and _holder(n) is None]
    yield from _split_restarts(body)
    tops = [n for n in nodes if _is_top(n) and n.system is not System.ARTICLE]
    for system in dict.fromkeys(n.system for n in tops):
        yield from _split_restarts([n for n in tops if n.system is system])
    for parent in nodes:
        own = [n for n in parent.children if not _is_top(n) or _holder(n) is not None]
        for system in dict.fromkeys(n.system for n in own):
            if system not in _UNCOUNTED:
                yield [n for n in own if n.system is system]
    for system in CONTAINERS:
        row = [n for n in root.children if n.system is system]
        if row:
            yield row


def _is_top(node: Node) -> bool:
    parent = node.parent
    held = parent is None or parent.parent is None or parent.system in CONTAINERS or parent.section
    article = node.system is System.ARTICLE
    return (article or held) and node.system not in {*_UNCOUNTED, *CONTAINERS}


def _holder(node: Node) -> Node | None:
    """Return the 附則, annex or bundled standard a node's numbers belong to."""
    inside = {System.SUPPLEMENT, System.ANNEX}
    return next((n for n in node.branch() if n.system in inside or n.section), None)


def _split_restarts(nodes: list[Node]) -> Iterator[list[Node]]:
    """Yield runs of articles; a chapter whose articles count from 1 again begins a run."""
    counts = [0]
    for before, node in zip([None, *nodes], nodes, strict=False):
        other = before is not None and before.parent is not node.parent
        counts.append(counts[-1] + (other and _value(node) == 1))
    for _, run in groupby(zip(counts[1:], nodes, strict=True), key=lambda pair: pair[0]):
        yield [node for _, node in run]


def _check(row: list[Node]) -> Iterator[Notice]:
    values = _values(row)
    first = row[0]
    starts = 1 if first.system is System.ARABIC and _in_article(first) else 0
    last = starts if values[0] != 1 else 0
    for node, value in zip(row, values, strict=True):
        branch = len(node.label.numbers) > 1 if node.label else False
        if value > last + 1:
            yield _missing(node, last + 1, value - 1)
        elif value == last and not branch:
            yield _duplicate(node)
        elif value < last:
            yield _out_of_order(node)
        last = max(last, value, node.label.until if node.label else 0)


def _values(row: list[Node]) -> list[int]:
    kana = {System.KATA, System.KATA_PAREN, System.PAREN_KATA}
    if row[0].system in kana:
        letters = [n.label.mark.strip("().．") for n in row if n.label]
        if numerals.in_iroha(letters):
            return [numerals.IROHA.find(letter) + 1 for letter in letters]
    return [_value(node) for node in row]


def _value(node: Node) -> int:
    return node.label.value if node.label else 0


def _in_article(node: Node) -> bool:
    return node.parent is not None and node.parent.system is System.ARTICLE


def _missing(node: Node, first: int, last: int) -> Notice:
    names = (
        _as_label(node, first)
        if first == last
        else (f"{_as_label(node, first)}から{_as_label(node, last)}まで")
    )
    return Notice(
        "missing-number",
        f"{node.written}の前に{names}がありません。番号は詰めずに読みました。原本に欠けがないか確かめてください。",
        node.id,
    )


def _as_label(node: Node, value: int) -> str:
    """Return how the missing label would have been written, where its form is plain."""
    label: Label | None = node.label
    system = node.system
    if system is System.ARTICLE or system in CONTAINERS:
        return f"第{value}{system.value}"
    if label and system in {System.PAREN, System.HALF_PAREN, System.ARABIC, System.DOT, System.DAI}:
        return label.mark.replace(str(label.value), str(value), 1)
    if system is System.CIRCLED and value <= 20:  # noqa: PLR2004  # ①…⑳ follow each other in Unicode
        return chr(0x2460 + value - 1)
    if system in {System.KATA, System.KATA_PAREN, System.PAREN_KATA} and label and 0 < value <= 46:  # noqa: PLR2004  # 46 kana
        return label.mark.replace(label.mark.strip("().．"), numerals.GOJUON[value - 1], 1)
    return f"{value}番目"


def _duplicate(node: Node) -> Notice:
    return Notice(
        "duplicate-number",
        f"{node.written}が二つあります。番号の誤りでないか原本を確かめてください。",
        node.id,
    )


def _out_of_order(node: Node) -> Notice:
    return Notice(
        "number-out-of-order",
        f"{node.written}の順序が前後しています。番号の誤りでないか原本を確かめてください。",
        node.id,
    )


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
