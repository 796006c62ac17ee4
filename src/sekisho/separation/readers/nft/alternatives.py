"""Unions of matches, each narrowed by what a further condition of the rule asks."""

from itertools import product

from sekisho.separation.packet import State
from sekisho.separation.readers.nft.values import NotKnownError
from sekisho.separation.rules import Match, Names
from sekisho.separation.spans import Spans, intersection

Alternatives = tuple[Match, ...]
ANYTHING: Alternatives = (Match(),)


def narrowed(left: Alternatives, right: Alternatives, most: int) -> Alternatives:
    """Return the alternatives that are in one of `left` and one of `right`."""
    if left == ANYTHING:
        return right
    if len(left) == 1 and len(right) == 1:
        both = conjunction(left[0], right[0])
        return () if both is None else (both,)
    found = []
    for a, b in product(left, right):
        both = conjunction(a, b)
        if both is not None:
            found.append(both)
        if len(found) > most:
            raise NotKnownError("alternatives")
    return tuple(found)


def conjunction(a: Match, b: Match) -> Match | None:
    """Return what both match, or None when nothing is."""
    fields = list(a)
    for at, asked in enumerate(b):
        if asked is not None and asked != fields[at]:
            if fields[at] is not None:  # of both: `unknown` always is
                return _narrower(a, b)
            fields[at] = asked
    return Match._make(fields)


def _narrower(a: Match, b: Match) -> Match | None:
    """Return what both match where they ask about the same field."""
    if a.family and b.family and a.family != b.family:
        return None
    parts: dict[str, object] = {"family": a.family or b.family}
    for name in _SPANS:
        both = _both(getattr(a, name), getattr(b, name))
        if both == ():
            return None
        parts[name] = both
    parts["state"] = _state(a.state, b.state)
    parts["iif"], more = _names(a.iif, b.iif)
    parts["oif"], other = _names(a.oif, b.oif)
    if a.fragment is not None and b.fragment is not None and a.fragment != b.fragment:
        return None
    parts["fragment"] = a.fragment if a.fragment is not None else b.fragment
    parts["unknown"] = (*a.unknown, *b.unknown, *more, *other)
    return Match(**parts)  # type: ignore[arg-type]  # the fields of Match, by name


_SPANS = (
    "protocol",
    "source",
    "destination",
    "source_port",
    "destination_port",
    "icmp_type",
    "icmp_code",
    "tcp_flags",
)


def _both(a: Spans | None, b: Spans | None) -> Spans | None:
    if a is None or b is None:
        return b if a is None else a
    return intersection(a, b)


def _state(a: State | None, b: State | None) -> State | None:
    if a is None or b is None:
        return b if a is None else a
    return a & b


def _names(a: Names | None, b: Names | None) -> tuple[Names | None, tuple[str, ...]]:
    """Return both sets of names as one; where that is no set, the wider one and a remark."""
    if a is None or b is None or a == b:
        return (b if a is None else a), ()
    if not a.negated and not any(name.endswith("*") for name in a.names):
        return Names(frozenset(name for name in a.names if b.holds(name))), ()
    if not b.negated and not any(name.endswith("*") for name in b.names):
        return Names(frozenset(name for name in b.names if a.holds(name))), ()
    if a.negated and b.negated:
        return Names(a.names | b.names, negated=True), ()
    return a, (f"interface {sorted(b.names)}",)
