"""What proxies were asked for: known to a room beside this one, handed in by site."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A host asked for on some days: how often, how often refused, by how many, when last.

    `users` counts names; where the proxy asks nobody's name it is 0. `terminals` counts addresses.
    """

    host: str
    events: int
    refused: int
    users: int
    terminals: int
    last_at: datetime


Reader = Callable[[date, date], Iterable[Asked]]  # first and last day asked about

_readers: list[Reader] = []


def install(*readers: Reader) -> None:
    """Take what reads the proxies' records; called once at start-up."""
    _readers[:] = readers


def asked(first: date, last: date) -> tuple[Asked, ...]:
    """Return every host asked for on the days, both included."""
    return tuple(each for reader in _readers for each in reader(first, last))
