"""What permits allow besides the registers: own devices brought in, external services in use.

Both are named in the permit itself (its `scope`), so the list is the permits: nothing is kept
twice, and what is over stands as over by its date alone.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from sekisho.web.approvals import permit_kinds
from sekisho.web.approvals.models import DeviceRemoval, Permit, PermitQuerySet
from sekisho.web.search.words import standing_in, words_of
from sekisho.web.ui.words import worded

OWN_DEVICE, SERVICE = "own-device", "external-service"
STATES = ("in-force", "lapsed", "removed", "to-come")
_SEARCHED = (
    *("decision", "subject_words", "holder__name", "unit__name"),
    *("scope__model", "scope__serial", "scope__address"),
)


@dataclass(frozen=True, slots=True)
class Thing:
    """One device or service and the permit behind it; `state` is one of `STATES`."""

    permit: Permit
    name: str
    about: dict[str, str]  # the answers of the scope in words, by field
    state: str
    days_left: int

    @property
    def removed_on(self) -> date | None:
        """The day its removal was confirmed."""
        removal = getattr(self.permit, "removal", None)
        return timezone.localdate(removal.at) if removal else None


def devices(rows: PermitQuerySet, state: str, words: str, at: datetime) -> PermitQuerySet:
    """Return the permits of own devices, the state and words narrowing them; "" is any state."""
    removed = Exists(DeviceRemoval.objects.filter(permit=OuterRef("pk")))
    found = _searched(rows.filter(kind=OWN_DEVICE), words)
    if state == "removed":
        found = found.filter(removed)
    elif state == "lapsed":
        found = found.over(at).filter(~removed)
    elif state == "in-force":
        found = found.in_force(at).filter(~removed)
    return found.order_by("ends", "pk")


def services(rows: PermitQuerySet, words: str, at: datetime) -> PermitQuerySet:
    """Return the permits in force of external services: what may be used today."""
    found = _searched(rows.in_force(at).filter(kind=SERVICE), words)
    return found.order_by("subject_words", "pk")


def lapsed_devices(at: datetime) -> PermitQuerySet:
    """Return permits of own devices that are over and whose removal nobody confirmed."""
    return devices(Permit.objects.all(), "lapsed", "", at)


def thing_of(row: Permit, name: str, at: datetime) -> Thing:
    """Return the thing a permit (read with its people and removal) is about."""
    return Thing(row, name, _about(row), _state(row, at), row.days_left(timezone.localdate(at)))


def _state(row: Permit, at: datetime) -> str:
    if getattr(row, "removal", None) is not None:
        return "removed"
    if row.is_over(at):
        return "lapsed"
    return "in-force" if row.is_in_force(at) else "to-come"


def _about(row: Permit) -> dict[str, str]:
    kind = permit_kinds.known(row.kind)
    choices = {
        each.name: {option.id: worded(option.title) for option in each.options}
        for each in (kind.fields if kind else ())
    }
    return {
        name: choices.get(name, {}).get(str(value), str(value)) for name, value in row.scope.items()
    }


def _searched(rows: PermitQuerySet, words: str) -> PermitQuerySet:
    found: Q = standing_in(words_of(words), *_SEARCHED)
    return rows.filter(found)
