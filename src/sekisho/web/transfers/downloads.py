"""Reads what the ICAP service wrote down of a download, as the columns of a crossing.

What is in a record was written by our own program, but names and addresses in it came from outside:
they are cut to what the columns hold.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sekisho.icap import Download
from sekisho.web.transfers.models import Crossing
from sekisho.web.transfers.records import (
    ADDRESS,
    UnreadableRecordError,
    digest_of,
    report_of,
)

# Reasons a person of the desk has to look at: what nobody could make safe, and what was found.
DESK = frozenset({"crashed", "malware", "not-verified"})
_URL = 1000
_CROSSED = frozenset({Crossing.Outcome.DELIVERED, Crossing.Outcome.TEXT_ONLY})


@dataclass(frozen=True, slots=True)
class DownloadRecord:
    """A download as the service finished it."""

    download: Download
    sha256: str
    path: Path

    @property
    def number(self) -> str:
        """The receipt number."""
        return self.download.number

    @property
    def crosses(self) -> bool:
        """Whether the reader was given something."""
        return self.download.outcome in _CROSSED


def read_download(path: Path) -> DownloadRecord:
    """Read one file. Raises UnreadableRecordError; OSError when it is not there."""
    data = path.read_bytes()
    try:
        row = Download.from_bytes(data)
        aware = datetime.fromisoformat(row.at).tzinfo is not None
    except (ValueError, TypeError) as error:
        raise UnreadableRecordError(path.name) from error
    if row.number != path.stem or row.outcome not in Crossing.Outcome.values or not aware:
        raise UnreadableRecordError(path.name)
    return DownloadRecord(row, hashlib.sha256(data).hexdigest(), path)


def columns_of(row: Download) -> dict[str, Any]:
    """Return the columns a record says by itself; the host stands for the sender.

    The whole address is kept with the report: it says what was read, like a subject.
    """
    report = report_of(row.report) | {"address": row.address[:_URL]}
    return {
        "number": row.number,
        "way": Crossing.Way.WEB,
        "direction": Crossing.Direction.IN,
        "at": datetime.fromisoformat(row.at),
        "sender": row.host[:ADDRESS],
        "subject": row.name[:500],
        "outcome": row.outcome,
        "sha256_in": digest_of(row.report.get("sha256_in")),
        "sha256_out": digest_of(row.report.get("sha256_out")),
        "report": report,
        "state": _state(row, report),
    }


def _state(row: Download, report: dict[str, Any]) -> str:
    stays = row.outcome not in _CROSSED
    looked_at = stays and not DESK.isdisjoint(report["reasons"])
    return Crossing.State.HELD if looked_at else Crossing.State.DONE


def receiver_of(row: Download) -> str:
    """Return for whom it was, as the proxy told: the user at the terminal, or the terminal."""
    return (f"{row.user}@{row.client}" if row.user else row.client)[:ADDRESS]
