"""Handing files in at the portal: originals are in quarantine before anything else is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from secrets import token_hex
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.quarantine import QuarantineError
from sekisho.web.organization.models import Person
from sekisho.web.transfers import consequences, originals
from sekisho.web.transfers.actions.uploading import (
    finished_uploads,
    forget_after,
    pieces_of,
)
from sekisho.web.transfers.errors import TransfersRefusedError
from sekisho.web.transfers.models import Crossing, Parcel, ParcelFile, Upload
from sekisho.web.transfers.queries import leave_for
from sekisho.web.transfers.sealed import seal_fetched, seal_special
from sekisho.web.transfers.ways import INWARD, NOWHERE, Leave, Standpoint, Way
from sekisho.web.ui.ciphering import Cipher

ORIGINAL = "transfer"  # a class of originals
MOST_FILES = 300
NEEDS_PASSWORD = frozenset({"password-needed", "password-wrong"})
PASSWORDS = Cipher("sekisho.transfers.password")
_PASSWORD = 200


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file as it came."""

    name: str
    data: bytes


def hand_in(  # noqa: PLR0913  # what is handed in, and who asks from where
    *,
    files: Sequence[HandedIn],
    by: Person,
    at: datetime,
    way: Way = INWARD,
    stand: Standpoint = NOWHERE,
    uploads: Sequence[str] = (),
) -> Parcel:
    """Take files in to be made safe: sent with the form, or uploads finished before (their keys).

    Raises TransfersRefusedError, QuarantineError, OSError.
    """
    found = _opened(way, stand, by, at)
    sent = finished_uploads(keys=list(uploads), by=by, at=at)
    if not (files or sent):
        raise TransfersRefusedError(_("ファイルを選んでください。"))
    if len(files) + len(sent) > MOST_FILES:
        raise TransfersRefusedError(
            _("一度に出せるのは%(most)d個までです。分けるか、ZIPにまとめてください。")
            % {"most": MOST_FILES}
        )
    rows = [*(_kept(each, at) for each in files), *(_kept_upload(each, at) for each in sent)]
    with transaction.atomic():
        parcel = _recorded(_parcel(found, by, at), rows)
        forget_after(sent)
    return parcel


class Kept(Protocol):
    """A file whose original is in quarantine already, under its number."""

    @property
    def number(self) -> str:
        """The receipt number."""

    @property
    def name(self) -> str:
        """The file's name, as it came."""

    @property
    def size(self) -> int:
        """Its bytes."""

    @property
    def sha256(self) -> str:
        """Its fingerprint."""


def hand_in_kept(kept: Kept, by: Person, at: datetime) -> Parcel:
    """Take in a file that came out of a person's browser session: made safe as any other is."""
    row = ParcelFile(number=kept.number, name=kept.name[:255], size=kept.size, sha256=kept.sha256)
    return _recorded(Parcel(by=by, at=at), [row])


def _opened(way: Way, stand: Standpoint, by: Person, at: datetime) -> Leave:
    """Return the leave for a way. Raises TransfersRefusedError where there is none."""
    found = leave_for(way, stand, by=by, at=at)
    if not found.open:
        raise TransfersRefusedError(found.why)
    return found


def _parcel(found: Leave, by: Person, at: datetime) -> Parcel:
    return Parcel(
        by=by,
        at=at,
        from_zone=found.way.source,
        to_zone=found.way.target,
        permit_id=found.grant.permit if found.grant else None,
    )


def try_password(*, file: ParcelFile, password: str, by: Person, at: datetime) -> Parcel:
    """Have a file that wants a password made safe with it. Raises TransfersRefusedError."""
    row = ParcelFile.objects.select_related("parcel", "crossing").get(pk=file.pk)
    if row.parcel.by_id != by.pk or row.replaced or row.crossing is None:
        raise TransfersRefusedError(_("このファイルは、パスワードを待っていません。"))
    _refuse_not_waiting(row.crossing)
    again = _kept(HandedIn(row.name, _original(row.number)), at)
    again.folder = row.folder
    again.password = _closed(password)
    with transaction.atomic():
        ParcelFile.objects.filter(pk=row.pk).update(replaced=True)
        return _recorded(row.parcel, [again])


