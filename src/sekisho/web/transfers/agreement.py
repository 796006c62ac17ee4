"""Whether crossings are what was sealed of them: batches by their digest, later events by row.

The law: a row's state is the one its batch was sealed with, or what the newest entry about the row
says. Names that were erased leave their fingerprint; names that are there must fit it.
"""

from collections.abc import Iterator, Mapping

from sekisho.ledger import JsonValue
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.agreeing import Difference, Fault, Said, compare
from sekisho.web.transfers.actions.expiring import row_facts, rows_sha256
from sekisho.web.transfers.actions.releasing import facts as release_facts
from sekisho.web.transfers.actions.sending import facts as sending_facts
from sekisho.web.transfers.models import Batch, Crossing, Destruction, Parcel, Release, Sending
from sekisho.web.transfers.sealed import (
    BATCH,
    DESTROYED,
    EVENTS,
    RELEASES,
    SENDINGS,
    SPECIAL,
    batch_facts,
    event_facts,
    row_digest,
    rows_digest,
    special_facts,
    subject_of,
    words_digest,
)

_CHUNK = 500


def differences() -> Iterator[Difference]:
    """Compare batches, events, releases and destructions; two queries a batch."""
    yield from compare(dict(_batches()), _sealed((BATCH,)))
    yield from _states()
    yield from compare(dict(_releases()), _sealed(RELEASES))
    yield from compare(dict(_sendings()), _sealed(SENDINGS))
    yield from compare(dict(_specials()), _sealed((SPECIAL,)))
    yield from compare(dict(_destructions()), _sealed((DESTROYED,)))


def _batches() -> Iterator[tuple[str, tuple[JsonValue, ...]]]:
    for batch in Batch.objects.order_by("pk"):
        rows = list(batch.crossings.order_by("number").prefetch_related("recipients"))
        facts = batch_facts(rows, rows_digest(_digest(row) for row in rows))
        yield f"crossings:{batch.pk}", tuple(facts[name] for name in sorted(facts))


def _digest(row: Crossing) -> str:
    """Return a row's digest, with the fingerprint its names give while they are all there."""
    addresses = [each.address for each in row.recipients.all()]
    if row.words_sha256 != words_digest(row, addresses) and not _erased(row, addresses):
        return "altered"
    return row_digest(row)


def _erased(row: Crossing, addresses: list[str]) -> bool:
    """Whether names were taken out of the row because somebody was erased."""
    people = [row.sender_person, *(each.person for each in row.recipients.all())]
    gone = any(each is not None and each.erased_at for each in people)
    return gone and ("" in addresses or not row.sender)


def _states() -> Iterator[Difference]:
    sealed = _sealed(EVENTS)
    for row in Crossing.objects.select_related("closed_by").iterator(chunk_size=_CHUNK):
        facts = event_facts(row)
        said = sealed.get(subject_of(row))
        if said is None and row.state != row.taken_state:
            yield Difference(subject_of(row), Fault.CHANGED)
        elif said and said.facts != tuple(facts[name] for name in sorted(facts)):
            yield Difference(subject_of(row), Fault.CHANGED, said.index)


def _releases() -> Iterator[tuple[str, tuple[JsonValue, ...]]]:
    for row in Release.objects.select_related("asked_by", "decided_by"):
        facts = release_facts(row)
        yield f"release:{row.pk}", tuple(facts[name] for name in sorted(facts))


def _sendings() -> Iterator[tuple[str, tuple[JsonValue, ...]]]:
    for row in Sending.objects.select_related("decided_by"):
        facts = sending_facts(row)
        yield f"sending:{row.pk}", tuple(facts[name] for name in sorted(facts))


def _specials() -> Iterator[tuple[str, tuple[JsonValue, ...]]]:
    for row in Parcel.objects.exclude(permit=None).select_related("by"):
        facts = special_facts(row)
        yield f"parcel:{row.pk}", tuple(facts[name] for name in sorted(facts))


def _destructions() -> Iterator[tuple[str, tuple[JsonValue, ...]]]:
    for row in Destruction.objects.all():
        rows = list(row.destroyed.order_by("number"))
        yield f"destruction:{row.pk}", (len(rows), rows_sha256(row_facts(each) for each in rows))


def _sealed(kinds: tuple[str, ...]) -> Mapping[str, Said]:
    found: dict[str, Said] = {}
    for entry in evidence.sealed(kinds):
        facts = tuple(entry.facts.get(name) for name in sorted(entry.facts))
        found[entry.subject] = Said(entry.index, facts)
    return found
