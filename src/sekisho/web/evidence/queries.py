"""Reads of evidence for the rooms above, as frozen values."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Max, Min, OuterRef, Subquery
from django.db.models.functions import Coalesce

from sekisho.ledger import (
    EntryError,
    JsonValue,
    NodeReader,
    inclusion_needs,
    inclusion_proof,
    node_reader,
)
from sekisho.ledger import parse_entry as read_entry
from sekisho.verdicts import Verdict
from sekisho.web.evidence.models import (
    Attachment,
    Checkpoint,
    Leaf,
    LedgerHead,
    Record,
    stored_bytes,
)
from sekisho.web.evidence.wording import kind_label

CHECK_KINDS = ("check", "attestation")  # kinds that carry a verdict about a check


@dataclass(frozen=True, slots=True)
class EvidenceView:
    """One piece of evidence, by its columns."""

    index: int
    kind: str
    subject: str
    actor: str  # opaque id of the person; empty: the machine
    at: datetime
    verdict: Verdict | None
    valid_until: datetime | None

    @property
    def what(self) -> str:
        """What was done, in the reader's language."""
        return kind_label(self.kind)

    def fresh(self, at: datetime) -> bool:
        """Whether the evidence still counts at that time."""
        return self.valid_until is None or at <= self.valid_until


@dataclass(frozen=True, slots=True)
class CheckpointView:
    """A signed checkpoint and to whom it was handed."""

    size: int
    text: str
    at: datetime
    handed: tuple[tuple[str, str, datetime, int], ...] = ()  # way, to, when, row


@dataclass(frozen=True, slots=True)
class Proof:
    """That leaf `index` is in the ledger of `size` leaves: RFC 9162 §2.1.3."""

    index: int
    size: int
    leaf_hash: bytes
    data: bytes
    path: tuple[bytes, ...]


def newest(subjects: Iterable[str], until: datetime | None = None) -> dict[str, EvidenceView]:
    """Return the newest verdict-bearing evidence of each subject that has any; two queries.

    `until`: as the ledger stood at that moment.
    """
    found = Record.objects.filter(kind__in=CHECK_KINDS, subject__in=frozenset(subjects))
    if until is not None:
        found = found.filter(at__lte=until)
    last = (
        found.order_by()
        .values("subject")
        .annotate(last=Max("leaf_id"))
        .values_list("last", flat=True)
    )
    rows = Record.objects.filter(leaf_id__in=list(last))
    return {row.subject: view_of(row) for row in rows}


def failing_since(subjects: Iterable[str]) -> dict[str, datetime]:
    """Return since when each of these checks that fails now has failed without a break; one query.

    A run begins with the first failure after the last evidence that said otherwise.
    """
    told = Record.objects.filter(kind__in=CHECK_KINDS, subject__in=frozenset(subjects))
    other = Record.objects.filter(kind__in=CHECK_KINDS, subject=OuterRef("subject"))
    before = other.exclude(verdict=Verdict.FAILS).order_by("-leaf_id").values("leaf_id")[:1]
    failing = (
        told.filter(verdict=Verdict.FAILS)
        .annotate(before=Coalesce(Subquery(before), -1))
        .filter(leaf_id__gt=F("before"))
    )
    rows = failing.order_by().values("subject").annotate(since=Min("at"))
    return dict(rows.values_list("subject", "since"))


def history(subject: str, limit: int = 50) -> tuple[EvidenceView, ...]:
    """Return the newest evidence about a subject, newest first."""
    rows = Record.objects.filter(subject=subject).order_by("-leaf_id")[:limit]
    return tuple(view_of(row) for row in rows)


def view_of(row: Record) -> EvidenceView:
    """Return a record's columns as a value."""
    return EvidenceView(
        index=row.leaf_id,
        kind=row.kind,
        subject=row.subject,
        actor=row.actor,
        at=row.at,
        verdict=Verdict(row.verdict) if row.verdict else None,
        valid_until=row.valid_until,
    )


def body_of(index: int) -> JsonValue:
    """Return what was sealed at that index. Raises Leaf.DoesNotExist."""
    return read_entry(stored_bytes(Leaf.objects.get(pk=index).data)).body


