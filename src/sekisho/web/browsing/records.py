"""Reads what a session host wrote down, as columns; texts are cut to what those hold."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sekisho.web.browsing.models import Happening

_WORDS = {
    "ended": "ending",
    "visit": "to",
    "file": "number",
    "refused": "code",
    "text": "what",
    "lent": "number",
}
_WORD, _NAME, _REFUSED, _SESSION = 255, 100, 20, 64


class UnreadableRecordError(ValueError):
    """The file is no record of a session; it stays where it is."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that came out of a session: its original is in quarantine under `number`."""

    number: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its columns, the opaque id of whose session it was, the file it tells of."""

    columns: Mapping[str, Any]
    person: str
    kept: Kept | None
    path: Path | None = None


def read_record(path: Path) -> Record:
    """Read one file. Raises UnreadableRecordError; OSError when it is not there."""
    return replace(record_of(path.stem, path.read_bytes()), path=path)


def record_of(name: str, said: bytes) -> Record:
    """Return what a host wrote under a name. Raises UnreadableRecordError."""
    try:
        told = json.loads(said)
        details, kind = dict(told["details"]), Happening.Kind(told["kind"])
        columns = {
            "name": name[:_NAME],
            "kind": kind,
            "at": _aware(told["at"]),
            "host": str(told["host"])[:_NAME],
            "session": str(told["session"])[:_SESSION],
            "word": str(details.get(_WORDS.get(kind, ""), ""))[:_WORD],
            "refused": _refusal(details),
            "said": said,
        }
        crossed = kind == Happening.Kind.FILE and not columns["refused"]
        kept = _kept(details) if crossed else None
        return Record(columns, str(told["person"]), kept)
    except (ValueError, KeyError, TypeError) as error:
        raise UnreadableRecordError(name) from error


def _refusal(details: Mapping[str, Any]) -> str:
    """Return why a host was not reached; of an ended session whether anything was left."""
    return "left" if details.get("left") else str(details.get("refused", ""))[:_REFUSED]


def _aware(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(text)
    return moment


def _kept(details: Mapping[str, Any]) -> Kept:
    return Kept(
        str(details["number"]),
        str(details["name"])[:_WORD],
        int(details["bytes"]),
        str(details["sha256"]),
    )


def address_in(said: bytes) -> str:
    """Return the terminal's address in what a host wrote, empty where there is none."""
    return str(json.loads(said)["details"].get("address", ""))


def digest_of(said: bytes) -> str:
    """Return the digest of what a host wrote."""
    return hashlib.sha256(said).hexdigest()


def rows_digest(rows: Iterable[tuple[str, str]]) -> str:
    """Return the digest of rows, each by its name and the digest of what the host wrote."""
    lines = [f"{name} {digest}" for name, digest in sorted(rows)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