def open_mail(
    *,
    crossing: Crossing,
    password: str,
    by: Person,
    at: datetime,
    stand: Standpoint = NOWHERE,
) -> Parcel:
    """Have what a mail held back for a password made safe with it, for one of its recipients.

    Raises TransfersRefusedError.
    """
    if not crossing.recipients.filter(person=by).exists():
        raise TransfersRefusedError(_("パスワードを入力できるのは、メールの受取人だけです。"))
    _refuse_not_waiting(crossing)
    _opened(INWARD, stand, by, at)
    row = _kept(HandedIn(f"{crossing.number}.eml", _original(crossing.number)), at)
    row.password = _closed(password)
    return _recorded(Parcel(by=by, at=at, crossing=crossing), [row])


@transaction.atomic
def let_out(*, file: ParcelFile, by: Person, at: datetime, stand: Standpoint) -> None:
    """Let a rebuilt file be taken where the person is now. Raises TransfersRefusedError.

    What came by a special permit is sealed each time; when the permit is over, nothing is taken.
    """
    way = Way(file.parcel.from_zone, file.parcel.to_zone)
    found = leave_for(way, stand, by=by, at=at, taking=True)
    if not found.open:
        raise TransfersRefusedError(found.why)
    if file.parcel.permit_id:
        seal_fetched(file, at)


def wants_password(crossing: Crossing) -> bool:
    """Whether something of it was held back for a password."""
    return _wants(crossing.report)


def _wants(report: dict[str, object]) -> bool:
    reasons, children = report.get("reasons") or [], report.get("children") or []
    own = isinstance(reasons, list) and not NEEDS_PASSWORD.isdisjoint(reasons)
    return own or (isinstance(children, list) and any(_wants(each) for each in children))


def _refuse_not_waiting(crossing: Crossing) -> None:
    if not wants_password(crossing):
        raise TransfersRefusedError(_("このファイルは、パスワードを待っていません。"))


def _closed(password: str) -> bytes:
    if not password or len(password) > _PASSWORD:
        raise TransfersRefusedError(_("パスワードを入力してください。"))
    return PASSWORDS.encrypt(password.encode())


def _original(number: str) -> bytes:
    try:
        return originals.store().get(number)
    except QuarantineError as error:
        raise TransfersRefusedError(
            _("元のファイルは、保存期間を過ぎて廃棄したため残っていません。")
        ) from error


def _kept_upload(upload: Upload, at: datetime) -> ParcelFile:
    """Put what an upload brought into quarantine, block by block; return its row, not saved."""
    number = _number(at)
    kept = originals.keep_blocks(number, pieces_of(upload).blocks, kind=ORIGINAL, at=at)
    return ParcelFile(
        number=number,
        name=upload.name,
        folder=upload.folder,
        size=kept.size,
        sha256=kept.sha256,
    )


def _number(at: datetime) -> str:
    return f"{at:%Y%m%d}-F{token_hex(5).upper()}"


def _kept(each: HandedIn, at: datetime) -> ParcelFile:
    """Put the original into quarantine; return its row, not saved."""
    number = _number(at)
    originals.store().put(number, each.data, kind=ORIGINAL, at=at)
    return ParcelFile(
        number=number,
        name=each.name[:255],
        size=len(each.data),
        sha256=sha256(each.data).hexdigest(),
    )


def _recorded(parcel: Parcel, rows: Sequence[ParcelFile]) -> Parcel:
    with transaction.atomic():
        fresh = parcel.pk is None
        parcel.save()
        if fresh and parcel.permit_id:
            seal_special(parcel)
        for row in rows:
            row.parcel = parcel
            row.save()
        transaction.on_commit(consequences.process_soon)
    return parcel
