"""Rules of a skeleton as the first of them was understood, each with its own values.

The first rule is read by `statements`. Where each of its values is one number or address that is
compared with a field nothing else in the rule asks about, the rules after it are that rule with
their own values in those fields. Anything else is read as if nobody had met its skeleton.
"""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

from sekisho.separation.readers.nft.alternatives import ANYTHING, Alternatives, narrowed
from sekisho.separation.readers.nft.conditions import Conditions, Field, one_span
from sekisho.separation.readers.nft.listing import kind
from sekisho.separation.readers.nft.skeletons import Shape, Skeleton, Varying, put
from sekisho.separation.readers.nft.values import Json, NotKnownError
from sekisho.separation.rules import Match, Origin, Rule
from sekisho.separation.spans import Spans, host, prefix

_SCALAR = re.compile(r'"[0-9a-fA-F.:]+"|[0-9]+|\[[0-9]+, [0-9]+\]')
_SILENT = frozenset({"handle", "packets", "bytes"})  # they change nothing of what passes
_KEYS = frozenset({"right", "addr", "len", "range"}) | _SILENT
_WHOLE = (["right"], ["addr", "len"], ["range"])  # what says one value
_AT = {name: at for at, name in enumerate(Match._fields)}


def alike(shape: Shape, values: Sequence[str], origin: Origin, text: str) -> Rule:
    """Return a rule of a shape with its own values. Raises what their readers raise."""
    fields = shape.fields.copy()
    put(fields, shape.varying, values)
    rule = shape.rule
    return Rule((Match._make(fields),), rule.action, origin, text, rule.target)


def learned(
    skeleton: Skeleton, values: Sequence[str], made: list[Rule], conditions: Conditions
) -> Shape | bool:
    """Return the shape of a skeleton's first rule; False when its values do not say all of it."""
    if len(made) != 1 or len(made[0].matches) != 1 or made[0].translation or made[0].stateless:
        return False
    (rule,), (match,) = made, made[0].matches
    found: dict[int, object] = {}
    try:
        rest, varying = _apart(skeleton, conditions)
        put(found, varying, values)
    except (NotKnownError, KeyError, TypeError, ValueError, AttributeError):
        return False
    free = len(found) == len(varying) and all(rest[at] is None for at in found)
    fields: list[object] = list(rest)
    for at, spans in found.items():
        fields[at] = spans
    if not free or match.unknown or Match._make(fields) != match:
        return False
    return Shape(list(rest), rule, tuple(varying))


def _apart(skeleton: Skeleton, conditions: Conditions) -> tuple[Match, list[Varying]]:
    """Return what a rule matches without its values, and where each of them goes."""
    place = iter(enumerate(skeleton.names))
    rest: Alternatives = ANYTHING
    varying: list[Varying] = []
    for key, value in skeleton.pairs.items():
        if key != "expr":
            _skip(value, key, place)
            continue
        for expression in value:
            found = _varying(expression, conditions, place)
            if found is not None:
                needs, each = found
                varying.append(each)
                rest = narrowed(rest, (needs,), 1)
            elif kind(expression)[0] == "match":
                rest = narrowed(rest, conditions.match(kind(expression)[1]), 1)
    if next(place, None) is not None or len(rest) != 1:
        raise NotKnownError("values")
    return rest[0], varying


_Places = Iterator[tuple[int, str]]


def _varying(
    expression: Json, conditions: Conditions, place: _Places
) -> tuple[Match, Varying] | None:
    """Return where the value of a condition goes; None for an expression without one."""
    names = list(_values(expression, ""))
    taken = [next(place) for _name in names]
    if [name for _at, name in taken] != names:
        raise NotKnownError("values")
    if all(name in _SILENT for name in names):
        return None
    what, condition = kind(expression)
    if what != "match" or names not in _WHOLE:
        raise NotKnownError("values")
    found = conditions.numbered(condition)
    places = (at for at, _name in taken)
    return found.needs, Varying(_AT[found.name], _reader(found), *places)


def _reader(found: Field) -> Callable[[str], Spans]:
    """Return what reads a field's value as it is written in JSON; see `one_span`."""
    if found.family:
        return partial(_address, found.family)
    return cache(lambda written: one_span(found, _number(written)))


def _address(family: int, written: str) -> Spans:
    if written[-1] == '"':  # one address; a prefix ends in its length
        return host(written[1:-1], family)
    version, spans = prefix(written.replace('"', ""))
    if version != family:
        raise NotKnownError(written)
    return spans


def _number(written: str) -> Json:
    """Return what a number or a range of them is, as pairs; a text is as it stands."""
    if written[0] == "[":
        low, _comma, high = written[1:-1].partition(", ")
        return (("range", [int(low), int(high)]),)
    return written[1:-1] if written[0] == '"' else int(written)


def _skip(value: Json, key: str, place: _Places) -> None:
    """Pass over a value outside the expressions; only silent ones may stand there."""
    for name in _values(value, key):
        if next(place)[1] != name or name not in _SILENT:
            raise NotKnownError(name)


def _values(value: Json, key: str) -> Iterator[str]:
    """Yield the keys of the values the text was taken apart at, in its order."""
    if key in _KEYS and _SCALAR.fullmatch(json.dumps(value)):
        yield key
    elif isinstance(value, tuple):
        for name, below in value:
            yield from _values(below, name)
    elif isinstance(value, list):
        for below in value:
            yield from _values(below, "")
