"""What a place for originals can do, be it a folder or an object store."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of an original without opening it."""

    number: str  # the receipt number (受付番号) people quote
    kind: str  # a retention class of catalogue/data/quarantine.yaml
    kept_at: datetime
    sha256: str  # of the original
    size: int


class Store(Protocol):
    """A place for originals. What `put` has returned from survives any crash."""

    def put(self, number: str, data: bytes, *, kind: str, at: datetime) -> Kept:
        """Keep an original; again under the same number with the same bytes changes nothing."""

    def get(self, number: str) -> bytes:
        """Return an original; raises NotKeptError or AlteredError."""

    def about(self, number: str) -> Kept:
        """Return what is known of an original; raises NotKeptError."""

    def attested(self, number: str) -> Kept:
        """Return the same, authenticated; raises NotKeptError, AlteredError or KeyringError."""

    def numbers(self) -> Iterator[str]:
        """Give the numbers of all that is kept, in order."""

    def every(self) -> Iterator[Kept]:
        """Give all that is kept, by number."""

    def destroy(self, number: str) -> None:
        """Make an original unreadable for ever; nothing there is fine."""
