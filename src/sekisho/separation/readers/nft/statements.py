"""One rule of nft's JSON as rules of ours."""

from collections.abc import Iterator
from dataclasses import dataclass

from sekisho.separation.packet import State
from sekisho.separation.readers.nft import values
from sekisho.separation.readers.nft.conditions import Alternatives, Conditions, narrowed, short
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
_UNSURE_DENY = "ip6 nexthdr"  # exact for permits: nothing behind extension headers is permitted


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rule stands."""

    chain_of: dict[str, str]  # chain name in its table → our chain name
    origin: Origin
    text: str
    nat: bool  # a chain of type nat sees only the first packets of tracked conversations
    most: int


def rules(expressions: list[Json], conditions: Conditions, place: Place) -> Iterator[Rule]:
    """Yield what one nft rule is, in order; nothing when it decides nothing."""
    found: Alternatives = (Match(state=State.NEW),) if place.nat else (Match(),)
    for expression in expressions:
        kind, value = _kind(expression)
        try:
            if kind == "match":
                found = narrowed(found, conditions.match(value), place.most)
            elif kind in _CONDITIONS_NOT_KNOWN:
                found = _doubted(found, short(expression))
            elif kind == "vmap":
                yield from _mapped(value, conditions, found, place)
            elif kind in _VERDICTS:
                yield _decided(found, kind, value, place)
                return
            elif kind in {"snat", "dnat", "masquerade"}:
                yield from _translated(kind, value, conditions, found, place)
                return
            elif not _is_quiet(kind, value):
                raise NotKnownError(kind)  # noqa: TRY301  # the same answer as for its parts
        except (NotKnownError, KeyError, TypeError, ValueError, AttributeError, IndexError):
            yield _rule(found, Action.UNKNOWN, place)
            return


def _kind(expression: Json) -> tuple[str, Json]:
    if isinstance(expression, dict) and len(expression) == 1:
        return next(iter(expression.items()))
    if isinstance(expression, str):
        return expression, None
    return "?", expression


def _is_quiet(kind: str, value: Json) -> bool:
    if kind == "mangle":
        return isinstance(value, dict) and not _MARKS.isdisjoint(value.get("key", {}))
    return kind in _QUIET


def _doubted(found: Alternatives, why: str) -> Alternatives:
    return tuple(match._replace(unknown=(*match.unknown, why)) for match in found)


def _rule(found: Alternatives, action: Action, place: Place, **more: object) -> Rule:
    matches = tuple(_settled(match, action) for match in found)
    return Rule(matches, action, place.origin, place.text, **more)  # type: ignore[arg-type]


def _settled(match: Match, action: Action) -> Match:
    if action is Action.PERMIT and match.unknown == (_UNSURE_DENY,):
        return match._replace(unknown=())
    return match


def _decided(found: Alternatives, kind: str, value: Json, place: Place) -> Rule:
    action = _VERDICTS[kind]
    if action in {Action.JUMP, Action.GOTO}:
        return _rule(found, action, place, target=place.chain_of[value["target"]])
    return _rule(found, action, place)


def _mapped(
    value: Json, conditions: Conditions, found: Alternatives, place: Place
) -> Iterator[Rule]:
    """Yield one rule per verdict of a verdict map: its keys do not overlap."""
    grouped: dict[tuple[str, str], list[Match]] = {}
    verdicts: dict[tuple[str, str], Json] = {}
    rest: list[tuple[tuple[str, str], Json]] = []
    for key, verdict in _verdict_pairs(value, conditions):
        kind, target = _kind(verdict)
        name = (kind, target["target"] if isinstance(target, dict) else "")
        verdicts[name] = target
        if key == "*":
            rest.append((name, target))
            continue
        grouped.setdefault(name, []).extend(conditions.keyed(value["key"], key))
    for (kind, _), matches in grouped.items():
        yield _decided(narrowed(found, matches, place.most), kind, verdicts[kind, _], place)
    for (kind, _), target in rest:
        yield _decided(found, kind, target, place)


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
        yield _rule(matches, Action.TRANSLATE, place, translation=_translation(kind, new, ports))


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
