"""Whether the decisions and permits that stand in the rows are those that were sealed.

The law of a permit: it is as it was granted; what came back while it ran ended it then.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.utils import timezone

from sekisho.ledger import JsonValue
from sekisho.web.approvals.actions.permits import sealed_of
from sekisho.web.approvals.models import Application, DeviceRemoval, Permit
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.actions import utc_text
from sekisho.web.evidence.agreeing import Difference, Said, compare
from sekisho.web.evidence.queries import Sealed

_DECISIONS = ("application.approved", "application.returned")
_GRANTED = "permit.granted"
_NAMES = ("kind", "holder", "unit", "from", "until", "application", "limits_sha256")
_PERMIT = (_GRANTED, "permit.returned", "permit.wiped", "permit.ended")


@dataclass(frozen=True, slots=True)
class _Given:
    """A permit as sealed; times as they are sealed, empty until they come."""

    index: int
    facts: Mapping[str, JsonValue]
    decider: str
    decided: str
    returned: str = ""
    wiped: str = ""
    ended: str = ""

    def after(self, entry: Sealed) -> "_Given":
        """Return the permit as a later entry changed it."""
        at = utc_text(entry.at)
        if entry.kind == "permit.wiped":
            return replace(self, index=entry.index, wiped=at)
        if entry.kind == "permit.ended":
            return replace(self, index=entry.index, ended=at)
        day = timezone.localdate(entry.at).isoformat()
        running = str(self.facts.get("from")) <= day <= str(self.facts.get("until"))
        ended = at if running and not self.ended else self.ended
        return replace(self, index=entry.index, returned=at, ended=ended)


def differences() -> Iterator[Difference]:
    """Compare every decided application and every permit with its entries; seven queries."""
    yield from compare(_decided(), _sealed())
    yield from compare(_permits(), _sealed_permits())
    yield from compare(_removals(), _sealed_removals())


def _sealed() -> Mapping[str, Said]:
    """Return the decisions as sealed: state, decider, when, what about, whose."""
    return {
        entry.subject: Said(
            entry.index,
            (
                entry.kind.removeprefix("application."),
                entry.actor,
                utc_text(entry.at),
                *(entry.facts.get(name) for name in ("kind", "subject", "applicant")),
            ),
        )
        for entry in evidence.sealed(_DECISIONS)
    }


def _decided() -> Mapping[str, tuple[JsonValue, ...]]:
    rows = Application.objects.filter(state__in=["approved", "returned"]).with_people()
    return {
        f"application:{each.pk}": (
            each.state,
            str(each.decider.opaque_id) if each.decider else "",
            utc_text(each.decided_at),
            each.kind,
            each.subject,
            str(each.applicant.opaque_id),
        )
        for each in rows
    }


def _sealed_permits() -> Mapping[str, Said]:
    found: dict[str, _Given] = {}
    for entry in evidence.sealed(_PERMIT):
        if entry.kind == _GRANTED:
            found[entry.subject] = _Given(entry.index, entry.facts, entry.actor, utc_text(entry.at))
        elif entry.subject in found:
            found[entry.subject] = found[entry.subject].after(entry)
    return {
        subject: Said(
            each.index,
            (
                *(each.facts.get(name) for name in _NAMES),
                *(each.decider, each.decided, each.returned, each.wiped, each.ended),
            ),
        )
        for subject, each in found.items()
    }


def _removals() -> Mapping[str, tuple[JsonValue, ...]]:
    rows = DeviceRemoval.objects.select_related("by")
    return {
        f"permit:{each.permit_id}": (str(each.by.opaque_id), utc_text(each.at)) for each in rows
    }


def _sealed_removals() -> Mapping[str, Said]:
    return {
        entry.subject: Said(entry.index, (entry.actor, utc_text(entry.at)))
        for entry in evidence.sealed(["permit.device-removed"])
    }


def _permits() -> Mapping[str, tuple[JsonValue, ...]]:
    rows = Permit.objects.select_related("holder", "decided_by").prefetch_related("subjects")
    return {f"permit:{each.pk}": _facts(each) for each in rows}


def _facts(permit: Permit) -> tuple[JsonValue, ...]:
    sealed = sealed_of(permit, [each.subject for each in permit.subjects.all()])
    times = (permit.decided_at, permit.returned_at, permit.wiped_at, permit.ended_at)
    return (
        *(sealed[name] for name in _NAMES),
        str(permit.decided_by.opaque_id),
        *(utc_text(each) for each in times),
    )
