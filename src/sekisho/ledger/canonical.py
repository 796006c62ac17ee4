"""One value, one sequence of bytes: canonical JSON after RFC 8785, for the values we keep.

Values are text, whole numbers, true, false, null, lists and objects with text keys. Keys are in
the order of their UTF-16 code units, no spaces, UTF-8. What RFC 8785 would have to round is
refused instead: floats, and whole numbers beyond ±(2^53 - 1), which other readers cannot hold.
Text is kept as it is: no normal form (NFC) is applied, for evidence shows what was there.
"""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from sekisho.ledger.errors import EntryError, UnwritableError
from sekisho.ledger.limits import DEFAULT_LIMITS, Limits

JsonValue: TypeAlias = "str | int | bool | Sequence[JsonValue] | Mapping[str, JsonValue] | None"

LARGEST_INTEGER = 2**53 - 1  # RFC 7493 §2.2

# Escapes exactly what RFC 8785 §3.2.2.2 escapes, in the same way.
_quote = json.JSONEncoder(ensure_ascii=False).encode


def canonical_bytes(value: JsonValue, *, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return the one form of a value; tuples are written as lists.

    Raises UnwritableError for what has no canonical form or is beyond the limits.
    """
    try:
        written = _write(value, limits.depth).encode()
    except UnicodeEncodeError:
        raise UnwritableError(
            "文字として成り立たない符号（対にならないサロゲート）があり、台帳に書けません。"
        ) from None
    if len(written) > limits.entry_bytes:
        raise UnwritableError(
            f"1件の記録は{limits.entry_bytes}バイトまでです。大きな内容は台帳の外に置き、"
            "そのハッシュ値を記録してください。"
        )
    return written


def parse_canonical(untrusted_data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> JsonValue:
    """Read bytes back; `canonical_bytes(parse_canonical(data)) == data` always holds.

    Raises EntryError for anything that is not the canonical form of a value.
    """
    if len(untrusted_data) > limits.entry_bytes:
        raise EntryError(f"記録が{limits.entry_bytes}バイトを超えています。")
    try:
        value: JsonValue = json.loads(untrusted_data.decode())
        same = canonical_bytes(value, limits=limits) == untrusted_data
    # RecursionError: brackets nested deeper than the reader's stack.
    except (ValueError, RecursionError, UnwritableError):
        raise EntryError("記録が正準形の JSON ではありません。") from None
    if not same:  # other spacing, key order, escapes, or a key given twice
        raise EntryError("記録が正準形で書かれていません。書き換えられたおそれがあります。")
    return value


def _write(value: JsonValue, depth: int) -> str:  # noqa: PLR0911  one return per kind of value
    if isinstance(value, str):
        return _quote(value)
    if value is True:
        return "true"
    if value is False:
        return "false"
    if value is None:
        return "null"
    if isinstance(value, int):
        return _write_integer(value)
    if depth <= 0:
        raise UnwritableError("入れ子が深すぎて台帳に書けません。")
    if isinstance(value, (dict, Mapping)):  # `dict` first: it answers faster
        return _write_object(value, depth - 1)
    if isinstance(value, (list, tuple)):
        return "[" + ",".join([_write(item, depth - 1) for item in value]) + "]"
    raise UnwritableError(f"台帳に書けない種類の値です: {type(value).__name__}")


def _write_integer(value: int) -> str:
    if not -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
        raise UnwritableError("台帳に書ける整数は ±(2^53-1) までです。文字列にしてください。")
    return int.__repr__(value)


def _write_object(value: Mapping[str, JsonValue], depth: int) -> str:
    for key in value:
        if not isinstance(key, str):
            raise UnwritableError("台帳に書く項目の名前は文字列でなければなりません。")
    # Both orders agree on ASCII, and sorting without a key function is faster.
    keys = sorted(value) if "".join(value).isascii() else sorted(value, key=_utf_16_order)
    return "{" + ",".join([f"{_quote(key)}:{_write(value[key], depth)}" for key in keys]) + "}"


def _utf_16_order(key: str) -> bytes:
    """Sort as RFC 8785 §3.2.3 does: by UTF-16 code units, not by code points."""
    return key.encode("utf-16-be")
