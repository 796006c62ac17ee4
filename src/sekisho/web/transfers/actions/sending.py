"""Sending files out: made safe, looked through, decided by the head, taken once with a code.

The law: nothing leaves before every file of the parcel crossed, was looked through in the sandbox
without a find, and another person decided. The code opens the page once, and after five wrong ones
never.
"""

import hmac
import json
import logging
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import randbelow, token_urlsafe
from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.ledger import JsonValue
from sekisho.quarantine import QuarantineError
from sekisho.sandbox import Answer, JobLimits, Profile, Sandbox, SandboxError
from sekisho.web.approvals import actions as approvals
from sekisho.web.approvals.models import Application
from sekisho.web.approvals.numbering import number_text
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.actions import utc_text
from sekisho.web.organization.models import Person
from sekisho.web.transfers import originals
from sekisho.web.transfers.actions.handing_in import HandedIn, hand_in
from sekisho.web.transfers.actions.inviting import invite
from sekisho.web.transfers.apart import scanning
from sekisho.web.transfers.carrying import leave_to_send, longest
from sekisho.web.transfers.errors import TransfersRefusedError
from sekisho.web.transfers.models import ParcelFile, Recipient, Sending
from sekisho.web.transfers.paths import packed
from sekisho.web.transfers.ways import NOWHERE, OUTWARD, Standpoint, Way
from sekisho.web.ui.ciphering import Cipher

_log = logging.getLogger(__name__)
KINDS = {  # of the application, by grade
    "open": "sending-open",
    "internal": "sending-open",
    "personal": "sending-personal",
}
OPEN_FOR = timedelta(days=7)
ATTEMPTS = 5
_SECRETS = Cipher("sekisho.transfers.sending")
_LIMITS = JobLimits(memory_bytes=768 << 20, cpu_seconds=60, wall_seconds=120, output_bytes=1024)
_PROFILE = Profile("scan", (scanning.MODULE,), rehearsal=(scanning.REHEARSAL,))


class _Scanner(Protocol):
    def call(
        self, profile: str, function: str, payload: bytes, *, limits: JobLimits = ...
    ) -> Answer: ...


Door = Callable[[], AbstractContextManager[_Scanner]]


@dataclass(frozen=True, slots=True)
class SendingEntry:
    """What somebody wants to send out."""

    grade: str
    purpose: str
    receiver: str
    receiver_email: str = ""
    carries: tuple[str, ...] = ()  # information of the register, as `information:3`


def send_out(  # noqa: PLR0913  # what is sent, and who asks from where
    *,
    entry: SendingEntry,
    files: Sequence[HandedIn],
    by: Person,
    at: datetime,
    way: Way = OUTWARD,
    stand: Standpoint = NOWHERE,
    uploads: Sequence[str] = (),
) -> Sending:
    """Take files in that are to leave. Raises TransfersRefusedError, QuarantineError, OSError.

    What leaves the My Number zone by a special permit is decided like personal information, and so
    is what by its class needs leave to be sent; what its class forbids to send is refused.
    """
    if entry.grade not in Sending.Grade.values:
        raise TransfersRefusedError(
            _(
                "個人番号を含むものは、ここからは送れません。「特定通信」として決裁の画面から"
                "申請してください。"
            )
        )
    bounded = leave_to_send(entry.carries)
    with transaction.atomic():
        parcel = hand_in(files=files, by=by, at=at, way=way, stand=stand, uploads=uploads)
        special = parcel.permit_id is not None
        row = Sending.objects.create(
            parcel=parcel,
            grade=Sending.Grade.PERSONAL if special or bounded else entry.grade,
            special=special,
            carries=list(dict.fromkeys(entry.carries)),
            purpose=entry.purpose.strip(),
            receiver=entry.receiver.strip(),
            receiver_email=entry.receiver_email.strip(),
        )
        _seal(row, "sending.asked", by=by, at=at)
    return row


