"""The objects of the new document: names, streams, and dictionaries that stand by themselves.

Texts are `bytes`, numbers `int` and `float`, arrays `list`, dictionaries `dict` with `str` keys;
`Node` marks what is written as an object of its own and may be referred to from several places.
"""

from dataclasses import dataclass, field


class Name(str):
    """A PDF name, its bytes as Latin-1 characters, without the slash."""

    __slots__ = ()


@dataclass(slots=True, eq=False)
class Node:
    """An object of its own: a dictionary, with its data when it is a stream."""

    entries: dict[str, "Value"] = field(default_factory=dict)
    data: bytes | None = None  # encoded as the entry Filter says


Value = None | bool | int | float | bytes | Name | list["Value"] | dict[str, "Value"] | Node
