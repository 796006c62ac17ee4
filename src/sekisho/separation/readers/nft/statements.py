"""One rule of nft's JSON as rules of ours."""

from collections.abc import Iterator
from typing import NamedTuple

from sekisho.separation.packet import State
from sekisho.separation.readers.nft import values
from sekisho.separation.readers.nft.alternatives import ANYTHING, Alternatives, narrowed
from sekisho.separation.readers.nft.conditions import Conditions, short
from sekisho.separation.readers.nft.listing import kind, plain
from sekisho.separation.readers.nft.values import Json, NotKnownError
from sekisho.separation.rules import Action, Match, Origin, Rule, Translation
from sekisho.separation.spans import BITS, Spans

_VERDICTS = {
    "accept": Action.PERMIT,
    "drop": Action.DENY,
    "reject": Action.DENY,
    "return": Action.RETURN,
    "continue": Action.CONTINUE,
    "jump": Action.JUMP,
    "goto": Action.GOTO,
    "redirect": Action.DENY,  # to the device itself: not forwarded
}
# Statements that change nothing about which packets pass. (Marks set here are matched as unknown.)
_QUIET = {"counter", "log", "notrack", "set", "map", "comment", "flow"}
_CONDITIONS_NOT_KNOWN = {"limit", "quota", "ct count", "connlimit", "xt", "socket", "osf"}
_MARKS = {"meta", "ct"}
_FIRST: Alternatives = (Match(state=State.NEW),)
_UNSURE_DENY = "ip6 nexthdr"  # exact for permits: nothing behind extension headers is permitted


class Place(NamedTuple):
    """Where a rule stands."""

    chain_of: dict[str, str]  # chain name in its table → our chain name
    origin: Origin
    text: str
    nat: bool  # a chain of type nat sees only the first packets of tracked conversations
    most: int


def rules(expressions: list[Json], conditions: Conditions, place: Place) -> Iterator[Rule]:
    """Yield what one nft rule is, in order; nothing when it decides nothing."""
    found = _FIRST if place.nat else ANYTHING
    for expression in expressions:
        what, value = kind(expression)
        try:
            if what == "match":
                found = narrowed(found, conditions.match(value), place.most)
                continue
            value = plain(value)
            if what in _CONDITIONS_NOT_KNOWN:
                found = _doubted(found, short(plain(expression)))
            elif what == "vmap":
                yield from _mapped(value, conditions, found, place)
            elif what in _VERDICTS:
                yield _decided(found, what, value, place)
                return
            elif what in {"snat", "dnat", "masquerade"}:
                yield from _translated(what, value, conditions, found, place)
                return
            elif not _is_quiet(what, value):
                raise NotKnownError(what)  # noqa: TRY301  # the same answer as for its parts
        except (NotKnownError, KeyError, TypeError, ValueError, AttributeError, IndexError):
            yield _rule(found, Action.UNKNOWN, place)
            return


def _is_quiet(what: str, value: Json) -> bool:
    if what == "mangle":
        return isinstance(value, dict) and not _MARKS.isdisjoint(value.get("key", {}))
    return what in _QUIET


def _doubted(found: Alternatives, why: str) -> Alternatives:
    return tuple(match._replace(unknown=(*match.unknown, why)) for match in found)


def _rule(found: Alternatives, action: Action, place: Place, target: str | None = None) -> Rule:
    matches = found
    if action is Action.PERMIT:
        matches = tuple(map(_settled, found))
    return Rule(matches, action, place.origin, place.text, target)


def _settled(match: Match) -> Match:
    return match._replace(unknown=()) if match.unknown == (_UNSURE_DENY,) else match


def _decided(found: Alternatives, what: str, value: Json, place: Place) -> Rule:
    action = _VERDICTS[what]
    if action in {Action.JUMP, Action.GOTO}:
        return _rule(found, action, place, place.chain_of[value["target"]])
    return _rule(found, action, place)


def _mapped(
    value: Json, conditions: Conditions, found: Alternatives, place: Place
) -> Iterator[Rule]:
    """Yield one rule per verdict of a verdict map: its keys do not overlap."""
    grouped: dict[tuple[str, str], list[Match]] = {}
    verdicts: dict[tuple[str, str], Json] = {}
    rest: list[tuple[tuple[str, str], Json]] = []
    for key, verdict in _verdict_pairs(value, conditions):
        ((what, target),) = verdict.items()
        name = (what, target["target"] if isinstance(target, dict) else "")
        verdicts[name] = target
        if key == "*":
            rest.append((name, target))
            continue
        grouped.setdefault(name, []).extend(conditions.keyed(value["key"], key))
    for name, matches in grouped.items():
        yield _decided(narrowed(found, tuple(matches), place.most), name[0], verdicts[name], place)
    for name, target in rest:
        yield _decided(found, name[0], target, place)


def _verdict_pairs(value: Json, conditions: Conditions) -> Iterator[tuple[Json, Json]]:
    return values.keyed(value["data"], conditions.sets)


def _translated(
    kind: str, value: Json, conditions: Conditions, found: Alternatives, place: Place
) -> Iterator[Rule]:
    value = value or {}
    address = value.get("addr")
    if isinstance(address, dict) and "map" in address:
        inner = address["map"]
        for key, to in values.keyed(inner["data"], conditions.sets):
            some = narrowed(found, conditions.keyed(inner["key"], key), place.most)
            yield from _to(kind, to, value.get("port"), some, place)
        return
    yield from _to(kind, address, value.get("port"), found, place)


def _to(kind: str, address: Json, port: Json, found: Alternatives, place: Place) -> Iterator[Rule]:
    for family in (4, 6):
        new = _new_address(kind, address, family)
        matches = narrowed(found, (Match(family),), place.most)
        if new == () or not matches:
            continue
        ports = values.spans([port], values.port) if port is not None else None
        made = _rule(matches, Action.TRANSLATE, place)
        yield made._replace(translation=_translation(kind, new, ports))


def _translation(kind: str, new: Spans | None, ports: Spans | None) -> Translation:
    if kind == "dnat":
        return Translation(destination=new, destination_port=ports)
    return Translation(source=new, source_port=ports)


def _new_address(kind: str, address: Json, family: int) -> Spans | None:
    """Return the new addresses of a family; () when there are none in it."""
    if kind == "masquerade":
        return ((0, (1 << BITS[family]) - 1),)
    if address is None:
        return None
    if isinstance(address, dict) and "concat" in address:
        raise NotKnownError("concat")
    text = str(address)
    if (":" in text.replace("': ", "").replace("':", "")) != (family == 6):
        return ()
    return values.addresses([address], family)
