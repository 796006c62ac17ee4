"""Backups read from a log file: sent on a page, or left in a folder by the program that made them.

A log may hold what was read before and what is long past: those rows are passed over. A row that
cannot be read, or a time to come, refuses the file whole.
"""

import hashlib
import os
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person
from sekisho.web.systems.actions.backups import AHEAD, OLDEST
from sekisho.web.systems.actions.refusing import note_refused, tell_refused
from sekisho.web.systems.actions.registering import may_place
from sekisho.web.systems.agreement import TABLES
from sekisho.web.systems.errors import BackupRefusedError
from sekisho.web.systems.models import BackupRun, InformationSystem
from sekisho.web.systems.reports import MOST_BYTES, Reported, ReportError, read_report

if TYPE_CHECKING:
    from sekisho.ledger import JsonValue

FILES = 50  # read in one go
STILL = timedelta(minutes=1)  # a file changed since may still be written to
READ, REFUSED = "read", "refused"


@dataclass(frozen=True, slots=True)
class TakenReport:
    """How many rows of a file were new, and how many were known or too old."""

    new: int
    passed_over: int


@transaction.atomic
def take_report(
    *,
    untrusted_data: bytes,
    system: InformationSystem | None,
    by: Person | None,
    at: datetime,
) -> TakenReport:
    """Take a log: of the system given, or of the systems it names. Raises BackupRefusedError.

    Without `by` the file lay in the folder. Nothing is half taken; each new backup is sealed.
    """
    if system is not None and by is not None:
        may_place(system.zone, by, at)
    try:
        rows = read_report(untrusted_data, timezone.get_default_timezone())
    except ReportError as error:
        raise BackupRefusedError(_sentence(error)) from None
    whose = _systems(rows, system)
    late = [row for row in rows if row.finished_at > at + AHEAD]
    if late:
        raise BackupRefusedError(_("%(row)s行目: これから先の日時です。") % {"row": late[0].row})
    new = _new([row for row in rows if row.finished_at >= at - OLDEST], whose)
    _keep(new, hashlib.sha256(untrusted_data).hexdigest(), by, at)
    return TakenReport(len(new), len(rows) - len(new))


def read_folder(*, folder: Path, at: datetime) -> int:
    """Read the CSV files of a folder, a few at a time; return how many were taken.

    A file taken is moved into `read`, one refused into `refused` with the reason beside it, and who
    keeps systems is told. A file
    without a column of systems is of the system it is named after. Links and the like are left.
    """
    if not folder.is_dir():
        return 0
    taken = refused = 0
    for path in sorted(folder.glob("*.csv"))[:FILES]:
        data = _content(path, at)
        if data is None:
            continue
        try:
            take_report(untrusted_data=data, system=_named(path.stem), by=None, at=at)
        except BackupRefusedError as refusal:
            note_refused(name=path.name, reason=str(refusal), untrusted_data=data, at=at)
            _move(path, folder / REFUSED, at, str(refusal))
            refused += 1
        else:
            _move(path, folder / READ, at)
            taken += 1
    if refused:
        tell_refused(at=at)
    return taken


def _content(path: Path, at: datetime) -> bytes | None:
    """Return what stands in a plain file that rests; one byte too many shows it is too long."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        found = os.fstat(handle)
        resting = at.timestamp() - found.st_mtime >= STILL.total_seconds()
        if not stat.S_ISREG(found.st_mode) or not resting:
            return None
        with os.fdopen(handle, "rb", closefd=False) as stream:
            return stream.read(MOST_BYTES + 1)
    finally:
        os.close(handle)


def _move(path: Path, into: Path, at: datetime, reason: str = "") -> None:
    """Move a file out of the way under a name of its own, with the reason beside it."""
    into.mkdir(mode=0o700, exist_ok=True)
    there = into / f"{at:%Y%m%dT%H%M%S}-{path.name}"
    path.replace(there)
    if reason:
        there.with_suffix(".txt").write_text(f"{reason}\n", "utf-8")


def _named(name: str) -> InformationSystem | None:
    return InformationSystem.objects.in_use().filter(name=name).first()


def _systems(
    rows: Sequence[Reported], system: InformationSystem | None
) -> Mapping[str, InformationSystem]:
    """Return the system of each name in the log. Raises BackupRefusedError."""
    known = {row.name: row for row in InformationSystem.objects.in_use()}
    found = {}
    for row in rows:
        one = known.get(row.system) if row.system else system
        if one is None:
            raise BackupRefusedError(
                _("%(row)s行目: 「%(name)s」というシステムは登録されていません。")
                % {"row": row.row, "name": row.system}
            )
        if system is not None and one.pk != system.pk:
            raise BackupRefusedError(
                _("%(row)s行目: 別のシステム「%(name)s」の記録です。")
                % {"row": row.row, "name": row.system}
            )
        found[row.system] = one
    return found


def _new(
    rows: Sequence[Reported], whose: Mapping[str, InformationSystem]
) -> list[tuple[InformationSystem, Reported]]:
    """Return the rows nobody reported yet, each backup once; one query."""
    oldest = min((row.finished_at for row in rows), default=None)
    if oldest is None:
        return []
    reported = BackupRun.objects.filter(system__in=whose.values(), finished_at__gte=oldest)
    known = set(reported.values_list("system", "finished_at"))
    new = []
    for row in rows:
        system = whose[row.system]
        if (system.pk, row.finished_at) not in known:
            known.add((system.pk, row.finished_at))
            new.append((system, row))
    return new


def _keep(
    new: Sequence[tuple[InformationSystem, Reported]],
    sha256: str,
    by: Person | None,
    at: datetime,
) -> None:
    if not new:
        return
    runs = BackupRun.objects.bulk_create(
        BackupRun(
            system=system,
            finished_at=row.finished_at,
            succeeded=row.succeeded,
            size=row.size,
            note=row.note,
            source="file",
        )
        for system, row in new
    )
    events = [
        evidence.Event(
            "system.backup-reported",
            f"system:{system.pk}",
            {
                "finished_at": row.finished_at.isoformat(),
                "succeeded": row.succeeded,
                "bytes": row.size,
            },
        )
        for system, row in new
    ]
    figures: dict[str, JsonValue] = {"sha256": sha256, "backups": len(runs)}
    stands = TABLES.stands("system.backup-log-taken", runs)
    events.append(
        evidence.Event("system.backup-log-taken", f"system:{new[0][0].pk}", figures | stands)
    )
    evidence.seal_many(events=events, at=at, by=str(by.opaque_id) if by else "")


def _sentence(error: ReportError) -> str:
    words = {
        "long": _("記録が大きすぎます（上限1 MB、5,000行）。新しい部分だけにしてください。"),
        "empty": _("記録が空です。"),
        "encoding": _("文字コードを読めません。UTF-8かShift_JISのCSVにしてください。"),
        "form": _("CSVの引用符が合っていません。"),
        "heading": _("見出しに「終わった日時」と「結果」の列が要ります。"),
        "time": _("日時を読めません。2026-06-01 02:00 のように書いてください。"),
        "result": _("結果を読めません。「成功」か「失敗」にしてください。"),
        "size": _("大きさを読めません。バイト数を数字で書いてください。"),
    }[error.problem]
    return _("%(row)s行目: %(words)s") % {"row": error.row, "words": words} if error.row else words
