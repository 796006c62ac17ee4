"""Reads the whole ledger again and names what was altered, removed, inserted or reordered.

Beside the tree itself (`ledger.audit`), everything kept beside it is compared with what was sealed
(`comparing`), and so are the rows of the rooms above (`agreeing`). The tree is streamed.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from sekisho.ledger import (
    AuditReport,
    Frontier,
    Row,
    Seal,
    SealState,
    TimestampError,
    audit,
    verify_timestamp,
)
from sekisho.web.evidence import keys
from sekisho.web.evidence.actions.sealing import frontier_of
from sekisho.web.evidence.agreeing import disagreements
from sekisho.web.evidence.comparing import Beside, Problem
from sekisho.web.evidence.models import Checkpoint, Leaf, LedgerHead, Witnessing, stored_bytes
from sekisho.web.evidence.wording import damage_sentence, seal_sentence

_PROBLEMS_KEPT = 1000
_CHUNK = 2000


class _End(TypedDict, total=False):
    """How `audit` is told where the ledger ends."""

    size: int
    frontier: Frontier


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

    One state of the database is read, so that entries being added meanwhile do not disturb; and no
    writer waits. Inside a caller's transaction, that transaction's view is read: call it outside.
    """
    with _one_state():
        return _verify(tuple(untrusted_checkpoints))


@contextmanager
def _one_state() -> Iterator[None]:
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield
    else:
        # Our SQLite transactions take the write lock when they begin; this one only reads.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("COMMIT")


def _verify(outside: tuple[bytes, ...]) -> Verification:
    head = LedgerHead.objects.first()
    own = [stored_bytes(text) for text in Checkpoint.objects.values_list("text", flat=True)]
    beside = Beside()
    report = audit(
        beside.watch(_rows()),
        untrusted_checkpoints=[*outside, *own],
        keys=[keys.verifier_key()],
        origin=settings.LEDGER_ORIGIN,
        **_end(head),
    )
    problems = (
        *_head_problems(head),
        *_damage_problems(report),
        *_seal_problems(report.seals),
        *beside.problems(),
        *_timestamp_problems(),
        *disagreements(report.size),
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
        yield Row(index, *map(stored_bytes, (data, leaf, finished)))


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


def _timestamp_problems() -> Iterator[Problem]:
    """Each kept time stamp still dates its checkpoint, where the authority is known."""
    roots = settings.LEDGER_TIMESTAMP_CA
    if not roots:
        return
    trusted = Path(roots).read_bytes()
    stamps = Witnessing.objects.filter(way=Witnessing.Way.TIMESTAMP).select_related("checkpoint")
    for row in stamps:
        try:
            verify_timestamp(stored_bytes(row.token), row.checkpoint.text.encode(), roots=trusted)
        except TimestampError:
            index = max(row.checkpoint.size - 1, 0)
            message = _("{index}番までのチェックポイントの時刻認証を確かめられません。")
            yield Problem("timestamp", index, index, message.format(index=index))
