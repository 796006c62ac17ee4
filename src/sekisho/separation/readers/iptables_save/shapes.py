"""Rules alike but for addresses and ports, read once: what differs is put into what is known.

A saved table has few shapes of rules and many addresses. A rule whose options each have one value
is known by its names and by the values that are neither an address nor a port; the first of a
shape is read by `options`, and the others differ from it in the fields of those values only. What
this module is not sure of it leaves to `options`: a value with a list or a range of its own, one
of another family, a rule with something unknown, an option said twice.
"""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import NamedTuple

from sekisho.separation.readers.iptables_save.options import Options, port_pair, read
from sekisho.separation.rules import Match
from sekisho.separation.spans import BITS, Spans, host, prefix

_ADDRESSES = {"-s": "source", "-d": "destination"}
_PORTS = {"--sport": "source_port", "--dport": "destination_port"}
_AT = {name: at for at, name in enumerate(Match._fields)}
_MOST = 1 << 12  # shapes; a file with more of them gains nothing here
_Values = Sequence[str]


class _Names(NamedTuple):
    """The names of a rule's options, and which of the values differ: place, field, its reader."""

    fixed: Callable[[_Values], object]
    varying: tuple[tuple[int, int, Callable[[str], Spans]], ...]


class Shape(NamedTuple):
    """A rule without its addresses and ports: the fields of its match, and the rest of it."""

    fields: list[object]
    options: Options


class Shapes:
    """The shapes of one family met so far."""

    def __init__(self, family: int) -> None:
        self._family = family
        self._one = f"/{BITS[family]}"  # behind a single address
        self._names: dict[tuple[str, ...], _Names | None] = {}
        self._known: dict[tuple[tuple[str, ...], object], Shape | None] = {}
        self._spans: dict[str, Spans] = {}
        self._ports: dict[str, Spans] = {}

    def read(self, words: list[str]) -> tuple[Match, Options]:
        """Return a rule's match and its options from the words behind `-A CHAIN`."""
        names, values = tuple(words[::2]), words[1::2]
        how = self._names[names] if names in self._names else self._met(names)
        if how is None or len(names) != len(values):
            return _plainly(words, self._family)
        key = (names, how.fixed(values))
        shape = self._known[key] if key in self._known else self._learned(key, how, words, values)
        if shape is None:
            return _plainly(words, self._family)
        fields = shape.fields.copy()
        try:
            for place, field, spans in how.varying:
                fields[field] = spans(values[place])
        except ValueError:
            return _plainly(words, self._family)
        return Match._make(fields), shape.options

    def _met(self, names: tuple[str, ...]) -> _Names | None:
        """Note the names of a shape; None when they do not say what each value is of."""
        found = None
        if len(set(names)) == len(names) and all(map(_is_name, names)):
            varying = tuple(
                (at, _AT[field], spans)
                for known, spans in ((_ADDRESSES, self._address), (_PORTS, self._port))
                for at, name in enumerate(names)
                if (field := known.get(name))
            )
            places = {at for at, *_ in varying}
            fixed = [at for at in range(len(names)) if at not in places]
            found = _Names(itemgetter(*fixed) if fixed else lambda _values: None, varying)
        if len(self._names) < _MOST:
            self._names[names] = found
        return found

    def _learned(
        self, key: tuple[tuple[str, ...], object], how: _Names, words: list[str], values: _Values
    ) -> Shape | None:
        """Read the first rule of a shape; None when a value is not in its field as put there."""
        try:
            put = {field: spans(values[at]) for at, field, spans in how.varying}
        except ValueError:  # this rule's own; the next may still teach the shape
            return None
        match, options = _plainly(words, self._family)
        sure = not match.unknown and all(match[field] == put[field] for field in put)
        shape = Shape(list(match), options) if sure else None
        if len(self._known) < _MOST:
            self._known[key] = shape
        return shape

    def _address(self, text: str) -> Spans:
        if text.endswith(self._one):  # as most are
            return host(text.removesuffix(self._one), self._family)
        found = self._spans.get(text)
        if found is None:
            family, found = prefix(text)
            if family != self._family:
                raise ValueError(text)
            self._spans[text] = found
        return found

    def _port(self, text: str) -> Spans:
        found = self._ports.get(text)
        if found is None:
            found = self._ports[text] = (port_pair(text),)
        return found


def _plainly(words: list[str], family: int) -> tuple[Match, Options]:
    options = read(words, family)
    return options.match(), options


def _is_name(word: str) -> bool:
    return word.startswith("-") and not word[1:2].isdecimal() and len(word) > 1
