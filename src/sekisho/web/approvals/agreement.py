"""Whether the decisions that stand in the rows are the decisions that were sealed."""

from collections.abc import Iterator, Mapping

from sekisho.ledger import JsonValue
from sekisho.web.approvals.models import Application
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.actions import utc_text
from sekisho.web.evidence.agreeing import Difference, Said, compare

_DECISIONS = ("application.approved", "application.returned")


def differences() -> Iterator[Difference]:
    """Compare every decided application with the entry of its decision; two queries."""
    yield from compare(_decided(), _sealed())


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
