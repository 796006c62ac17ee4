"""The objects of nft's JSON, one after the other: no more than one of them is held at a time.

An object of JSON is read as a tuple of its pairs, so that an expression is a key: what has been
understood once is looked up when it stands in another rule. `plain` turns pairs into a `dict`.
"""

import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sekisho.separation.errors import ConfigError
from sekisho.separation.readers.nft.skeletons import Skeleton, Skeletons
from sekisho.separation.readers.nft.values import Json

_BEGIN = re.compile(r'\s*\{\s*"nftables"\s*:\s*\[\s*')
_BETWEEN = re.compile(r"\s*(?:,\s*|(?=\]))")
_END = re.compile(r"\]\s*\}\s*$")
_decode = json.JSONDecoder(object_pairs_hook=tuple).raw_decode


_RULE, _NEXT_RULE = '{"rule": ', ', {"rule": '


class Listed(NamedTuple):
    """An object of a listing: its kind, its pairs, where its text stands, the line it begins in.

    A rule's text may be one met before but for its `values`: then it has a `skeleton`, and no pairs
    unless it is the first of it.
    """

    kind: str
    pairs: Json
    source: str
    begins: int
    ends: int
    line: int
    skeleton: Skeleton | None = None
    values: Sequence[str] = ()

    @property
    def text(self) -> str:
        """The object as it is written."""
        return self.source[self.begins : self.ends]


def objects(name: str, text: str) -> Iterator[Listed]:
    """Yield every object of a listing. Raises `ConfigError`."""
    skeletons = Skeletons()
    try:
        counted, line = 0, 1
        at = _end(_BEGIN, text, 0)
        while text[at] == "{":
            line += text.count("\n", counted, at)
            counted = at
            found, end = _listed(text, at, line, skeletons)
            if found is not None:
                yield found
            # the first form is nft's own
            at = end + 2 if text.startswith(", {", end) else _end(_BETWEEN, text, end)
        _end(_END, text, at)
    except (ValueError, TypeError, IndexError, RecursionError) as error:
        raise ConfigError(
            f"{name}: nft の JSON として読めません。"
            "「nft -j list ruleset」の結果を渡してください。",
            "no-json",
        ) from error


def _listed(text: str, at: int, line: int, skeletons: Skeletons) -> tuple[Listed | None, int]:
    """Return the object that begins there, and where it ends.

    A rule reaches to the next one where nothing stands between them. In JSON the words looked for
    stand in no text: it would need another sign before its quotation marks.
    """
    guess = text.find(_NEXT_RULE, at) if text.startswith(_RULE, at) else -1
    if guess >= 0:
        key, values = skeletons.apart(text[at:guess])
        known = skeletons.known.get(key)
        if known is not None:
            return Listed("rule", (), text, at, guess, line, known, values), guess
    value, end = _decode(text, at)
    if not value:
        return None, end
    what, pairs = value[0]
    if end != guess or len(value) != 1:
        return Listed(what, pairs, text, at, end, line), end
    return Listed(what, pairs, text, at, end, line, skeletons.met(key, pairs), values), end


def whole(text: str) -> Json:
    """Return the pairs of one object's text."""
    return _decode(text)[0][0][1]


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
