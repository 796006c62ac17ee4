"""Reads what the mail gateway wrote down of a message, as the columns of a crossing.

A record is a file of the gateway's spool. What is in it was written by our own program, but names
and places in it came from outside: they are cut to what the columns hold.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sekisho.mailgate import Fate, Row, Stage
from sekisho.web.transfers.models import Crossing

ADDRESS, NAME, PLACE = 400, 255, 300
_COUNTS = 40
MOST = 500  # removals, attachments or answers kept of one message


class UnreadableRecordError(ValueError):
    """The file is no record of a message; it stays where it is."""


@dataclass(frozen=True, slots=True)
class Record:
    """A message as the gateway finished it."""

    row: Row
    sha256: str
    path: Path

    @property
    def number(self) -> str:
        """The receipt number."""
        return self.row.number

    @property
    def state(self) -> str:
        """Where the crossing stands."""
        held = self.row.stage is Stage.HELD
        return Crossing.State.HELD if held else Crossing.State.DONE


def read_record(path: Path) -> Record:
    """Read one file. Raises UnreadableRecordError; OSError when it is not there."""
    return record_of(path.read_bytes(), path)


def record_of(data: bytes, path: Path) -> Record:
    """Return the record of a file's bytes. Raises UnreadableRecordError."""
    try:
        row = Row.from_bytes(data)
        datetime.fromisoformat(row.envelope.received_at)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableRecordError(path.name) from error
    if row.number != path.stem or row.outcome not in Crossing.Outcome.values:
        raise UnreadableRecordError(path.name)
    return Record(row, hashlib.sha256(data).hexdigest(), path)


def direction_of(row: Row, domains: Sequence[str]) -> str:
    """Return which way a mail went: out, when one of ours wrote to nobody of ours.

    `domains` are the body's own; ("*",): the gateway takes mail for everybody and cannot tell.
    """
    own = {each.lower() for each in domains}
    inside = any(_domain(each) in own for each in row.envelope.recipients)
    from_inside = _domain(row.envelope.sender) in own
    return Crossing.Direction.OUT if from_inside and not inside else Crossing.Direction.IN


def columns_of(row: Row) -> dict[str, Any]:
    """Return the columns a record says by itself."""
    report = row.report
    return {
        "number": row.number,
        "way": Crossing.Way.MAIL,
        "at": datetime.fromisoformat(row.envelope.received_at),
        "sender": row.envelope.sender[:ADDRESS],
        "subject": row.subject[:500],
        "outcome": row.outcome,
        "sha256_in": digest_of(report.get("sha256_in")),
        "sha256_out": digest_of(report.get("sha256_out")),
        "report": report_of(report, flags=row.flags, answers=row.answers),
    }


def report_of(
    report: Mapping[str, Any], *, flags: Iterable[str] = (), answers: Iterable[str] = ()
) -> dict[str, Any]:
    """Return what is kept of an engine's report: reasons, removals, changes, what was inside."""
    return {
        "reasons": [str(each.get("code", ""))[:60] for each in _list(report, "reasons")],
        "removals": [
            [str(each.get(name, ""))[:PLACE] for name in ("vector", "location", "action")]
            for each in _list(report, "removals")
        ],
        "changes": [str(each)[:PLACE] for each in _list(report, "changes")],
        "children": [_child(each) for each in _list(report, "children")],
        "grade": str(report.get("grade") or "")[:1],
        "fidelity": _counts(report.get("fidelity")),
        "flags": [str(each)[:PLACE] for each in flags][:MOST],
        "answers": [str(each)[:PLACE] for each in answers][:MOST],
    }


def _counts(found: object) -> dict[str, int]:
    """Return how much of what stayed: whole numbers by the engine's own words."""
    items = list(found.items())[:_COUNTS] if isinstance(found, dict) else []
    return {str(name)[:40]: int(each) for name, each in items if isinstance(each, int)}


def fate_of(fate: Fate) -> str:
    """Return a fate as the rows call it."""
    return str(fate)


def _child(report: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "name": str(report.get("input", ""))[:NAME],
        "outcome": str(report.get("outcome", ""))[:20],
        "sha256_in": digest_of(report.get("sha256_in")),
        "sha256_out": digest_of(report.get("sha256_out")),
        "reasons": [str(each.get("code", ""))[:60] for each in _list(report, "reasons")],
        "children": [_child(each) for each in _list(report, "children")],
    }


def _list(report: Mapping[str, Any], name: str) -> list[Any]:
    found = report.get(name)
    return found[:MOST] if isinstance(found, list) else []


def digest_of(value: object) -> str:
    """Return a fingerprint as it is, anything else as none."""
    return value if isinstance(value, str) and len(value) == 64 else ""  # noqa: PLR2004  # SHA-256


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower()
