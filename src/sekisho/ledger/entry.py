"""One entry of the ledger and the bytes that are sealed for it.

The bytes are the canonical JSON of {"index", "kind", "record", "time"}. The entry carries its
own index, so that a row standing in another row's place names itself; and the four names are
chosen so that RFC 8785's order puts the index first: a reader learns it from the first bytes
(`claimed_index`) without parsing the rest.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sekisho.ledger.canonical import LARGEST_INTEGER, JsonValue, canonical_bytes, parse_canonical
from sekisho.ledger.errors import EntryError, UnwritableError
from sekisho.ledger.limits import DEFAULT_LIMITS, Limits

KIND = re.compile(r"[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*", re.ASCII)
KIND_LENGTH = 64
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", re.ASCII)
_CLAIM = re.compile(rb'\{"index":(0|[1-9][0-9]{0,15}),"kind":"')


@dataclass(frozen=True, slots=True)
class Entry:
    """What is sealed: the place in the ledger, what sort of thing, when, and the thing itself.

    `index` counts from 0. `kind` is lower-case words joined by `.` or `-`, at most 64 long.
    `at` is an aware time, kept in UTC to the microsecond. `body` names persons by opaque id only.
    """

    index: int
    kind: str
    at: datetime
    body: JsonValue


def entry_bytes(entry: Entry, *, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return the bytes to be sealed. Raises UnwritableError when the entry has no such form."""
    if isinstance(entry.index, bool) or not 0 <= entry.index <= LARGEST_INTEGER:
        raise UnwritableError("台帳の番号は0以上の整数でなければなりません。")
    if not _is_kind(entry.kind):
        raise UnwritableError("記録の種類は英小文字と数字を . か - でつないで64字までです。")
    return canonical_bytes(
        {
            "index": entry.index,
            "kind": entry.kind,
            "record": entry.body,
            "time": _write_time(entry.at),
        },
        limits=limits,
    )


def parse_entry(untrusted_data: bytes, *, limits: Limits = DEFAULT_LIMITS) -> Entry:
    """Read an entry back; `entry_bytes(parse_entry(data)) == data` always holds.

    Raises EntryError for anything else than the bytes of an entry.
    """
    match parse_canonical(untrusted_data, limits=limits):
        case {"index": int(index), "kind": str(kind), "record": body, "time": str(time), **rest}:
            if rest or isinstance(index, bool) or index < 0 or not _is_kind(kind):
                raise EntryError("記録の番号か種類が正しくないか、余分な項目があります。")
            return Entry(index, kind, _read_time(time), body)
    raise EntryError("記録に番号・種類・内容・日時がそろっていません。")


def claimed_index(untrusted_data: bytes) -> int | None:
    """Return the index the bytes claim for themselves; None: they do not begin as an entry."""
    match = _CLAIM.match(untrusted_data)
    return int(match[1]) if match else None


def _is_kind(kind: str) -> bool:
    return len(kind) <= KIND_LENGTH and KIND.fullmatch(kind) is not None


def _write_time(at: datetime) -> str:
    if at.utcoffset() is None:
        raise UnwritableError("記録の日時には時間帯（タイムゾーン）が必要です。")
    try:
        utc = at.astimezone(UTC)
    except OverflowError:
        raise UnwritableError("記録の日時が暦の範囲を外れています。") from None
    return utc.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _read_time(text: str) -> datetime:
    if not _TIME.fullmatch(text):
        raise EntryError("記録の日時の書き方が正しくありません。")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise EntryError("記録の日時が暦にありません。") from None
