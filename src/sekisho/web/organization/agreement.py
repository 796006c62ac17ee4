"""Whether people, roles and the scope register are what was sealed of them.

The law: what was sealed of a row is its entry, as later entries changed it. An end sets the last
day; a leaving ends what runs past it, and takes back what would only begin after it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sekisho.ledger import JsonValue
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.agreeing import Difference, Said, compare
from sekisho.web.evidence.queries import Sealed
from sekisho.web.organization.actions.sealing import day
from sekisho.web.organization.models import Person, RoleHolding, ScopeEntry

_LEFT = "person.left"
_PERIODS = {
    "holding": ("role.assigned", "role.ended", ("role", "person", "unit", "post", "joint")),
    "scope": ("scope.entered", "scope.ended", ("person", "relation")),
}
_PERSON = ("category", "unit", "post", "joined_on")
_ACCOUNT = "account.opened"
_PEOPLE = ("person.added", "person.changed", _LEFT, "person.erased", _ACCOUNT)


@dataclass(frozen=True, slots=True)
class _Period:
    """Something held from a day until a day, as sealed."""

    index: int
    person: str
    facts: tuple[JsonValue, ...]
    start: str
    end: str | None

    def left(self, index: int, on: str) -> "_Period | None":
        """Return what stands of it when its person leaves on a day; None: it was taken back."""
        if self.start > on:
            return None
        if self.end is None or self.end > on:
            return replace(self, index=index, end=on)
        return self


def differences() -> Iterator[Difference]:
    """Compare every person, role held and scope entry with the ledger; seven queries."""
    yield from compare(_people(), _sealed_people())
    yield from compare(_holdings(), _sealed_periods("holding"))
    yield from compare(_scope(), _sealed_periods("scope"))


def _sealed_periods(kind: str) -> Mapping[str, Said]:
    begun, ended, names = _PERIODS[kind]
    found: dict[str, _Period] = {}
    for entry in evidence.sealed((begun, ended, _LEFT)):
        if entry.kind == _LEFT:
            _leave(found, entry)
        else:
            found[entry.subject] = _period(entry, names)
    return {
        subject: Said(each.index, (*each.facts, each.start, each.end))
        for subject, each in found.items()
    }


def _period(entry: Sealed, names: tuple[str, ...]) -> _Period:
    until = entry.facts.get("until")
    return _Period(
        entry.index,
        person=str(entry.facts.get("person")),
        facts=tuple(entry.facts.get(name) for name in names),
        start=str(entry.facts.get("from")),
        end=None if until is None else str(until),
    )


def _leave(found: dict[str, _Period], entry: Sealed) -> None:
    person, on = entry.subject.removeprefix("person:"), str(entry.facts.get("on"))
    for subject, each in list(found.items()):
        if each.person == person:
            stands = each.left(entry.index, on)
            if stands is None:
                del found[subject]
            else:
                found[subject] = stands


def _sealed_people() -> Mapping[str, Said]:
    """Return category, unit, post, coming day, last day and account of everybody, as sealed."""
    facts: dict[str, dict[str, JsonValue]] = {}
    last: dict[str, int] = {}
    for entry in evidence.sealed(_PEOPLE):
        about = facts.setdefault(entry.subject, {})
        last[entry.subject] = entry.index
        if entry.kind == _LEFT:
            about["left_on"] = entry.facts.get("on")
        elif entry.kind == _ACCOUNT:
            about["account"] = entry.facts.get("account")
        elif entry.kind == "person.erased":
            about["account"] = None
        else:
            about.update({name: entry.facts.get(name) for name in _PERSON})
    names = (*_PERSON, "left_on", "account")
    return {
        subject: Said(last[subject], tuple(about.get(name) for name in names))
        for subject, about in facts.items()
    }


def _people() -> Mapping[str, tuple[JsonValue, ...]]:
    return {
        f"person:{each.opaque_id}": (
            each.category,
            each.unit_id,
            each.post_id,
            day(each.joined_on),
            day(each.left_on),
            each.account_id,
        )
        for each in Person.objects.order_by("pk")
    }


def _holdings() -> Mapping[str, tuple[JsonValue, ...]]:
    return {
        f"holding:{each.pk}": (
            each.role,
            str(each.person.opaque_id),
            each.unit_id,
            each.post_id,
            each.joint,
            day(each.from_date),
            day(each.until_date),
        )
        for each in RoleHolding.objects.select_related("person").order_by("pk")
    }


def _scope() -> Mapping[str, tuple[JsonValue, ...]]:
    return {
        f"scope:{each.pk}": (
            str(each.person.opaque_id),
            each.relation,
            day(each.from_date),
            day(each.until_date),
        )
        for each in ScopeEntry.objects.select_related("person").order_by("pk")
    }
