"""What is written down of sessions: opened, ended, hosts visited, texts and files. No content.

Each row is one JSON file, durable when written, for the web room to take in.
"""

import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from sekisho.quarantine.durable import write_whole

Kind = Literal["opened", "ended", "visit", "refused", "file", "text", "lent"]
ENDINGS = ("asked", "idle", "longest", "memory", "lapsed", "broken", "stopped")


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that happened. `at` is ISO 8601 with offset; texts are as the network gave them."""

    kind: Kind
    at: str
    host: str
    session: str
    person: str
    details: dict[str, object] = field(default_factory=dict)

    def as_bytes(self) -> bytes:
        """Return the row as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False).encode("utf-8", "replace")


class Journal(Protocol):
    """Where records are written. What `write` has returned from survives any crash."""

    def write(self, record: Record) -> None:
        """Write a row. Raises OSError when it cannot be written."""


@dataclass(frozen=True)
class LocalJournal:
    """A `Journal` in one folder; names sort by time."""

    folder: Path

    def write(self, record: Record) -> None:
        """Write a row, durable when this returns."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{record.at.replace(':', '')}-{secrets.token_hex(5)}.json"
        write_whole(self.folder / name, [record.as_bytes()])
