"""Rules alike but for addresses and numbers, read once: the others differ in those values only.

The text of a rule is taken apart at the values of a few keys; what is left is its *skeleton*. What
the values of a skeleton's rules mean is learned from its first rule: see `alike`.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any, NamedTuple

from sekisho.separation.readers.nft.values import Json
from sekisho.separation.rules import Rule
from sekisho.separation.spans import Spans

# Keys whose values vary from rule to rule; of texts only what may be an address.
_VALUE = re.compile(
    r'("(?:right|addr|len|range|handle|packets|bytes)": )'
    r'("[0-9a-fA-F.:]+"|[0-9]+|\[[0-9]+, [0-9]+\])(?=[,}])'
)
_MOST = 1 << 12  # skeletons; a listing with more of them gains nothing here


class Varying(NamedTuple):
    """Where a value goes: the field of a match, and the places of what it is made of.

    One place holds a number, an address or a range; two hold an address and the length of its
    prefix, which the reader is given with a slash between them.
    """

    field: int
    reader: Callable[[str], Spans]
    place: int
    length: int | None = None


def put(
    fields: list[object] | dict[int, object], varying: Iterable[Varying], values: Sequence[str]
) -> None:
    """Put each value of a rule into its field. Raises what the readers raise."""
    for field, reader, place, length in varying:
        written = values[place]
        fields[field] = reader(written if length is None else f"{written}/{values[length]}")


class Shape(NamedTuple):
    """A rule without its values."""

    fields: list[object]
    rule: Rule
    varying: tuple[Varying, ...]


@dataclass(slots=True)
class Skeleton:
    """What rules of one text but for values have in common, as far as it is known.

    `shape`: None until the first was read, and False when the values do not say all of it.
    """

    pairs: dict[str, Json]  # of the first rule
    names: tuple[str, ...]
    shape: Shape | bool | None = None
    beside: list[Any] | None = None  # the rules (`Listed`) of its chain, while they are gathered


@dataclass(slots=True)
class Skeletons:
    """The skeletons of one listing."""

    known: dict[tuple[str, ...], Skeleton] = dataclass_field(default_factory=dict)

    def apart(self, text: str) -> tuple[tuple[str, ...], list[str]]:
        """Return the key of a rule's text, and its values as written."""
        parts = _VALUE.split(text)
        return (*parts[::3], *parts[1::3]), parts[2::3]

    def met(self, key: tuple[str, ...], pairs: Json) -> Skeleton | None:
        """Note the skeleton of a rule that was read whole."""
        if len(self.known) >= _MOST or not isinstance(pairs, tuple):
            return None
        names = tuple(each[1:-3] for each in key[len(key) // 2 + 1 :])  # as '"right": '
        found = self.known[key] = Skeleton(dict(pairs), names)
        return found
