"""Reads the whole ledger again and names what was altered, removed, inserted or reordered.

Beside the tree itself (`ledger.audit`), the columns evidence is found by and the files kept beside
entries are compared with what was sealed. Memory is bounded: rows are streamed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypedDict

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from sekisho.ledger import (
    AuditReport,
    EntryError,
    Frontier,
    Row,
    Seal,
    SealState,
    audit,
    opens,
    parse_entry,
)
from sekisho.web.evidence import keys
from sekisho.web.evidence.actions.sealing import frontier_of, utc_text
from sekisho.web.evidence.models import Attachment, Checkpoint, Leaf, LedgerHead, Record
from sekisho.web.evidence.wording import damage_sentence, seal_sentence

_PROBLEMS_KEPT = 1000
_CHUNK = 2000


class _End(TypedDict, total=False):
    """How `audit` is told where the ledger ends."""

    size: int
    frontier: Frontier


@dataclass(frozen=True, slots=True)
class Problem:
    """One place where the ledger is not what was sealed. `last` is included."""

    code: str
    index: int
    last: int
    message: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What reading the whole ledger found."""

    size: int
    root: bytes
    sealed: int  # entries a signed checkpoint proves unchanged
    problems: tuple[Problem, ...]

    @property
    def intact(self) -> bool:
        """Nothing was found."""
        return not self.problems


def verify(untrusted_checkpoints: Iterable[bytes] = ()) -> Verification:
    """Verify the ledger against itself, its own checkpoints and those handed in from outside.

    The rows are read in one transaction, so that entries being added meanwhile do not disturb.
    """
    with transaction.atomic():
        _read_one_state()
        return _verify(tuple(untrusted_checkpoints))


def _read_one_state() -> None:
    """On PostgreSQL every query of this transaction sees one state; SQLite always does so.

    Inside a caller's transaction the level can no longer be set, and the caller holds the head
    row's lock or accepts what it sees.
    """
    if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _verify(outside: tuple[bytes, ...]) -> Verification:
    head = LedgerHead.objects.first()
    own = [text.encode() for text in Checkpoint.objects.values_list("text", flat=True)]
    columns = _Columns()
    report = audit(
        columns.watch(_rows()),
        untrusted_checkpoints=[*outside, *own],
        keys=[keys.verifier_key()],
        origin=settings.LEDGER_ORIGIN,
        **_end(head),
    )
    problems = (
        *_head_problems(head),
        *_damage_problems(report),
        *_seal_problems(report.seals),
        *columns.problems,
        *_attachment_problems(),
    )
    return Verification(report.size, report.root, report.sealed, problems[:_PROBLEMS_KEPT])


def _end(head: LedgerHead | None) -> _End:
    """Return what the head row says of the end; peaks that fit no tree say only the size."""
    if head is None:
        return {"size": 0}
    try:
        return {"frontier": frontier_of(head)}
    except ValueError:
        return {"size": head.size}


def _rows() -> Iterator[Row]:
    rows = Leaf.objects.order_by("pk").values_list("index", "data", "hash", "finished")
    for index, data, leaf, finished in rows.iterator(chunk_size=_CHUNK):
        yield Row(index, bytes(data), bytes(leaf), bytes(finished))


def _head_problems(head: LedgerHead | None) -> Iterator[Problem]:
    if head is not None and "size" in _end(head):
        message = _("台帳の先頭行の控えが壊れています。控えと照合してください。")
        yield Problem("head", max(head.size - 1, 0), max(head.size - 1, 0), message)


def _damage_problems(report: AuditReport) -> Iterator[Problem]:
    for each in report.damages:
        yield Problem(each.fault.value, each.first, each.last, damage_sentence(each))


def _seal_problems(seals: Iterable[Seal]) -> Iterator[Problem]:
    for seal in seals:
        if seal.state is not SealState.INTACT:
            size = seal.checkpoint.size if seal.checkpoint else 0
            yield Problem(
                f"checkpoint-{seal.state.value}", 0, max(size - 1, 0), seal_sentence(seal)
            )


class _Columns:
    """Compares the columns evidence is found by with the entries, in chunks beside the audit."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._chunk: list[Row] = []
        self._last = -1

    def watch(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Pass the rows on, looking at their columns chunk by chunk."""
        for row in rows:
            self._chunk.append(row)
            if len(self._chunk) == _CHUNK:
                self._compare()
            yield row
        self._compare()
        stray = Record.objects.filter(pk__gt=self._last).order_by("pk")[:_PROBLEMS_KEPT]
        self._note(record.pk for record in stray)

    def _compare(self) -> None:
        if not self._chunk:
            return
        stored = Record.objects.in_bulk([row.index for row in self._chunk])
        self._note(row.index for row in self._chunk if not _fits(row, stored.get(row.index)))
        self._last = self._chunk[-1].index
        self._chunk = []

    def _note(self, indices: Iterable[int]) -> None:
        for index in indices:
            if len(self.problems) < _PROBLEMS_KEPT:
                message = _("{index}番の検索用の列が、封印した内容と違います。").format(index=index)
                self.problems.append(Problem("columns", index, index, message))


def _fits(row: Row, record: Record | None) -> bool:
    """Tell whether the record's columns say what was sealed; unreadable entries fit nothing."""
    if record is None:
        return False
    try:
        entry = parse_entry(row.data)
    except EntryError:
        return False
    body = entry.body
    if not isinstance(body, dict):
        return False
    return (entry.kind, entry.at) == (record.kind, record.at) and (
        body.get("subject"),
        body.get("actor"),
        body.get("verdict"),
        body.get("valid_until"),
    ) == (record.subject, record.actor, record.verdict, utc_text(record.valid_until))


def _attachment_problems() -> Iterator[Problem]:
    """Files beside entries: each must be what was committed to, or erased as a whole."""
    rows = Attachment.objects.filter(erased_at=None).order_by("record_id", "pk")
    for row in rows.iterator(chunk_size=50):
        if not opens(bytes(row.commitment), bytes(row.content or b""), bytes(row.salt or b"")):
            message = _("{index}番の添付ファイルが、封印した内容と違います。").format(
                index=row.record_id
            )
            yield Problem("attachment", row.record_id, row.record_id, message)