def look_through(*, at: datetime, door: Door = lambda: Sandbox([_PROFILE], parallel=1)) -> int:
    """Look through what was made safe and is to leave; return how many parcels were done.

    What is clean goes to its decision; where an individual number seems to stand, or a mark that
    forbids to send, it is stopped.
    """
    rows = Sending.objects.filter(scanned_at=None).select_related("parcel__by")
    ready = [row for row in rows if not row.parcel.files.filter(crossing=None).exists()]
    if not ready:
        return 0
    with door() as sandbox:
        return sum(_looked_through(row, sandbox, at) for row in ready)


def _looked_through(row: Sending, sandbox: _Scanner, at: datetime) -> bool:
    try:
        found = _scan(list(row.parcel.files.all()), sandbox)
    except (SandboxError, QuarantineError, OSError, ValueError, KeyError):
        _log.exception("%s could not be looked through; it stays", row)
        return False
    with transaction.atomic():
        row.numbers, row.blind, row.marks = found["count"], found["blind"], found["marks"]
        row.scanned_at = at
        stayed = row.parcel.files.filter(outputs=[]).exists()
        if stayed or row.marks or (row.numbers and not row.special):
            row.returned_at = at
        row.save()
        _seal(row, "sending.looked-through", by=None, at=at)
        if not row.returned_at:
            _ask(row, at)
    return True


def _scan(files: Sequence[ParcelFile], sandbox: _Scanner) -> Counter[str]:
    """Return what was found in all files, added up: `count`, `blind` and `marks`."""
    found: Counter[str] = Counter()
    for each in files:
        for _name, number, _size in each.outputs:
            data = originals.store().get(number)
            answer = sandbox.call(_PROFILE.name, scanning.FUNCTION, data, limits=_LIMITS)
            said = json.loads(answer.data)
            found.update({name: int(said[name]) for name in ("count", "blind", "marks")})
    return found


def _ask(row: Sending, at: datetime) -> None:
    approvals.submit(
        kind=KINDS[row.grade],
        subject=f"sending:{row.pk}",
        title=_title(row),
        url=reverse("transfers:sending", args=[row.pk]),
        applicant=row.parcel.by,
        reason=row.purpose,
        at=at,
    )


def decide_sending(application: Application) -> None:
    """Carry out a decision taken in the approvals room; runs in its transaction.

    The classes are asked again. Raises TransfersRefusedError for what one forbids by now.
    """
    pk = application.subject.removeprefix("sending:")
    row = Sending.objects.select_related("parcel__by__unit").get(pk=pk)
    at = application.closed_at or application.submitted_at
    if application.state == Application.State.APPROVED:
        row.decided_at, row.decided_by = at, application.decider
        row.decision = number_text(application)
        row.until = timezone.localdate(at) + longest(OPEN_FOR, leave_to_send(row.carries))
        token, code = token_urlsafe(32), f"{randbelow(10**8):08}"
        row.token_sha256 = sha256(token.encode()).hexdigest()
        row.secrets = _SECRETS.encrypt(json.dumps([token, code]).encode())
        row.mail = invite(row, token, at=at)
        kind = "sending.decided"
    else:
        row.returned_at, kind = at, "sending.returned"
    row.save()
    _seal(row, kind, by=application.decider or row.parcel.by, at=at)


def secrets_of(row: Sending) -> tuple[str, str]:
    """Return the token of the page and its code, for the sender. Raises UndecipherableError."""
    token, code = json.loads(_SECRETS.decrypt(row.secrets or b""))
    return token, code


def find_sending(token: str, at: datetime) -> Sending | None:
    """Return the sending a token names, while it can be taken."""
    digest = sha256(token.encode()).hexdigest()
    row = Sending.objects.filter(token_sha256=digest).first()
    return row if row and row.is_open(at) and row.attempts < ATTEMPTS else None


