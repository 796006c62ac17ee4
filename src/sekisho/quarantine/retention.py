"""When an original's time is over, and what remains written of it once it is destroyed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

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


def destroy_expired(
    store: Store,
    days: Mapping[str, int],
    *,
    at: datetime,
    record: Callable[[Destroyed], None],
    keep: frozenset[str] = frozenset(),
) -> int:
    """Destroy what is older than the days of its class; return how many.

    `record` makes the evidence of one durable before it is destroyed: after a crash in between, the
    next run records it again and destroys it. `keep` are numbers somebody still has to decide
    about: they stay whatever their age. A class without days is never destroyed.
    """
    count = 0
    for kept in list(store.every()):
        limit = days.get(kept.kind)
        if limit is None or kept.number in keep:
            continue
        if kept.kept_at + timedelta(days=limit) <= at:
            record(Destroyed(kept, at, limit))
            store.destroy(kept.number)
            count += 1
    return count
