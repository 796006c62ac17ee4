"""Compares everything kept beside the tree with what was sealed, while the tree is read.

Beside the tree stand: the columns evidence is found by, the files of people, the checkpoints and
to whom they were handed. Nothing of it may say more, less or other than the entries. Rows are
compared in chunks; memory holds one chunk, the commitments of erased files, and the hand-overs.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.utils.translation import gettext as _

from sekisho.ledger import EntryError, JsonValue, Row, opens, parse_entry
from sekisho.web.evidence.actions.sealing import utc_text
from sekisho.web.evidence.models import (
    Attachment,
    Checkpoint,
    Record,
    Witnessing,
    stored_bytes,
)

Found = TypeVar("Found")
_CHUNK = 2000
_KEPT = 1000
_WORDS = ("subject", "actor", "verdict", "valid_until")


@dataclass(frozen=True, slots=True)
class Problem:
    """One place where the ledger is not what was sealed. `last` is included."""

    code: str
    index: int
    last: int
    message: str


class Beside:
    """Looks at what stands beside each row of the tree as the rows pass by."""

    def __init__(self) -> None:
        self._found: list[Problem] = []
        self._chunk: list[Row] = []
        self._last = -1
        self._erasures: set[str] = set()  # commitments whose erasure was sealed
        self._erased: dict[str, int] = {}  # commitments of erased files, and their entry
        self._handed: Counter[tuple[str, str]] = Counter()  # (checkpoint size, way) as sealed

    def watch(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Pass the rows on, comparing them chunk by chunk."""
        for row in rows:
            self._chunk.append(row)
            if len(self._chunk) == _CHUNK:
                self._compare()
            yield row
        self._compare()

    def problems(self) -> list[Problem]:
        """Return what was found; called once all rows have passed."""
        further = Record.objects.filter(pk__gt=self._last).order_by("pk")
        for index in further.values_list("pk", flat=True)[:_KEPT]:
            self._note("columns", index)
        for commitment, index in self._erased.items():
            if commitment not in self._erasures:
                self._note("attachment", index)
        kept = Attachment.objects.filter(erased_at=None).only(
            "commitment", "content", "salt", "record"
        )
        for row in kept.order_by("pk").iterator(chunk_size=1):
            if not opens(*map(stored_bytes, (row.commitment, row.content, row.salt))):
                self._note("attachment", row.record_id)
        return [*self._found, *self._hand_overs()]

    def _compare(self) -> None:
        indices = [row.index for row in self._chunk]
        records = readable(Record.objects.in_bulk, indices)
        files = readable(_files_of, indices)
        for row in self._chunk:
            self._compare_row(row, records.get(row.index), files.get(row.index, []))
        self._last = indices[-1] if indices else self._last
        self._chunk = []

    def _compare_row(self, row: Row, record: Record | None, files: list[tuple[str, bool]]) -> None:
        sealed = sealed_columns(row.data)
        if sealed is None or record is None or sealed.columns != columns_of(record):
            self._note("columns", row.index)
        if sealed is None:
            return
        if sealed.files != tuple(commitment for commitment, _erased in files):
            self._note("attachment", row.index)
        self._erased |= {commitment: row.index for commitment, erased in files if erased}
        if sealed.kind == "attachment.erased":
            self._erasures.add(str(sealed.body.get("commitment")))
        if sealed.kind == "checkpoint.handed":
            self._handed[str(sealed.body.get("size")), str(sealed.body.get("way"))] += 1

    def _hand_overs(self) -> Iterator[Problem]:
        """Every sealed hand-over has its checkpoint and its row, and no row has no seal."""
        rows = Witnessing.objects.values_list("checkpoint__size", "way")
        stored = Counter((str(size), way) for size, way in rows)
        sizes = {str(size) for size in Checkpoint.objects.values_list("size", flat=True)}
        for size, _way in (self._handed - stored) + (stored - self._handed):
            yield _problem("handed", max(int(size) - 1, 0) if size.isdecimal() else 0)
        for size in {size for size, _way in self._handed} - sizes:
            yield _problem("checkpoint-missing", max(int(size) - 1, 0) if size.isdecimal() else 0)

    def _note(self, code: str, index: int) -> None:
        if len(self._found) < _KEPT:
            self._found.append(_problem(code, index))


@dataclass(frozen=True, slots=True)
class Sealed:
    """What an entry's bytes say, in the shape of the columns."""

    kind: str
    at: datetime
    subject: str
    actor: str  # opaque id; empty: the machine
    verdict: str
    valid_until: str  # UTC, ISO 8601; empty: without end
    files: tuple[str, ...]  # commitments
    body: Mapping[str, JsonValue]

    @property
    def columns(self) -> tuple[object, ...]:
        """What the columns must say."""
        return (self.kind, self.at, self.subject, self.actor, self.verdict, self.valid_until)

    @property
    def ends_at(self) -> datetime | None:
        """Until when the evidence counts."""
        return datetime.fromisoformat(self.valid_until) if self.valid_until else None


def sealed_columns(untrusted_data: bytes) -> Sealed | None:
    """Read an entry's bytes; None when they are no entry of this product."""
    try:
        entry = parse_entry(untrusted_data)
    except EntryError:
        return None
    sealed = entry.body
    if not isinstance(sealed, dict):
        return None
    words = {name: str(sealed.get(name, "")) for name in _WORDS}
    files, body = sealed.get("files"), sealed.get("body")
    return Sealed(
        kind=entry.kind,
        at=entry.at,
        files=tuple(str(each) for each in files) if isinstance(files, list) else (),
        body=body if isinstance(body, dict) else {},
        **words,
    )


def columns_of(record: Record) -> tuple[object, ...]:
    """Return a record's columns in the same shape."""
    return (
        record.kind,
        record.at,
        record.subject,
        record.actor,
        record.verdict,
        utc_text(record.valid_until),
    )


def readable(read: Callable[[list[int]], dict[int, Found]], indices: list[int]) -> dict[int, Found]:
    """Read rows together; one in which another program left what no column can hold is left out."""
    try:
        return read(indices)
    except (ValueError, TypeError):
        half = len(indices) // 2
        if not half:
            return {}
        return readable(read, indices[:half]) | readable(read, indices[half:])


def _files_of(indices: list[int]) -> dict[int, list[tuple[str, bool]]]:
    """Return (commitment, erased) of each entry's files, in the order they were sealed."""
    found: dict[int, list[tuple[str, bool]]] = {}
    rows = Attachment.objects.filter(record_id__in=indices).order_by("record_id", "pk")
    for index, commitment, erased_at in rows.values_list("record_id", "commitment", "erased_at"):
        found.setdefault(index, []).append((stored_bytes(commitment).hex(), erased_at is not None))
    return found


def _problem(code: str, index: int) -> Problem:
    return Problem(code, index, index, _sentence(code).format(index=index))


def _sentence(code: str) -> str:
    return {
        "columns": _("{index}番の検索用の列が、封印した内容と違います。"),
        "attachment": _("{index}番の添付ファイルが、封印した内容と違います。"),
        "handed": _("{index}番までのチェックポイントの引渡しの記録が、封印した内容と違います。"),
        "checkpoint-missing": _("引き渡した{index}番までのチェックポイントの行がありません。"),
    }[code]
