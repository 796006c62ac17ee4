"""Making handed-in files safe, in the worker: each once, through the confined engine.

The law: a row gets its crossing only with the rebuilt bytes already kept; cut short before, the
file is made safe again. A fault of ours (no sandbox, no space) leaves it waiting. A program that
knows malware is asked about every file, known or not: what it finds holds the file, its silence
decides nothing.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from email import policy
from email.parser import BytesParser
from importlib.metadata import version
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.antimalware import Reader, found_by
from sekisho.cli.confinement import Confined
from sekisho.quarantine import QuarantineError
from sekisho.sanitize import Confinement, Options, Outcome, Result, sanitize, withheld
from sekisho.web.transfers import originals
from sekisho.web.transfers.actions.handing_in import PASSWORDS
from sekisho.web.transfers.actions.recording import NewCrossing, record_crossings
from sekisho.web.transfers.downloads import DESK
from sekisho.web.transfers.models import Crossing, ParcelFile, Recipient, Sending
from sekisho.web.transfers.records import report_of
from sekisho.web.transfers.ways import Way, is_outward
from sekisho.web.ui.ciphering import UndecipherableError

_log = logging.getLogger(__name__)
REBUILT = "transfer-rebuilt"  # a class of what is kept
AT_ONCE = 200  # files of one run
_OURS = frozenset({"sandbox-missing", "not-saved", "program-missing"})
_CROSSED = (Outcome.DELIVERED, Outcome.TEXT_ONLY)
_KNOWN_FOR = timedelta(days=13)  # shorter than rebuilt files are kept

Door = Callable[[], AbstractContextManager[Confinement]]


def process_waiting(*, at: datetime, door: Door = Confined, reader: Reader | None = None) -> int:
    """Make the waiting files safe, at most `AT_ONCE`; return how many were finished.

    `reader` knows malware; None: there is none.
    """
    waiting = list(
        ParcelFile.objects.waiting().select_related("parcel__by", "parcel__permit")[:AT_ONCE]
    )
    if not waiting:
        return 0
    with door() as sandbox:
        return sum(_finished(each, sandbox, reader, at) for each in waiting)


def _finished(row: ParcelFile, sandbox: Confinement, reader: Reader | None, at: datetime) -> bool:
    """Make one file safe; False when it has to wait for a fault of ours."""
    try:
        if row.size > Options().limits.bytes:
            _record(row, _beyond(row), [], at)
            return True
        data = originals.store().get(row.number)
        found = found_by(reader, data)
        known = None if found else _known(row, at)
        if known is not None:
            _record_known(row, known, at)
            return True
        result = sanitize(data, row.name, Options(), sandbox=sandbox, passwords=_passwords(row))
        result = withheld(result, "malware") if found else result
        if any(reason.code in _OURS for reason in result.reasons):
            _log.warning("%s waits: %s", row.number, result.reasons[0].code)
            return False
        _record(row, result, _keep(row, result, at), at)
    except (QuarantineError, OSError):
        _log.exception("%s could not be made safe now", row.number)
        return False
    return True


def _beyond(row: ParcelFile) -> Result:
    """Return what comes of a file larger than the engine takes: it is not even read."""
    return withheld(Result(row.name, Outcome.HELD, row.sha256), "limit")


def _passwords(row: ParcelFile) -> tuple[str, ...]:
    try:
        return (PASSWORDS.decrypt(row.password).decode(),) if row.password else ()
    except UndecipherableError:
        return ()  # the instance's key was changed: it is asked for again


def _known(row: ParcelFile, at: datetime) -> ParcelFile | None:
    """Return the same file made safe before by this very program, its outputs still kept.

    The same bytes under another ending can end otherwise, so the ending must be the same too.
    """
    ending = PurePath(row.name).suffix.lower()
    rows = ParcelFile.objects.filter(sha256=row.sha256, crossing__isnull=False, known=False)
    rows = rows.exclude(outputs=[]).filter(crossing__at__gt=at - _KNOWN_FOR)
    if row.password or row.parcel.crossing_id:
        return None
    for each in rows.select_related("crossing").order_by("-pk")[:10]:
        same = PurePath(each.name).suffix.lower() == ending and each.crossing is not None
        if same and each.crossing.report.get("program") == _program():  # type: ignore[union-attr]  # checked above
            return each
    return None


def _record_known(row: ParcelFile, known: ParcelFile, at: datetime) -> None:
    """Record a crossing of what was made safe before, its bytes copied under a name of its own."""
    old = known.crossing
    if old is None:
        raise ValueError("a known file has crossed")
    store = originals.store()
    outputs = []
    for place, (name, number, _old) in enumerate(known.outputs):
        again = f"{row.number}-R{place}"
        data = store.get(number)
        kept = store.put(again, data, kind=REBUILT, at=at)
        ending = PurePath(name).suffix
        outputs.append([_renamed(row.name, ending) if not place else name, again, kept.size])
    crossing = _crossing(row, old.outcome, old.sha256_out, dict(old.report), at)
    _save(row, crossing, outputs, at, known=True)


def _renamed(name: str, ending: str) -> str:
    return PurePath(name).stem + ending


def _keep(row: ParcelFile, result: Result, at: datetime) -> list[list[Any]]:
    """Keep what was rebuilt, encrypted; of a mail opened with a password its attachments."""
    store, outputs = originals.store(), []
    for place, (name, data) in enumerate(_files(row, result)):
        number = f"{row.number}-R{place}"
        store.put(number, data, kind=REBUILT, at=at)
        outputs.append([name, number, len(data)])
    return outputs


def _files(row: ParcelFile, result: Result) -> Iterator[tuple[str, bytes]]:
    if result.data is None:
        return
    if row.parcel.crossing_id:
        yield from _attachments(result.data)
    else:
        yield result.output_name or row.name, result.data


def _attachments(verified: bytes) -> Iterator[tuple[str, bytes]]:
    """Give the attachments of a rebuilt mail: bytes our own verifier has passed."""
    message = BytesParser(policy=policy.default).parsebytes(verified)
    for place, part in enumerate(message.iter_attachments(), 1):
        data = part.get_payload(decode=True)
        if isinstance(data, bytes):
            yield part.get_filename() or _("添付%(place)s") % {"place": place}, data


def _record(row: ParcelFile, result: Result, outputs: list[list[Any]], at: datetime) -> None:
    report = report_of(result.as_json()) | {"program": _program()}
    crossing = _crossing(row, str(result.outcome), result.sha256_out or "", report, at)
    codes = {reason.code for reason in result.reasons}
    if result.outcome not in _CROSSED and codes & DESK:
        crossing.state = Crossing.State.HELD
    _save(row, crossing, outputs, at, known=False)


def _crossing(
    row: ParcelFile, outcome: str, sha256_out: str, report: dict[str, Any], at: datetime
) -> Crossing:
    by = row.parcel.by
    return Crossing(
        number=row.number,
        way=Crossing.Way.FILE,
        direction=_direction(row),
        at=at,
        sender=by.email,
        sender_person=by,
        subject=row.name,
        outcome=outcome,
        sha256_in=row.sha256,
        sha256_out=sha256_out,
        report=report | _way(row),
        size=row.size,
        record_sha256="",
        state=Crossing.State.DONE,
    )


def _way(row: ParcelFile) -> dict[str, Any]:
    """Return which way a file went, and the permit that let it, as they are sealed with it."""
    parcel = row.parcel
    permit = parcel.permit.decision if parcel.permit else ""
    return {"zones": [parcel.from_zone, parcel.to_zone], "permit": permit}


def _recipient(row: ParcelFile, outputs: list[list[Any]]) -> Recipient:
    """Return for whom a file is: who handed it in, or outside, where it waits until it is taken."""
    sending = Sending.objects.filter(parcel=row.parcel_id).first()
    if sending is not None:
        return Recipient(address=sending.receiver, fate=Recipient.Fate.WAITING)
    fate = Recipient.Fate.DELIVERED if outputs else Recipient.Fate.WAITING
    return Recipient(address=row.parcel.by.email, person=row.parcel.by, fate=fate)


def _direction(row: ParcelFile) -> str:
    parcel = row.parcel
    out = is_outward(Way(parcel.from_zone, parcel.to_zone))
    return Crossing.Direction.OUT if out else Crossing.Direction.IN


@transaction.atomic
def _save(
    row: ParcelFile, crossing: Crossing, outputs: list[list[Any]], at: datetime, *, known: bool
) -> None:
    record_crossings([NewCrossing(crossing, [_recipient(row, outputs)])], at=at)
    row.crossing, row.outputs, row.known, row.password = crossing, outputs, known, None
    row.save()


def _program() -> str:
    return version("sekisho")
