"""Whether what happened in sessions is what was sealed of it."""

from collections.abc import Iterator, Mapping

from sekisho.ledger import JsonValue
from sekisho.web.browsing.actions import BATCH
from sekisho.web.browsing.models import Batch, Happening
from sekisho.web.browsing.records import UnreadableRecordError, digest_of, record_of, rows_digest
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.agreeing import Difference, Said, compare


def differences() -> Iterator[Difference]:
    """Compare each batch with its record; a query a batch."""
    yield from compare(dict(_batches()), _sealed())


def _batches() -> Iterator[tuple[str, tuple[JsonValue, ...]]]:
    for batch in Batch.objects.order_by("pk"):
        rows = list(batch.happenings.select_related("person"))
        yield (
            f"browsing:{batch.pk}",
            (len(rows), rows_digest((row.name, _digest(row)) for row in rows)),
        )


def _digest(row: Happening) -> str:
    """Return the digest of what a host wrote; another word for a row that says something else."""
    if row.destroyed_at is not None:
        return row.said_sha256 if not row.said else "altered"
    return digest_of(bytes(row.said)) if _true(row) else "altered"


def _true(row: Happening) -> bool:
    """Whether a row's columns are what its host wrote."""
    try:
        told = record_of(row.name, bytes(row.said))
    except UnreadableRecordError:
        return False
    whose = str(row.person.opaque_id) if row.person else ""
    own = {name: getattr(row, name) for name in told.columns if name != "said"}
    return own == {k: v for k, v in told.columns.items() if k != "said"} and (
        whose in {told.person, ""}
    )


def _sealed() -> Mapping[str, Said]:
    found: dict[str, Said] = {}
    for entry in evidence.sealed((BATCH,)):
        facts = tuple(entry.facts.get(name) for name in sorted(entry.facts))
        found[entry.subject] = Said(entry.index, facts)
    return found
