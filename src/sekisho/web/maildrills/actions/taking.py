"""Reports by mail: what people forward to the report address lies in a Maildir.

A mail server delivers the address there. A drill's letter is counted and deleted; anything else may
be a real attack: it stays, in `cur`, and who sees to incidents is told.
"""

from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.web.maildrills.actions.noting import note_reported
from sekisho.web.notices import actions as notices
from sekisho.web.organization.access import holders_of

LARGEST = 4_000_000  # octets of a mail that are read
A_RUN = 200
_PARTS = 200  # of one mail


def take_reports(*, folder: Path, at: datetime) -> int:
    """Take the mails in `folder/new`; return how many were letters of drills.

    No folder: the address is not set up, and nothing happens.
    """
    new, kept = folder / "new", folder / "cur"
    if not new.is_dir():
        return 0
    counted = left = 0
    for path in sorted(new.iterdir())[:A_RUN]:
        if not path.is_file() or path.is_symlink():
            continue
        if _is_drill(path, at):
            path.unlink()
            counted += 1
        else:
            kept.mkdir(exist_ok=True)
            path.rename(kept / f"{path.name}:2,")
            left += 1
    if left:
        _tell(left, at)
    return counted


def _is_drill(path: Path, at: datetime) -> bool:
    with path.open("rb") as file:
        untrusted = file.read(LARGEST)
    text = "\n".join(_texts(untrusted))
    return note_reported(untrusted_text=text, subject="", by=None, at=at) is not None


def _texts(untrusted: bytes) -> Iterator[str]:
    """Yield the text of every part, forwarded messages among them; what cannot be read is empty."""
    message: Message = message_from_bytes(untrusted, policy=policy.default)
    for number, part in enumerate(message.walk()):
        if number >= _PARTS:
            return
        if part.get_content_maintype() == "text" and isinstance(part, EmailMessage):
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield payload.decode("utf-8", "replace")


def _tell(number: int, at: datetime) -> None:
    """Tell who sees to incidents that something real may lie there."""
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        title = _("怪しいメールの報告が%(number)d件届いています。報告用の受信箱を確かめてください")
        for person in holders_of("incidents.manage", timezone.localdate(at)):
            notices.tell(
                person=person,
                key=f"suspicious-mail:{at:%Y%m%d%H%M}",
                title=title % {"number": number},
                url=reverse("incidents:list"),
                due_on=None,
                at=at,
            )
