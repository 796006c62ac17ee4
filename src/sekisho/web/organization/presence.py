"""Who is met where: the account, entry or media holders that the scope check compares."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, Protocol

from sekisho.web.organization.models import Account

if TYPE_CHECKING:
    from uuid import UUID

PresenceKind = Literal["account", "entry", "media"]


@dataclass(frozen=True, slots=True)
class Presence:
    """One holder of an account, an entry right or a medium on a day.

    `person` is an opaque id; None: nobody of the register, told by `label` (never a name: an
    account's or a card's number).
    """

    person: str | None
    label: str
    kind: PresenceKind


class PresenceSource(Protocol):
    """A register that knows who holds something on a day, in a flat number of queries."""

    @property
    def kind(self) -> PresenceKind:
        """What the register is of."""
        ...

    def present_on(self, day: date) -> Iterable[Presence]:
        """Yield each holder of that day."""
        ...


class AccountSource:
    """Everybody who can sign in."""

    kind: PresenceKind = "account"

    def present_on(self, day: date) -> Iterable[Presence]:
        """Yield the holder of each open account; accounts have no past, so the day is today's."""
        del day
        rows = Account.objects.filter(is_active=True).order_by("pk")
        holders: Iterable[tuple[int, UUID | None]] = rows.values_list("pk", "person__opaque_id")
        for pk, person in holders:
            yield Presence(str(person) if person else None, f"account:{pk}", "account")


_sources: list[PresenceSource] = [AccountSource()]


def install(*sources: PresenceSource) -> None:
    """Take the registers of other rooms, after our own accounts; called once at start-up."""
    _sources[1:] = sources


def presence_sources() -> tuple[PresenceSource, ...]:
    """Return every register handed in, our own accounts first."""
    return tuple(_sources)
