"""Words what is wrong with the numbers of labels; says nothing of where to look for it."""

import re

from sekisho.policytext import numerals
from sekisho.policytext.labels import CONTAINERS, KANA, Label, System
from sekisho.policytext.model import Notice
from sekisho.policytext.node import Node

_COUNTED = frozenset({System.PAREN, System.HALF_PAREN, System.ARABIC, System.DOT})
_LAST_CIRCLED = 20  # ①…⑳ follow each other in Unicode
_FIGURES = re.compile(r"[0-9]+")


def missing(node: Node, first: str, last: str) -> Notice:
    """Return the warning that the labels from `first` to `last` do not stand before a node."""
    names = first if first == last else f"{first}から{last}まで"
    return Notice(
        "missing-number",
        f"{node.written}の前に{names}がありません。番号は詰めずに読みました。原本に欠けがないか確かめてください。",
        node.id,
    )


def duplicate(node: Node) -> Notice:
    """Return the warning that a number stands twice in its row."""
    return Notice(
        "duplicate-number",
        f"{node.written}が二つあります。番号の誤りでないか原本を確かめてください。",
        node.id,
    )


def out_of_order(node: Node) -> Notice:
    """Return the warning that a number is smaller than the one before it."""
    return Notice(
        "number-out-of-order",
        f"{node.written}の順序が前後しています。番号の誤りでないか原本を確かめてください。",
        node.id,
    )


def name(node: Node, numbers: tuple[int, ...]) -> str:
    """Return how a label beside `node` would have been written, where its form is plain."""
    value, *branches = numbers
    system = node.system
    label: Label | None = node.label
    if system is System.ARTICLE or system in CONTAINERS:
        return f"第{value}{system.value}" + "".join(f"の{n}" for n in branches)
    if system is System.DAI:
        return f"第{value}"
    if label and system in _COUNTED:
        return label.mark.replace(str(label.value), str(value), 1)
    if system is System.CIRCLED and value <= _LAST_CIRCLED:
        return chr(0x2460 + value - 1)
    if system in KANA and label and 0 < value <= len(numerals.GOJUON):
        return label.mark.replace(label.mark.strip("().．"), numerals.GOJUON[value - 1], 1)
    return f"{value}番目"


def step(node: Node, at: int, value: int) -> str:
    """Return a dashed label down to its number `at`, with `value` there: `2-1` beside `2-3-1`."""
    mark = node.label.mark if node.label else ""
    figures = list(_FIGURES.finditer(mark))
    return mark[: figures[at].start()] + str(value) if at < len(figures) else f"{value}番目"
