"""Entries of extended lists read once for all that are alike but for their addresses.

What an entry says beside its addresses is read by `extended` with `any` at both sides. An entry in
any other form than the usual one, or with an address that cannot be read, is read word by word.
"""

import re

from sekisho.separation.readers.alike import MOST, with_sides
from sekisho.separation.readers.cisco.ios_entries import (
    Entry,
    Groups,
    extended,
    host,
    masked,
    prefixed,
)
from sekisho.separation.readers.cisco.terms import NotKnownError, Words
from sekisho.separation.spans import Spans

_NAMED = r"any|host \S+|object-group \S+"
_DOTTED = r"\d+\.\d+\.\d+\.\d+"
_SIDES = {4: rf"{_NAMED}|{_DOTTED} {_DOTTED}", 6: rf"{_NAMED}|[0-9A-Fa-f:]+/\d+"}
# Of ports behind a source one is taken here; a list of them is none of the usual forms.
_USUAL = {
    family: re.compile(
        r"((?:permit|deny) (?!object-group )\S+)"
        rf" ({sides})( (?:eq|neq|gt|lt) \S+| range \S+ \S+)? ({sides})((?: .+)?)",
        re.ASCII,
    )
    for family, sides in _SIDES.items()
}


class Alike:
    """The kinds of entries of one configuration."""

    def __init__(self, groups: Groups) -> None:
        self._groups = groups
        self._known: dict[tuple[int, str, str | None, str], Entry | None] = {}

    def extended(self, text: str, family: int) -> Entry:
        """Return an entry of an extended or an IPv6 list. Raises NotKnownError."""
        usual = _USUAL[family].fullmatch(text)
        made = self._put_together(family, *usual.groups()) if usual else None
        return made or extended(Words(tuple(text.split())), family, self._groups)

    def _put_together(
        self, family: int, head: str, source: str, sports: str | None, destination: str, rest: str
    ) -> Entry | None:
        """Return an entry by its kind; None where it has to be read whole."""
        key = (family, head, sports, rest)
        kind = self._known[key] if key in self._known else self._learned(*key)
        if kind is None:
            return None
        try:
            here, there = self._side(source, family), self._side(destination, family)
        except NotKnownError:
            return None
        return Entry(
            kind.action, with_sides(kind.matches, here, there), kind.stateless, kind.unknown
        )

    def _learned(self, family: int, head: str, sports: str | None, rest: str) -> Entry | None:
        """Read what entries of a kind have in common; None where that cannot be read."""
        words = f"{head} any{sports or ''} any{rest}".split()
        try:
            found = extended(Words(tuple(words)), family, self._groups)
        except NotKnownError:
            found = None
        if len(self._known) < MOST:
            self._known[family, head, sports, rest] = found
        return found

    def _side(self, text: str, family: int) -> Spans | None:
        """Return the addresses of a side; see `ios_entries.side`."""
        if text == "any":
            return None
        first, _blank, second = text.partition(" ")
        if first == "host":
            return host(second, family)
        if first == "object-group":
            return self._groups.network(second)
        return masked(first, second) if family == 4 else prefixed(first, family)
