"""Whether the exemptions that stand in the rows are those that were decided."""

from collections.abc import Iterator, Mapping

from sekisho.ledger import JsonValue
from sekisho.web.controls.models import SetAside
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.actions import utc_text
from sekisho.web.evidence.agreeing import Difference, Said, compare

_DECIDED = "control.set-aside"


def differences() -> Iterator[Difference]:
    """Compare every exemption decided with the entry its decision sealed; two queries."""
    yield from compare(_decided(), _sealed())


def _sealed() -> Mapping[str, Said]:
    """Return the exemptions as sealed: the control, the last day, who decided and when."""
    return {
        f"set-aside:{entry.facts.get('set_aside')}": Said(
            entry.index,
            (
                entry.subject.removeprefix("control:"),
                entry.facts.get("until"),
                entry.actor,
                utc_text(entry.at),
            ),
        )
        for entry in evidence.sealed([_DECIDED])
    }


def _decided() -> Mapping[str, tuple[JsonValue, ...]]:
    rows = SetAside.objects.filter(decided_at__isnull=False).select_related("decided_by")
    return {
        f"set-aside:{each.pk}": (
            each.control,
            each.until_date.isoformat(),
            str(each.decided_by.opaque_id) if each.decided_by else "",
            utc_text(each.decided_at),
        )
        for each in rows
    }
