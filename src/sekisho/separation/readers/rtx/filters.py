"""One `ip filter` line as matches, and one `ip filter dynamic` line as the replies it lets in."""

from functools import lru_cache
from typing import NamedTuple

from sekisho.separation.packet import ICMP, ICMPV6, LAST, WITH_PORTS, State
from sekisho.separation.readers.alike import MOST, with_sides
from sekisho.separation.readers.rtx.terms import (
    Kind,
    UnknownTermError,
    addresses,
    kinds,
    numbers,
)
from sekisho.separation.rules import Action, Match
from sekisho.separation.spans import Spans

ACTIONS = {
    f"{word}{log}": action
    for word, action in (
        ("pass", Action.PERMIT),
        ("restrict", Action.PERMIT),  # only while the line is up: otherwise nothing can pass
        ("reject", Action.DENY),
    )
    for log in ("", "-log", "-nolog")
}
REPLIES = State.ESTABLISHED | State.RELATED
_TERMS = 3  # protocol, source ports, destination ports: behind the addresses


class Filter(NamedTuple):
    """What a filter line says; `unknown` are the terms that could not be read."""

    action: Action
    matches: tuple[Match, ...]
    stateless: bool
    unknown: tuple[str, ...]


def filter_of(words: tuple[str, ...], family: int) -> Filter | None:
    """Return a filter from the words behind its number; None when it is none this reader knows."""
    made = _without_addresses(words[:1] + words[3:], family) if len(words) > 1 else None
    if made is None:
        return None
    unknown: list[str] = []
    source = _side(words[1], family, unknown)
    destination = _side(words[2], family, unknown) if len(words) > 2 else None
    matches = with_sides(made.matches, source, destination)
    if unknown := [*unknown, *made.unknown]:
        matches = tuple(each._replace(unknown=tuple(unknown)) for each in matches)
    return Filter(made.action, matches, made.stateless, tuple(unknown))


@lru_cache(maxsize=MOST)  # filters differ in their addresses most of all
def _without_addresses(words: tuple[str, ...], family: int) -> Filter | None:
    """Return a filter of every address: its action, protocol and ports; None when none is known."""
    action = ACTIONS.get(words[0])
    terms = words[1:]
    if action is None or len(terms) > _TERMS:
        return None
    unknown: list[str] = []
    protocol, *ports = (*terms, *("*",) * (_TERMS - len(terms)))
    found = _kinds(protocol, family, unknown)
    if found == (Kind(),) and ports != ["*", "*"]:
        unknown.append(" ".join(ports))  # ports of no protocol: the maker does not say
    matches = tuple(_with(Match(family=family), kind, ports, unknown) for kind in found)
    stateless = any(kind.state is not None for kind in found)
    return Filter(action, matches, stateless, tuple(unknown))


def replies_of(words: tuple[str, ...], family: int) -> tuple[Match, ...]:
    """Return what a dynamic filter lets come back, from the words behind its number.

    Which ports depends on the application; the addresses alone bound it. Both directions of a
    conversation pass once its first packet has passed the fixed filters.
    """
    wanted: list[str] = []
    source, destination = (_side(term, family, wanted) for term in (*words, "*", "*")[:2])
    there = Match(
        family=family,
        state=REPLIES,
        source=source,
        destination=destination,
        unknown=("動的フィルターの通信",),
    )
    return there, there._replace(source=destination, destination=source)


def _side(term: str, family: int, unknown: list[str]) -> Spans | None:
    try:
        return addresses(term, family)
    except UnknownTermError:
        unknown.append(term)
        return None


def _kinds(term: str, family: int, unknown: list[str]) -> tuple[Kind, ...]:
    try:
        return kinds(term, family)
    except UnknownTermError:
        unknown.append(term)
        return (Kind(),)


def _with(match: Match, kind: Kind, ports: list[str], unknown: list[str]) -> Match:
    """Add a protocol and what its two port terms mean for it: ports, or ICMP type and code."""
    match = match._replace(
        protocol=kind.protocol,
        icmp_type=kind.icmp_type,
        tcp_flags=kind.tcp_flags,
        state=kind.state,
    )
    number = kind.protocol[0][0] if kind.protocol else None
    if number in WITH_PORTS:
        source, destination = (_numbers(term, LAST["port"], unknown) for term in ports)
        return match._replace(source_port=source, destination_port=destination)
    if number in {ICMP, ICMPV6}:
        kind_of, code = (_numbers(term, LAST["icmp"], unknown) for term in ports)
        if kind_of is None or kind.icmp_type is None:
            return match._replace(icmp_type=kind.icmp_type or kind_of, icmp_code=code)
        unknown.append(ports[0])  # a group of types and a type: the maker does not say
    return match


def _numbers(term: str, last: int, unknown: list[str]) -> Spans | None:
    try:
        return numbers(term, last)
    except UnknownTermError:
        unknown.append(term)
        return None