def take_sending(*, sending: Sending, code: str, at: datetime) -> list[tuple[str, bytes]]:
    """Return the files by their paths to whoever has the code, once. Raises TransfersRefusedError.

    A wrong code is counted outside of what is rolled back.
    """
    if not _counted(sending, code, at):
        raise TransfersRefusedError(
            _("番号が違います。送った人に確かめてください。5回間違えると、受け取れなくなります。")
        )
    with transaction.atomic():
        row = Sending.objects.select_for_update().select_related("parcel").get(pk=sending.pk)
        if not row.is_open(at):
            raise TransfersRefusedError(_("このファイルは、もう受け取れません。"))
        files = _files(row)
        _taken(row, by=None, at=at)
    return files


@transaction.atomic
def take_oneself(*, sending: Sending, by: Person, at: datetime) -> list[tuple[str, str]]:
    """Take one's own decided files into one's own session of the screen transfer, once.

    Return (number in quarantine, name). What leaves by a special permit does not leave so. Raises
    TransfersRefusedError.
    """
    row = Sending.objects.select_for_update().select_related("parcel").get(pk=sending.pk)
    if row.parcel.by_id != by.pk or row.special or not row.is_open(at):
        raise TransfersRefusedError(_("このファイルは、もう渡せません。"))
    found = [(each.folder, *out) for each in row.parcel.files.all() for out in each.outputs]
    paths = packed((folder, name) for folder, name, _number, _size in found)
    _taken(row, by=by, at=at)
    return [(out[2], path.replace("/", "／")) for path, out in zip(paths, found, strict=True)]


def _taken(row: Sending, *, by: Person | None, at: datetime) -> None:
    row.taken_at, row.secrets = at, None
    row.save(update_fields=["taken_at", "secrets"])
    taken = Recipient.objects.filter(crossing__handed_in__parcel=row.parcel)
    taken.update(fate=Recipient.Fate.DELIVERED)
    _seal(row, "sending.taken", by=by, at=at)


@transaction.atomic
def _counted(sending: Sending, code: str, at: datetime) -> bool:
    """Say whether the code is right; count one that is not."""
    row = Sending.objects.select_for_update().get(pk=sending.pk)
    if not row.is_open(at) or row.attempts >= ATTEMPTS:
        return False
    if hmac.compare_digest(secrets_of(row)[1].encode(), code.strip().encode()):
        return True
    row.attempts += 1
    row.save(update_fields=["attempts"])
    return False


def _files(row: Sending) -> list[tuple[str, bytes]]:
    store = originals.store()
    found = [(each.folder, *out) for each in row.parcel.files.all() for out in each.outputs]
    paths = packed((folder, name) for folder, name, _number, _size in found)
    try:
        return [(path, store.get(out[2])) for path, out in zip(paths, found, strict=True)]
    except QuarantineError as error:
        raise TransfersRefusedError(_("このファイルは、もう受け取れません。")) from error


def facts(row: Sending) -> dict[str, JsonValue]:
    """Return what is sealed of a sending: ids, figures and times, no words."""
    return {
        **({"special": True} if row.special else {}),
        **({"carries": list(row.carries)} if row.carries else {}),  # as rows of before were sealed
        "parcel": row.parcel_id,
        "grade": row.grade,
        "numbers": row.numbers,
        **({"marks": row.marks} if row.marks else {}),  # as rows of before were sealed
        "blind": row.blind,
        "decided_at": utc_text(row.decided_at),
        "decided_by": str(row.decided_by.opaque_id) if row.decided_by else "",
        "decision": row.decision,
        "until": row.until.isoformat() if row.until else None,
        "returned_at": utc_text(row.returned_at),
        "taken_at": utc_text(row.taken_at),
    }


def _seal(row: Sending, kind: str, *, by: Person | None, at: datetime) -> None:
    evidence.seal(
        kind=kind,
        subject=f"sending:{row.pk}",
        at=at,
        by=str(by.opaque_id) if by else "",
        body=facts(row),
    )


def _title(row: Sending) -> str:
    """Name the application in the body's language; file names stand on its own page only."""
    with translation.override(settings.LANGUAGE_CODE):
        return _("ファイルの送り出し: %(purpose)s") % {"purpose": row.purpose[:80]}
