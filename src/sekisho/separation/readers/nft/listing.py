"""The objects of nft's JSON, one after the other: no more than one of them is held at a time.

An object of JSON is read as a tuple of its pairs, so that an expression is a key: what has been
understood once is looked up when it stands in another rule. `plain` turns pairs into a `dict`.
"""

import json
import re
from collections.abc import Iterator

from sekisho.separation.errors import ConfigError
from sekisho.separation.readers.nft.values import Json

_BEGIN = re.compile(r'\s*\{\s*"nftables"\s*:\s*\[\s*')
_BETWEEN = re.compile(r"\s*(?:,\s*|(?=\]))")
_END = re.compile(r"\]\s*\}\s*$")
_decode = json.JSONDecoder(object_pairs_hook=tuple).raw_decode


def objects(name: str, text: str) -> Iterator[tuple[str, Json, str, int]]:
    """Yield every object of a listing: its kind, its pairs, its text, the line it begins in.

    Raises `ConfigError`.
    """
    try:
        counted, line = 0, 1
        at = _end(_BEGIN, text, 0)
        while text[at] == "{":
            value, end = _decode(text, at)
            line += text.count("\n", counted, at)
            counted = at
            if value:
                yield *value[0], text[at:end], line
            # the first form is nft's own
            at = end + 2 if text.startswith(", {", end) else _end(_BETWEEN, text, end)
        _end(_END, text, at)
    except (ValueError, TypeError, IndexError, RecursionError) as error:
        raise ConfigError(
            f"{name}: nft の JSON として読めません。「nft -j list ruleset」の結果を渡してください。"
        ) from error


def _end(expected: re.Pattern[str], text: str, at: int) -> int:
    found = expected.match(text, at)
    if found is None:
        raise ValueError(at)
    return found.end()


def plain(value: Json) -> Json:
    """Return pairs, and all below them, as a `dict`."""
    if isinstance(value, tuple):
        return {key: plain(below) for key, below in value}
    if isinstance(value, list):
        return [plain(below) for below in value]
    return value


def kind(expression: Json) -> tuple[str, Json]:
    """Return what one expression of a rule is, and what it says (as pairs)."""
    if isinstance(expression, tuple) and len(expression) == 1:
        found: tuple[str, Json] = expression[0]
        return found
    if isinstance(expression, str):
        return expression, None
    return "?", expression
