"""Checks the rows of dashed and dotted numbers (`2-1`, `2.1.3`), which show the whole way down."""

from collections.abc import Iterator
from itertools import groupby

from sekisho.policytext import numbering
from sekisho.policytext.labels import System
from sekisho.policytext.model import Notice
from sekisho.policytext.node import Node

_NAMED = frozenset({System.DASH, System.ARABIC, System.DOT, System.DAI, System.CHAPTER})


def check(parent: Node) -> Iterator[Notice]:
    """Yield what is wrong with the dashed numbers directly below a node.

    Below `2` they begin at 2-1. Where no number stands above them, the first says where the
    document begins (a standard may well begin at 2-1), and only what is left out after it counts.
    """
    above = parent.label.numbers if parent.label and parent.system in _NAMED else ()
    for dashed, row in groupby(_numbered(parent), key=lambda n: n.system is System.DASH):
        if not dashed:
            continue
        for inside, run in groupby(row, key=lambda n: bool(above) and _below(n, above)):
            yield from _level(list(run), len(above) if inside else 0, begun=inside)


def _numbered(parent: Node) -> Iterator[Node]:
    return (node for node in parent.children if node.system in _NAMED)


def _below(node: Node, above: tuple[int, ...]) -> bool:
    numbers = _numbers(node)
    return len(numbers) > len(above) and numbers[: len(above)] == above


def _numbers(node: Node) -> tuple[int, ...]:
    return node.label.numbers if node.label else ()


def _level(row: list[Node], at: int, *, begun: bool) -> Iterator[Notice]:
    """Yield what is wrong with the numbers at place `at` of a row, then with those below."""
    headed = any(len(_numbers(node)) == at + 1 for node in row)
    last = 0 if begun else None
    for number, run in groupby(row, key=lambda n: _numbers(n)[at]):
        nodes = list(run)
        own = [node for node in nodes if len(_numbers(node)) == at + 1]
        if last is not None:
            lost = headed and not own
            yield from _step(nodes[0], at, last, number + lost)
        for again in own[1:]:
            yield numbering.duplicate(again)
        last = number if last is None or number == 1 else max(last, number)
        below = [node for node in nodes if len(_numbers(node)) > at + 1]
        if below:
            yield from _level(below, at + 1, begun=True)


def _step(node: Node, at: int, last: int, number: int) -> Iterator[Notice]:
    """Yield the warning about a number that does not follow the last one."""
    if number > last + 1:
        names = (numbering.step(node, at, value) for value in (last + 1, number - 1))
        yield numbering.missing(node, *names)
    elif number < last:
        yield numbering.out_of_order(node)
