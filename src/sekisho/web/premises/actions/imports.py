"""Taking the file of a door system into the entry log."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person
from sekisho.web.premises.actions.sealing import day, seal
from sekisho.web.premises.doorlog import (
    DoorLog,
    Layout,
    LogRefusedError,
    Row,
    Unread,
    read_door_log,
)
from sekisho.web.premises.errors import DoorFileError
from sekisho.web.premises.models import Card, DoorImport, DoorSystem, LogSpan, Passage, UnreadLine

_CHUNK = 500
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DoorFile:
    """A file as it was sent, and the days it is said to hold; None: as its rows say."""

    name: str
    untrusted: bytes
    covers_from: date | None = None
    covers_until: date | None = None


@transaction.atomic
def import_log(*, system: DoorSystem, file: DoorFile, by: Person, at: datetime) -> DoorImport:
    """Take a file: new rows become passages, rows there already are counted, others are kept.

    The days covered never include the day of the import: it is not over. Lines an earlier file left
    open and that are understood now are settled. Raises DoorFileError; nothing is half taken.
    """
    system = DoorSystem.objects.select_for_update().get(pk=system.pk)
    log = _read(system, file.untrusted, at)
    doors = dict(system.doors.order_by().values_list("label", "area_id"))
    rows = [row for row in log.rows if row.door in doors]
    unread = [*log.unread, *(_no_door(row) for row in log.rows if row.door not in doors)]
    first, last = _covered(file, rows, at)
    found = _passages(system, rows, doors)
    known = _known(found)
    new = [each for mark, each in found.items() if mark not in known]
    row = DoorImport.objects.create(
        system=system,
        name=file.name[:200],
        sha256=hashlib.sha256(file.untrusted).hexdigest(),
        rows_sha256=digest(new),
        covers_from=first,
        covers_until=last,
        added=len(new),
        known=len(rows) - len(new),
        unread=len(unread),
        at=at,
        by=by,
    )
    for passage in new:
        passage.source = row
    Passage.objects.bulk_create(new, batch_size=_CHUNK)
    lines = _keep_unread(row, unread, log, by=by, at=at)
    spans = _cover(row, set(doors.values()), by, at)
    seal("door-log.imported", f"door-import:{row.pk}", by=by, at=at, system=system.pk,
         added=row.added, known=row.known, unread=row.unread, sha256=row.sha256,
         rows_sha256=row.rows_sha256, from_date=day(first), until=day(last),
         rows=[row, *new[:1], *lines, *spans])  # fmt: skip
    return row


@transaction.atomic
def settle_unread(*, source: DoorImport, by: Person, at: datetime) -> int:
    """Say that the lines of a file that were not understood were looked at; return how many."""
    count = source.lines.open().update(settled_at=at, settled_by=by)
    if count:
        seal("door-log.settled", f"door-import:{source.pk}", by=by, at=at, unread=count,
             rows=source.lines.all()[:1])  # fmt: skip
    return int(count)


def digest(passages: Iterable[Passage]) -> str:
    """Return the SHA-256 of what passages say, in any order; names and explanations left out."""
    lines = sorted(
        f"{each.at.astimezone(UTC).isoformat()}|{each.area_id}|{each.way}|{each.card}|{each.door}"
        for each in passages
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _read(system: DoorSystem, untrusted: bytes, at: datetime) -> DoorLog:
    layout = Layout(system.columns, system.entering, system.leaving, system.denied)
    try:
        return read_door_log(untrusted, layout, now=timezone.localtime(at).replace(tzinfo=None))
    except LogRefusedError as refusal:
        raise DoorFileError(_refusal(refusal)) from None


def _refusal(refusal: LogRefusedError) -> str:
    if refusal.code == "headings":
        return _(
            "見出しの行が見つかりません。次の列が要ります: %(columns)s。"
            "装置の書出しの設定か、この画面の列の指定を直してください。"
        ) % {"columns": _("、").join(refusal.missing)}
    words = {
        "empty": _("ファイルに行がありません。書出しの期間を確かめてください。"),
        "large": _("ファイルが大きすぎます。期間を分けて書き出してください（10MB・10万行まで）。"),
        "encoding": _("文字コードを読み取れません。UTF-8かShift_JISのCSVで書き出してください。"),
    }
    return words[refusal.code]


def _covered(file: DoorFile, rows: list[Row], at: datetime) -> tuple[date, date]:
    """Return the days the file holds: as told, else as its rows say."""
    days = [row.at.date() for row in rows]
    first = file.covers_from or min(days, default=None)
    last = file.covers_until or max(days, default=None)
    if first is None or last is None:
        raise DoorFileError(
            _(
                "読み取れる入退室が一件もありません。入退室のなかった期間なら、期間を指定してください。"
            )
        )
    if last < first:
        raise DoorFileError(_("記録の末日は、初日以後の日にしてください。"))
    return first, min(last, timezone.localdate(at))


def _passages(
    system: DoorSystem, rows: Iterable[Row], doors: Mapping[str, int]
) -> dict[str, Passage]:
    """Return a passage for each different row, by the mark it is known again by."""
    holders = _holders(system)
    found: dict[str, Passage] = {}
    for row in rows:
        at = timezone.make_aware(row.at)
        text = f"{system.pk}|{row.at.isoformat()}|{row.card}|{row.door}|{row.way}"
        mark = hashlib.sha256(text.encode()).hexdigest()
        found.setdefault(
            mark,
            Passage(
                area_id=doors[row.door],
                at=at,
                way=row.way,
                person_id=_holder(holders.get(row.card, ()), row.at.date()),
                card=row.card,
                holder=row.holder,
                door=row.door,
                mark=mark,
            ),
        )
    return found


def _holders(system: DoorSystem) -> dict[str, list[Card]]:
    found: dict[str, list[Card]] = {}
    for card in system.cards.all():
        found.setdefault(card.number, []).append(card)
    return found


def _holder(cards: Iterable[Card], on: date) -> int | None:
    """Return whose card it is on the day; None when nobody's."""
    for card in cards:
        if card.from_date <= on and (card.until_date is None or on <= card.until_date):
            return card.person_id
    return None


