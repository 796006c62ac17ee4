"""Permits in force that lift a terminal's take-out block, told by a source handed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Lift:
    """What one permit in force allows on one terminal.

    `write`: files may be written to USB storage; otherwise only read. `devices`: the media it is
    limited to, as the permit's scope names them (see `takeout.devices`); empty: any. `until` is the
    last day (Asia/Tokyo); the source leaves out what has lapsed.
    """

    terminal: int
    write: bool
    devices: tuple[str, ...]
    until: date
    reference: str  # of the permit, as its own page calls it


class LiftSource(Protocol):
    """Whoever keeps the permits."""

    def lifts(self, at: datetime) -> Iterable[Lift]:
        """Return the lifts in force at that moment, in a flat number of queries."""
        ...


class NoLifts:
    """Before any source is handed in, nothing is lifted."""

    def lifts(self, at: datetime) -> Iterable[Lift]:
        """Return nothing: every block stands."""
        del at
        return ()


_source: list[LiftSource] = [NoLifts()]


def install(source: LiftSource) -> None:
    """Take the keeper of permits; called once at start-up."""
    _source[0] = source


def lifts_at(at: datetime) -> dict[int, tuple[Lift, ...]]:
    """Return the lifts in force by the terminal's number in the database."""
    found: dict[int, tuple[Lift, ...]] = {}
    for lift in _source[0].lifts(at):
        found[lift.terminal] = (*found.get(lift.terminal, ()), lift)
    return found
