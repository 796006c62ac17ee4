"""Who gave a decider the means to decide, read from the ledger alone.

Laws: what counts is a role that lets its holder decide that kind, an account opened or opened
again, a new password, a second factor reset. It counts from the day it was given, and a role from
the day it begins, up to 90 days before the decision (inclusive). What was entered at the terminal
was given by nobody; what the decider did themselves was given by nobody else.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from sekisho.catalogue import load
from sekisho.ledger import JsonValue
from sekisho.web.approvals import kinds
from sekisho.web.approvals.seating import Rule
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.queries import Sealed

WITHIN = timedelta(days=90)
_DECIDED = ("application.approved", "application.returned")
_ROLE = "role.assigned"
_SIGN_IN = ("account.opened", "account.reopened", "account.password-reset", "second-factor.reset")


@dataclass(frozen=True, slots=True)
class Given:
    """A decision and the entry by which the applicant's side gave the decider the means."""

    application: int
    index: int


def decisions_given() -> list[Given]:
    """Return every decision taken with means its own applicant's side had given; three queries."""
    decisions = list(evidence.sealed(_DECIDED))
    gifts: dict[str, list[Sealed]] = defaultdict(list)
    for entry in evidence.sealed((_ROLE, *_SIGN_IN)):
        gifts[_given_to(entry)].append(entry)
    preparers = _preparers(decisions)
    return [
        Given(int(each.subject.removeprefix("application:")), entry.index)
        for each in decisions
        for entry in _gifts_before(each, gifts[each.actor], _behind(each, preparers))
    ]


def _gifts_before(
    decision: Sealed, gifts: Iterable[Sealed], behind: frozenset[str]
) -> Iterator[Sealed]:
    """Yield the last thing the decider got from those behind the application, if any counts."""
    counting = [
        entry
        for entry in gifts
        if entry.actor in behind
        and entry.index < decision.index
        and _lets_decide(entry, decision)
        and timedelta() <= timezone.localdate(decision.at) - _since(entry) <= WITHIN
    ]
    yield from counting[-1:]


def _behind(decision: Sealed, preparers: Mapping[JsonValue, list[Sealed]]) -> frozenset[str]:
    """Return the applicant and, by what the kind says, who prepared the subject before."""
    kind = kinds.known(str(decision.facts.get("kind")))
    with_kinds = kind.prepared_with if kind else ()
    found = {str(decision.facts.get("applicant"))}
    for entry in preparers.get(decision.facts.get("subject"), ()):
        if entry.kind in with_kinds and entry.index < decision.index:
            found.add(entry.actor)
    return frozenset(found - {decision.actor, ""})


def _preparers(decisions: Iterable[Sealed]) -> Mapping[JsonValue, list[Sealed]]:
    """Return what was sealed in preparing the subjects of these decisions, by subject."""
    subjects = {str(each.facts.get("subject")) for each in decisions}
    found: dict[JsonValue, list[Sealed]] = defaultdict(list)
    for entry in evidence.sealed(kinds.preparing(), subjects):
        found[entry.subject].append(entry)
    return found


def _given_to(entry: Sealed) -> str:
    if entry.kind == _ROLE:
        return str(entry.facts.get("person"))
    return entry.subject.removeprefix("person:")


def _since(entry: Sealed) -> date:
    """Return the day what was given could first be used."""
    given, begins = timezone.localdate(entry.at), entry.facts.get("from")
    return max(given, date.fromisoformat(begins)) if isinstance(begins, str) else given


def _lets_decide(entry: Sealed, decision: Sealed) -> bool:
    """Whether it served to decide; what nobody knows any more is taken to.

    A seat named by a role is filled by that role; who stood in did so by any role they got.
    """
    role = load().roles.get(str(entry.facts.get("role")))
    kind = kinds.known(str(decision.facts.get("kind")))
    if entry.kind != _ROLE or role is None or kind is None or decision.facts.get("standing_in"):
        return True
    wanted = {kind.permission_to_decide, kind.permission_to_read} - {""}
    return role.id in _seated(decision) or bool(wanted & set(role.permissions))


def _seated(decision: Sealed) -> frozenset[str]:
    """Return the roles by which the seats of the decision were filled."""
    seats = decision.facts.get("seats")
    words = seats if isinstance(seats, list) else []
    return frozenset(Rule.read(str(each)).role for each in words) - {""}
