"""What moved between two assessments of the same incident."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sekisho.breach.duties import Assessment


class Change(StrEnum):
    """What became of a duty."""

    APPEARED = "appeared"
    GONE = "gone"
    EARLIER = "earlier"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Move:
    """A duty that is due at another time than before, newly owed, or owed no more."""

    duty: str
    change: Change
    before: datetime | None
    after: datetime | None


def moves(before: Assessment, after: Assessment) -> tuple[Move, ...]:
    """Return every duty that is not due when it was, in the order of the rules' ids."""
    then = {each.id: each.due_at for each in before.duties}
    now = {each.id: each.due_at for each in after.duties}
    return tuple(
        _move(name, then.get(name), now.get(name))
        for name in sorted(then.keys() | now.keys())
        if then.get(name) != now.get(name)
    )


def _move(duty: str, before: datetime | None, after: datetime | None) -> Move:
    if before is None:
        return Move(duty, Change.APPEARED, None, after)
    if after is None:
        return Move(duty, Change.GONE, before, None)
    return Move(duty, Change.LATER if after > before else Change.EARLIER, before, after)
