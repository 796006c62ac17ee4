"""Evidence: kept encrypted with its hash sealed, and who had it when."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.evidence.actions import File
from sekisho.web.incidents.actions.allowing import locked, refuse_future
from sekisho.web.incidents.actions.sealing import seal
from sekisho.web.incidents.errors import IncidentRefusedError
from sekisho.web.incidents.models import Custody, Evidence, Incident
from sekisho.web.organization.models import Person
from sekisho.web.ui.ciphering import Cipher

CIPHER = Cipher("sekisho.incidents.evidence")
LARGEST = 20 * 1024 * 1024  # bytes


@transaction.atomic
def add_evidence(  # noqa: PLR0913  # the columns of a piece of evidence
    *, incident: Incident, file: File, words: str, taken_at: datetime, by: Person, at: datetime
) -> Evidence:
    """Keep a file as evidence and begin its custody with who adds it. IncidentRefusedError."""
    return _keep(locked(incident, by, at), file, words, taken_at, by, at)


@transaction.atomic
def hand_in(*, incident: Incident, file: File, words: str, by: Person, at: datetime) -> Evidence:
    """Keep a file with the report it belongs to, for who reported, at that very moment.

    Raises IncidentRefusedError for somebody else's report, or one made before.
    """
    if incident.reporter_id != by.pk or incident.reported_at != at:
        raise IncidentRefusedError(_("報告と一緒でなければ、証拠は加えられません。"))
    return _keep(incident, file, words, at, by, at)


def _keep(  # noqa: PLR0913, PLR0917  # the columns of a piece of evidence
    row: Incident, file: File, words: str, taken_at: datetime, by: Person, at: datetime
) -> Evidence:
    refuse_future(taken_at, at)
    if not words.strip() or not file.content or len(file.content) > LARGEST:
        raise IncidentRefusedError(_("ファイル（20MBまで）と、何の証拠かを入力してください。"))
    digest = hashlib.sha256(file.content).hexdigest()
    kept = Evidence.objects.create(
        incident=row,
        name=file.name[:200],
        media_type=file.media_type[:100],
        size=len(file.content),
        sha256=digest,
        content=CIPHER.encrypt(file.content),
        words=words.strip(),
        taken_at=taken_at,
        added_at=at,
        added_by=by,
    )
    first = Custody.objects.create(
        evidence=kept,
        what=Custody.What.TAKEN,
        at=taken_at,
        holder=by.name,
        noted_at=at,
        noted_by=by,
    )
    seal(
        "incident.evidence-added", row, by=by, at=at, rows=[kept, first],
        sha256=digest, size=kept.size,
    )  # fmt: skip
    return kept


@transaction.atomic
def add_custody(  # noqa: PLR0913  # the columns of a line
    *,
    evidence: Evidence,
    what: str,
    when: datetime,
    holder: str,
    words: str,
    by: Person,
    at: datetime,
) -> Custody:
    """Record who has the evidence now. Lines follow in time. Raises IncidentRefusedError."""
    row = locked(evidence.incident, by, at)
    refuse_future(when, at)
    last = evidence.custody.last()
    if last and when < last.at:
        raise IncidentRefusedError(_("前の引継ぎより後の日時を入力してください。"))
    if what not in Custody.What.values or not holder.strip():
        raise IncidentRefusedError(_("したことと、持っている人を入力してください。"))
    line = Custody.objects.create(
        evidence=evidence,
        what=what,
        at=when,
        holder=holder.strip(),
        words=words.strip(),
        noted_at=at,
        noted_by=by,
    )
    seal("incident.custody", row, by=by, at=at, rows=[line], what=what, sha256=evidence.sha256)
    return line


def content_of(evidence: Evidence) -> bytes:
    """Return the file as it came. Raises ValueError when it was changed or has another key."""
    data = CIPHER.decrypt(evidence.content)
    if hashlib.sha256(data).hexdigest() != evidence.sha256:
        raise ValueError("the evidence is not what was taken in")
    return data
