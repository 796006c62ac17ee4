"""Follows a place named by its marks alone (`3(2)①`, `3の(2)の①`, `2－1－1`, `第2(1)2)`)."""

import re
import unicodedata

from sekisho.policytext import citations, numerals
from sekisho.policytext.labels import CONTAINERS, System
from sekisho.policytext.node import Node
from sekisho.policytext.places import Place, Places

_HEAD = re.compile(r"[0-9]+(?:[-.][0-9]+)*(?![0-9)])")
_NTH = re.compile(
    r"第([^の（(①-⑳⑴-⒇]+?)((?:の[0-9一二三四五六七八九十百]+(?![0-9)]))*)(?=の|[（(①-⑳⑴-⒇]|$)"
)
_N = re.compile(r"[0-9]+|[一二三四五六七八九十百]+")
_DASHES = re.compile(r"[－―‐–−]")


def follow(
    places: Places, written: str, node: Node, before: Node | None, *, sure: bool
) -> Node | None:
    """Return the node meant, seen from a node and, in a list, from the place `before` it.

    Figures joined by dashes count only where the document numbers so, unless they are `sure`.
    """
    way = _narrow(written)
    head = _HEAD.match(way)
    if head is None:
        return _climb(places, _steps(way), node, before)
    joined = head.group().replace(".", "-")
    start = places.by_id.get(joined)
    if start is None or ("-" in joined and not sure and start.system is not System.DASH):
        return None
    if "-" not in joined and not sure and start.system not in _FIGURES:
        return None
    return places.below(start, _steps(way[head.end() :]))


def nth(places: Places, written: str) -> Node | None:
    """Return the node a `第3`, with the marks below it, means in a document numbered so."""
    match = _NTH.match(_narrow(written))
    if match is None:
        return None
    numbers = tuple(numerals.number(n) for n in _N.findall(f"{match[1]}{match[2]}"))
    start = places.find(Place(numbers))
    if start is None or start.system is not System.DAI:
        return None
    return places.below(start, _steps(_narrow(written)[match.end() :]))


def _climb(places: Places, steps: list[str], node: Node, before: Node | None) -> Node | None:
    """Return what the steps lead to from beside the place before, or from around the node."""
    beside = (above.parent for above in before.branch()) if before else ()
    for start in (*beside, *node.branch()):
        if start is None or start.system in CONTAINERS:
            continue
        if found := places.below(start, steps):
            return found
    return places.by_id.get("".join(steps))


def _narrow(written: str) -> str:
    """Return the words half-width, circled numbers kept."""
    text = "".join(c if "①" <= c <= "⑳" else unicodedata.normalize("NFKC", c) for c in written)
    return re.sub(r"\s", "", _DASHES.sub("-", text))


def _steps(way: str) -> list[str]:
    return citations.STEP.findall(way)


_FIGURES = frozenset({System.ARABIC, System.DOT, System.DAI})