def _known(found: Mapping[str, Passage]) -> set[str]:
    marks = list(found)
    known: set[str] = set()
    for start in range(0, len(marks), _CHUNK):
        rows = Passage.objects.filter(mark__in=marks[start : start + _CHUNK]).order_by()
        known.update(str(each) for each in rows.values_list("mark", flat=True))
    return known


def _no_door(row: Row) -> Unread:
    return Unread(row.line, row.text, "door")


def _keep_unread(
    source: DoorImport, unread: Iterable[Unread], log: DoorLog, *, by: Person, at: datetime
) -> list[UnreadLine]:
    """Keep what was not understood, and settle older lines this file understands or repeats.

    Return the lines written, for sealing: one of a file stands for all of it.
    """
    left = list(unread)
    open_texts = {each.text for each in left}
    seen = {row.text for row in log.rows} | open_texts
    older = UnreadLine.objects.open().filter(source__system=source.system_id)
    known = [each for each in older.only("text", "source_id") if each.text in seen]
    settled = [each.pk for each in known]
    for start in range(0, len(settled), _CHUNK):
        UnreadLine.objects.filter(pk__in=settled[start : start + _CHUNK]).update(
            settled_at=at, settled_by=by
        )
    new = UnreadLine.objects.bulk_create(
        [
            UnreadLine(source=source, line=each.line, text=each.text, reason=each.reason)
            for each in sorted(left, key=lambda each: each.line)
        ],
        batch_size=_CHUNK,
    )
    return [*{each.source_id: each for each in known}.values(), *new[:1]]


def _cover(source: DoorImport, areas: Iterable[int], by: Person, at: datetime) -> list[LogSpan]:
    """Note the whole days the file covers, for every area behind a door of the system."""
    last = min(source.covers_until, timezone.localdate(at) - _ONE_DAY)
    if last < source.covers_from:
        return []
    return LogSpan.objects.bulk_create(
        LogSpan(
            area_id=area, from_date=source.covers_from, until_date=last, source=source, by=by, at=at
        )
        for area in sorted(areas)
    )
