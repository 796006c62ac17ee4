"""Entries of filters alike but for their addresses: what else they say is read once.

A filter has few kinds of entries and many addresses. Read with `any` at both sides an entry says
all the rest of it, and the addresses of the others are put into that (`with_sides`).
"""

from collections.abc import Iterable

from sekisho.separation.rules import Match
from sekisho.separation.spans import Spans

MOST = 1 << 12  # kinds; a file with more of them gains nothing by one more
_SOURCE = Match._fields.index("source")
_BEHIND = Match._fields.index("destination") + 1


def with_sides(
    matches: Iterable[Match], source: Spans | None, destination: Spans | None
) -> tuple[Match, ...]:
    """Return matches with other addresses: what `_replace` does, in a third of its time."""
    return tuple(
        [Match._make((*each[:_SOURCE], source, destination, *each[_BEHIND:])) for each in matches]
    )
