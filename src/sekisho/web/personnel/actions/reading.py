"""Reading a list of staff and comparing it: differences become proposals, nothing is changed."""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.ledger import JsonValue
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization import ldap
from sekisho.web.organization.models import Person
from sekisho.web.personnel import staff_list
from sekisho.web.personnel.agreement import TABLES
from sekisho.web.personnel.comparing import Difference, Listed, What, compare
from sekisho.web.personnel.errors import StaffListError
from sekisho.web.personnel.models import Line, Move, Proposal, Reading, StaffDirectory
from sekisho.web.ui.ciphering import Cipher, UndecipherableError
from sekisho.web.ui.errors import Refused

_log = logging.getLogger(__name__)
_CIPHER = Cipher("sekisho.personnel.directory")
SUBJECT = "staff-list:1"


@dataclass(frozen=True, slots=True)
class DirectoryEntry:
    """What is typed of the directory; an empty password keeps the one before."""

    kind: str
    url: str
    base: str
    condition: str
    user: str
    number_word: str
    unit_word: str = ""
    post_word: str = ""
    furigana_word: str = ""
    password: str = ""
    authority: str = ""


@transaction.atomic
def set_directory(*, entry: DirectoryEntry, by: Person, at: datetime) -> StaffDirectory:
    """Say where the list of staff is read from. Raises LdapError for an open address.

    A password goes with its address: another address wants it again, so that it is sent nowhere
    its keeper did not mean.
    """
    ldap.check_address(entry.url.strip())
    row = StaffDirectory.objects.select_for_update().first()
    if not entry.password and (row is None or row.url != entry.url.strip()):
        raise StaffListError(_("パスワードを入力してください。"))
    row = row or StaffDirectory()
    for name in DirectoryEntry.__dataclass_fields__:
        if name != "password":
            setattr(row, name, getattr(entry, name).strip())
    if entry.password:
        row.secret = _CIPHER.encrypt(entry.password.encode())
    row.failed_at, row.failure = None, ""
    row.save()
    seal_list("staff-list.directory", by=by, at=at, rows=[row])
    return row


def read_directory(*, by: Person | None, at: datetime) -> Reading:
    """Read the directory and compare. Raises LdapError, StaffListError, which are noted too.

    Read outside any transaction: a slow directory holds up nobody.
    """
    row = StaffDirectory.objects.first()
    if row is None:
        raise StaffListError(_("職員名簿の読取り先が設定されていません。"))
    try:
        listed = staff_list.from_directory(row, _password(row))
    except Refused as error:
        StaffDirectory.objects.filter(pk=row.pk).update(failed_at=at, failure=str(error)[:300])
        raise
    StaffDirectory.objects.filter(pk=row.pk).update(failed_at=None, failure="")
    return take_list(listed=listed, source=Reading.Source.DIRECTORY, by=by, at=at)


def read_due(*, at: datetime) -> int:
    """Read the directory when one is set; return how many were read. A failure is noted."""
    if not StaffDirectory.objects.exists():
        return 0
    try:
        read_directory(by=None, at=at)
    except Refused:
        _log.warning("the directory of staff did not answer")
        return 0
    return 1


def read_file(*, untrusted_data: bytes, name: str, by: Person, at: datetime) -> Reading:
    """Read a table of staff and compare. Raises StaffListError."""
    listed = staff_list.from_file(untrusted_data, name=name)
    sha256 = hashlib.sha256(untrusted_data).hexdigest()
    return take_list(listed=listed, source=Reading.Source.FILE, sha256=sha256, by=by, at=at)


@transaction.atomic
def take_list(
    *,
    listed: Sequence[Listed],
    source: str,
    by: Person | None,
    at: datetime,
    sha256: str = "",
) -> Reading:
    """Make the open proposals exactly what differs now; the register stays as it is.

    Who is in a move being prepared or settled is on the way: nothing is proposed of them. What
    somebody set aside is not proposed again while the list says the same.
    """
    today = timezone.localdate(at)
    people = Person.objects.present(today).filter(erased_at=None)
    known = staff_list.known_people(people.select_related("unit", "post"))
    way = _on_the_way()
    found = [each for each in compare(listed, known) if _is_news(each, *way)]
    gone, new = _propose(found, at)
    reading = Reading.objects.create(
        at=at, by=by, source=source, sha256=sha256, listed=len(listed),
        compared=sum(bool(each.number) for each in known), differing=len(found),
    )  # fmt: skip
    seal_list(
        "staff-list.read", by=by, at=at, rows=[reading, *gone, *new], listed=reading.listed,
        compared=reading.compared, differing=reading.differing, agreed=len(gone),
    )  # fmt: skip
    return reading


def seal_list(  # the columns of an entry
    kind: str,
    *,
    by: Person | None,
    at: datetime,
    rows: Sequence[Model] = (),
    **body: JsonValue,
) -> None:
    """Seal what happened with the list of staff: figures, never a name."""
    body |= TABLES.stands(kind, rows)
    actor = str(by.opaque_id) if by else ""
    evidence.seal(kind=kind, subject=SUBJECT, at=at, by=actor, body=body)


def digest(difference: Difference) -> str:
    """Return the fingerprint of what the list says of one person."""
    said = json.dumps([difference.what, difference.number, difference.values], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def _on_the_way() -> tuple[set[int | None], set[str]]:
    """Return who is in a move being prepared or settled: people by row, and staff numbers."""
    lines = Line.objects.filter(move__state__in=[Move.State.DRAFT, Move.State.SETTLED])
    found = list(lines.values_list("person", "number"))
    return {person for person, _number in found}, {number for _person, number in found}


def _is_news(each: Difference, people: set[int | None], numbers: set[str]) -> bool:
    """Whether nobody has begun to see to the difference; words do not wait for a move."""
    if each.what == What.CHANGED:
        return True
    return each.known.pk not in people if each.known else each.number not in numbers


def _propose(found: Sequence[Difference], at: datetime) -> tuple[list[Proposal], list[Proposal]]:
    """Close proposals that agree now, open new ones; return both."""
    digests = {digest(each): each for each in found}
    gone = list(Proposal.objects.open().exclude(digest__in=digests))
    for row in gone:
        settle_row(row, Proposal.State.AGREED, None, at)
    there = Proposal.objects.filter(state__in=[Proposal.State.OPEN, Proposal.State.ASIDE])
    known = set(there.filter(digest__in=digests).values_list("digest", flat=True))
    new = [_row(each, mark, at) for mark, each in digests.items() if mark not in known]
    return gone, Proposal.objects.bulk_create(new)


def _row(each: Difference, mark: str, at: datetime) -> Proposal:
    return Proposal(
        what=each.what,
        number=each.number,
        person_id=each.known.pk if each.known else None,
        values=dict(each.values),
        digest=mark,
        first_at=at,
    )


def settle_row(
    row: Proposal, state: Proposal.State, by: Person | None, at: datetime, reason: str = ""
) -> None:
    """Close a proposal; what the list said is forgotten."""
    row.state, row.settled_by, row.settled_at, row.reason = state, by, at, reason
    row.values, row.number = {}, ""
    row.save()


def _password(row: StaffDirectory) -> str:
    try:
        return _CIPHER.decrypt(bytes(row.secret)).decode()
    except UndecipherableError:
        raise StaffListError(
            _("保存したパスワードを読めません。パスワードを入力し直してください。")
        ) from None
