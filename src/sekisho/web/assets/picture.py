"""Draws how an asset hangs together with others: one column of boxes, lines at the left.

One column is readable on a phone. What uses the asset stands above it, what it uses below, each
step further away one step further in. Only what the reader may know of is handed in.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

WIDTH = 360
ROW, BOX, STEP, LEFT = 48, 38, 22, 6
MOST = 40  # boxes; a list beside the picture names the rest
DEEPEST = 4
_LETTERS = 11.5  # width of a full-width letter at the picture's size


@dataclass(frozen=True, slots=True)
class Node:
    """An asset as the picture and the list beside it show it."""

    pk: int
    number: str
    name: str
    sort: str


@dataclass(frozen=True, slots=True)
class Edge:
    """That the upper asset stands in a relation to the lower; `word` says which."""

    upper: int
    lower: int
    word: str


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the picture; `line` leads to the box it hangs on, as a path."""

    node: Node
    x: int
    y: int
    width: int
    title: str
    word: str
    line: str
    itself: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """The boxes from top to bottom, and how many more there would be."""

    boxes: tuple[Box, ...]
    left_out: int

    @property
    def height(self) -> int:
        """The height of the drawing."""
        return len(self.boxes) * ROW + LEFT


@dataclass(frozen=True, slots=True)
class _Place:
    node: int
    depth: int
    parent: int | None  # index of the place it hangs on
    word: str


def draw(itself: int, nodes: Mapping[int, Node], edges: Sequence[Edge]) -> Picture:
    """Return the picture of one asset; every node stands once, where it is met first."""
    seen = {itself}
    below = _walk(itself, {e: [] for e in nodes} | _by(edges, lower=False), seen)
    above = _walk(itself, {e: [] for e in nodes} | _by(edges, lower=True), seen)
    shown_above, shown_below = above[: MOST // 2], below[: MOST - min(len(above), MOST // 2)]
    places = _column(itself, shown_above, shown_below)
    left_out = len(above) + len(below) - len(shown_above) - len(shown_below)
    return Picture(tuple(_boxes(places, nodes, itself)), left_out)


def _by(edges: Iterable[Edge], *, lower: bool) -> dict[int, list[tuple[int, str]]]:
    """Return the next ones of each node, downwards or (from the lower end) upwards."""
    found: dict[int, list[tuple[int, str]]] = {}
    for edge in edges:
        start, end = (edge.lower, edge.upper) if lower else (edge.upper, edge.lower)
        found.setdefault(start, []).append((end, edge.word))
    return found


def _walk(
    itself: int, following: Mapping[int, list[tuple[int, str]]], seen: set[int]
) -> list[_Place]:
    """Return the places met from the asset, each before what hangs on it; parents by index + 1."""
    found: list[_Place] = []

    def visit(node: int, depth: int, parent: int) -> None:
        if depth > DEEPEST:
            return
        for end, word in following.get(node, ()):
            if end in seen:
                continue
            seen.add(end)
            found.append(_Place(end, depth, parent, word))
            visit(end, depth + 1, len(found))

    visit(itself, 1, 0)
    return found


def _column(itself: int, above: Sequence[_Place], below: Sequence[_Place]) -> list[_Place]:
    """Return all places from top to bottom: above in reverse order, the asset, below."""
    middle = len(above)
    turned = [
        _Place(each.node, each.depth, middle - (each.parent or 0), each.word)
        for each in reversed(above)
    ]
    under = [
        _Place(each.node, each.depth, middle + (each.parent or 0), each.word) for each in below
    ]
    return [*turned, _Place(itself, 0, None, ""), *under]


def _boxes(places: Sequence[_Place], nodes: Mapping[int, Node], itself: int) -> Iterable[Box]:
    for row, place in enumerate(places):
        x, y = LEFT + place.depth * STEP, LEFT + row * ROW
        node = nodes[place.node]
        width = WIDTH - LEFT - x
        yield Box(
            node=node,
            x=x,
            y=y,
            width=width,
            title=_fitting(node.name, width - 16),
            word=place.word,
            line="" if place.parent is None else _line(places[place.parent], place.parent, x, y),
            itself=place.node == itself,
        )


def _line(parent: _Place, row: int, x: int, y: int) -> str:
    """Return the elbow from the parent's box to the middle of this box's left side."""
    start_x = LEFT + parent.depth * STEP + STEP // 2
    box = LEFT + row * ROW
    start_y = box + BOX if box < y else box
    return f"M{start_x} {start_y}V{y + BOX // 2}H{x}"


def _fitting(text: str, width: int) -> str:
    """Return the text, cut where it would leave its box."""
    room, kept = width / _LETTERS, ""
    for letter in text:
        room -= 0.6 if letter.isascii() else 1
        if room < 1:
            return f"{kept}…"
        kept += letter
    return kept
