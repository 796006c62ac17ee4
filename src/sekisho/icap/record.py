"""What is known of one download: the row the web room takes in."""

import json
from dataclasses import asdict, dataclass
from typing import Self

STANDING = "standing"  # the folder beside the rows in which the service says how it stands


@dataclass(frozen=True, slots=True)
class Download:
    """A file that was asked for, and what became of it. Texts are as the network gave them."""

    number: str  # the receipt number (受付番号)
    at: str  # ISO 8601 with offset
    client: str  # the terminal's address, as the proxy says
    user: str  # who the proxy says sits there; "" where it does not know
    host: str
    address: str  # without what follows "?": queries hold names and keys
    name: str
    outcome: str
    report: dict[str, object]  # `Result.as_json`: hashes, reasons, removals

    def as_bytes(self) -> bytes:
        """Return the row as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode("utf-8", "replace")

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Return the row `as_bytes` wrote; raises ValueError or TypeError for anything else."""
        row = cls(**json.loads(data))
        words = (row.number, row.at, row.client, row.user, row.host, row.address, row.name)
        if not all(isinstance(each, str) for each in (*words, row.outcome)):
            raise TypeError("a column is no text")
        if not isinstance(row.report, dict):
            raise TypeError("the report is none")
        return row