def attachments_of(index: int) -> tuple[int, ...]:
    """Return the numbers of the files beside an entry that are not erased."""
    rows = Attachment.objects.filter(record=index, erased_at=None).order_by("pk")
    return tuple(rows.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Sealed:
    """An entry as its bytes say it, whatever its columns were made to say."""

    index: int
    kind: str
    subject: str
    actor: str  # opaque id of the person; empty: the machine
    at: datetime
    facts: Mapping[str, JsonValue]


def sealed(kinds: Iterable[str], subjects: Iterable[str] | None = None) -> Iterator[Sealed]:
    """Yield the entries of these kinds, about these subjects when given, oldest first; one query.

    For judging a row of the database by what was sealed about it. A row of the ledger whose bytes
    are damaged, or say another kind or subject than its columns, is left out: `verify` names it.
    """
    wanted, about = frozenset(kinds), None if subjects is None else frozenset(subjects)
    rows = Record.objects.filter(kind__in=wanted)
    if about is not None:
        rows = rows.filter(subject__in=about)
    found = rows.order_by("leaf_id").values_list("leaf_id", "leaf__data")
    for index, data in found.iterator(chunk_size=2000):
        entry = _sealed(index, stored_bytes(data))
        if entry and entry.kind in wanted and (about is None or entry.subject in about):
            yield entry


def _sealed(index: int, untrusted_data: bytes) -> Sealed | None:
    try:
        entry = read_entry(untrusted_data)
    except EntryError:
        return None
    body = entry.body if isinstance(entry.body, dict) else {}
    facts = body.get("body")
    return Sealed(
        index=index,
        kind=entry.kind,
        subject=str(body.get("subject", "")),
        actor=str(body.get("actor", "")),
        at=entry.at,
        facts=facts if isinstance(facts, dict) else {},
    )


def size() -> int:
    """Return the number of sealed entries."""
    return LedgerHead.objects.values_list("size", flat=True).first() or 0


def nodes(needed: Iterable[int]) -> NodeReader:
    """Return a reader of stored nodes over the rows of these homes, read in one query."""
    rows = Leaf.objects.filter(pk__in=set(needed)).values_list("index", "hash", "finished")
    known = {index: (stored_bytes(leaf), stored_bytes(finished)) for index, leaf, finished in rows}
    return node_reader(known.__getitem__)


def proof(index: int, in_size: int) -> Proof:
    """Return the inclusion proof of a leaf in the ledger of `in_size` leaves; two queries."""
    leaf = Leaf.objects.get(pk=index)
    homes = (((place + 1) << level) - 1 for level, place in inclusion_needs(index, in_size))
    path = inclusion_proof(index, in_size, nodes(homes))
    return Proof(index, in_size, stored_bytes(leaf.hash), stored_bytes(leaf.data), path)


def proofs(indices: Iterable[int], in_size: int) -> Iterator[Proof]:
    """Yield the inclusion proofs of leaves, in order; two queries for all of them together."""
    wanted = sorted(set(indices))
    needs = {each for index in wanted for each in inclusion_needs(index, in_size)}
    read = nodes(((place + 1) << level) - 1 for level, place in needs)
    rows = Leaf.objects.filter(pk__in=wanted).values_list("pk", "hash", "data")
    leaves = {pk: (stored_bytes(leaf), stored_bytes(data)) for pk, leaf, data in rows}
    for index in wanted:
        leaf, data = leaves[index]
        yield Proof(index, in_size, leaf, data, inclusion_proof(index, in_size, read))


def proof_without_path(index: int, in_size: int) -> Proof:
    """Return what is known of a leaf that cannot be proven (yet)."""
    leaf = Leaf.objects.get(pk=index)
    return Proof(index, in_size, stored_bytes(leaf.hash), stored_bytes(leaf.data), ())


def checkpoints(limit: int = 50, before: int | None = None) -> tuple[CheckpointView, ...]:
    """Return the newest checkpoints with their witnesses, newest first; two queries.

    `before` leaves out those of that size and larger.
    """
    rows = Checkpoint.objects.prefetch_related("witnessings").order_by("-size")
    if before is not None:
        rows = rows.filter(size__lt=before)
    return tuple(checkpoint_view(row) for row in rows[:limit])


def checkpoint_view(row: Checkpoint) -> CheckpointView:
    """Return a checkpoint row as a value."""
    handed = tuple((each.way, each.to, each.at, each.pk) for each in row.witnessings.all())
    return CheckpointView(row.size, row.text, row.at, handed)


def leaves() -> Iterator[tuple[int, bytes, bytes]]:
    """Yield (index, data, stored hash) of every row in index order, in bounded memory."""
    rows = Leaf.objects.order_by("pk").values_list("index", "data", "hash")
    for index, data, leaf in rows.iterator(chunk_size=2000):
        yield index, stored_bytes(data), stored_bytes(leaf)
