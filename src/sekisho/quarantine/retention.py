"""When an original's time is over, and what remains written of it once it is destroyed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self

from sekisho.quarantine.store import Kept, Store


@dataclass(frozen=True, slots=True)
class Destroyed:
    """The evidence of one destruction: what it was, since when kept, when and why destroyed."""

    kept: Kept
    destroyed_at: datetime
    days: int  # the retention of its class

    def as_json(self) -> dict[str, object]:
        """Return the machine's form."""
        return {
            "number": self.kept.number,
            "kind": self.kept.kind,
            "kept_at": self.kept.kept_at.isoformat(),
            "sha256": self.kept.sha256,
            "size": self.kept.size,
            "destroyed_at": self.destroyed_at.isoformat(),
            "days": self.days,
        }

    @classmethod
    def from_json(cls, found: Mapping[str, Any]) -> Self:
        """Return what `as_json` wrote; raises KeyError, TypeError or ValueError."""
        kept_at = datetime.fromisoformat(found["kept_at"])
        kept = Kept(found["number"], found["kind"], kept_at, found["sha256"], found["size"])
        return cls(kept, datetime.fromisoformat(found["destroyed_at"]), found["days"])


def expired(
    store: Store, days: Mapping[str, int], *, at: datetime, keep: frozenset[str] = frozenset()
) -> Iterator[Destroyed]:
    """Give what is older than the days of its class, as it would be destroyed at that moment.

    `keep` are numbers somebody still has to decide about: they stay whatever their age. A class
    without days is never destroyed.
    """
    for kept in list(store.every()):
        limit = days.get(kept.kind)
        if limit is None or kept.number in keep:
            continue
        if kept.kept_at + timedelta(days=limit) <= at:
            yield Destroyed(kept, at, limit)
