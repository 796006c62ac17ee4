"""One field against one value, as a boolean that is never null.

Text is compared without regard to case unless the rule says `cased`; letters are folded one by
one. Wildcards become `contains` and its like where they can, else an anchored regular expression,
never LIKE: `_` and `%` are letters. What an event does not say matches nothing but `null` and
`exists: false`.
"""

import re
from typing import Any

import ibis.expr.types as ir
from ibis import coalesce
from sigma.types import (
    CompareOperators,
    SigmaBool,
    SigmaCasedString,
    SigmaCIDRExpression,
    SigmaCompareExpression,
    SigmaExists,
    SigmaExpansion,
    SigmaFieldReference,
    SigmaNull,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaRegularExpressionFlag,
    SigmaString,
    SpecialChars,
)

from sekisho.detection.joining import either
from sekisho.detection.rules.errors import UnsupportedError
from sekisho.detection.rules.naming import KEY_OF, haystack, said

_MANY = SpecialChars.WILDCARD_MULTI
_FLAGS = {
    SigmaRegularExpressionFlag.IGNORECASE: "i",
    SigmaRegularExpressionFlag.MULTILINE: "m",
    SigmaRegularExpressionFlag.DOTALL: "s",
}
_MAPPED = 0xFFFF << 32


def sure(found: ir.BooleanValue) -> ir.BooleanValue:
    """Return a boolean whose unknown is no."""
    return coalesce(found, False)


def keyword(events: ir.Table, value: Any) -> ir.BooleanValue:
    """Return where an event says something anywhere."""
    if isinstance(value, SigmaExpansion):
        return either([keyword(events, each) for each in value.values])
    if isinstance(value, SigmaNumber):
        value = SigmaString(str(value.number))
    if isinstance(value, SigmaString):
        return sure(_text(haystack(events), SigmaString("*") + value + SigmaString("*")))
    if isinstance(value, SigmaRegularExpression):
        return sure(haystack(events).re_search(pattern_of(value)))
    raise UnsupportedError(f"keyword {type(value).__name__}")


def match(events: ir.Table, field: str, value: Any) -> ir.BooleanValue:
    """Return where a field of the events has a value."""
    if isinstance(value, SigmaExpansion):
        return either([match(events, field, each) for each in value.values])
    if isinstance(value, SigmaCIDRExpression):
        return sure(_network(events, field, value))
    text = said(events, field)
    if isinstance(value, SigmaFieldReference):
        return sure(_like_field(text, said(events, value.field), value))
    return sure(_single(text, value))


def _single(text: ir.StringValue, value: Any) -> ir.BooleanValue:  # noqa: PLR0911  # a kind of value a line
    if isinstance(value, SigmaString):
        return _text(text, value)
    if isinstance(value, SigmaNumber):
        return text == str(value.number)
    if isinstance(value, SigmaBool):
        return text.lower() == str(value.boolean).lower()
    if isinstance(value, SigmaNull):
        return text.isnull()
    if isinstance(value, SigmaExists):
        return text.notnull() if value.exists else text.isnull()
    if isinstance(value, SigmaRegularExpression):
        return text.re_search(pattern_of(value))
    if isinstance(value, SigmaCompareExpression):
        return _compared(text, value)
    raise UnsupportedError(type(value).__name__)


def _like_field(
    text: ir.StringValue, other: ir.StringValue, value: SigmaFieldReference
) -> ir.BooleanValue:
    one, two = text.lower(), other.lower()
    if value.starts_with:
        return one.startswith(two)
    return one.endswith(two) if value.ends_with else one == two


def _compared(text: ir.StringValue, value: SigmaCompareExpression) -> ir.BooleanValue:
    if not isinstance(value.number, SigmaNumber):
        raise UnsupportedError("compare")
    number, limit = text.try_cast("float64"), float(value.number.number)
    found: dict[CompareOperators, ir.BooleanValue] = {
        CompareOperators.LT: number < limit,
        CompareOperators.LTE: number <= limit,
        CompareOperators.GT: number > limit,
        CompareOperators.GTE: number >= limit,
    }
    if value.op not in found:
        raise UnsupportedError(f"compare {value.op.name}")
    return found[value.op]


def _network(events: ir.Table, field: str, value: SigmaCIDRExpression) -> ir.BooleanValue:
    key = KEY_OF.get(field)
    if key is None:
        raise UnsupportedError(f"{field}|cidr")
    mapped = _MAPPED if value.network.version == 4 else 0
    first, last = (f"{int(end) | mapped:032x}" for end in (value.network[0], value.network[-1]))
    return events[key].between(first, last)


def _text(text: ir.StringValue, value: SigmaString) -> ir.BooleanValue:
    """Return where text has the form of a string with wildcards."""
    cased = isinstance(value, SigmaCasedString)
    parts = [part if cased or not isinstance(part, str) else folded(part) for part in value.s]
    kept = text if cased else text.lower()
    words = [part for part in parts if isinstance(part, str)]
    shape = "".join("t" if isinstance(p, str) else "*" if p is _MANY else "?" for p in parts)
    if shape in {"", "t"}:
        return kept == "".join(words)
    if set(shape) == {"*"}:
        return kept.notnull()
    simple = {"*t*": kept.contains, "t*": kept.startswith, "*t": kept.endswith}.get(shape)
    return simple(words[0]) if simple else kept.re_search(_anchored(parts))


def _anchored(parts: list[Any]) -> str:
    written = (re.escape(p) if isinstance(p, str) else ".*" if p is _MANY else "." for p in parts)
    return rf"(?s)\A{''.join(written)}\z"


def folded(text: str) -> str:
    """Return text in lower case letter by letter, as the engine's `lower` does."""
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def pattern_of(value: SigmaRegularExpression) -> str:
    """Return a regular expression for RE2; pySigma has refused what RE2 does not know."""
    written = value.regexp.to_plain()
    flags = "".join(sorted(_FLAGS[flag] for flag in value.flags))
    return f"(?{flags}){written}" if flags else written
