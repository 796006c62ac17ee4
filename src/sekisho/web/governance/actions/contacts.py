"""The tree of emergency contacts: who calls whom, and the numbers, kept encrypted."""

import re
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.governance.actions.sealing import seal
from sekisho.web.governance.errors import GovernanceError
from sekisho.web.governance.models import Contact
from sekisho.web.organization.models import Person
from sekisho.web.ui.ciphering import Cipher, UndecipherableError

_CIPHER = Cipher("sekisho.governance.contact")
_NUMBER = re.compile(r"\+?[0-9][0-9-]{8,18}[0-9]")
MOST_CALLED = 6  # whoever calls more is busy for half an hour


@transaction.atomic
def enter_contact(  # noqa: PLR0913  # the columns of a contact
    *,
    person: Person,
    number: str,
    above: Contact | None,
    by: Person,
    at: datetime,
    position: int = 0,
) -> Contact:
    """Enter somebody into the tree, or correct and confirm them; an empty number stays as it was.

    Raises GovernanceError for a number that is none, somebody who has left, a circle, a second top,
    and for one who would have to call more than six.
    """
    row = Contact.objects.select_for_update().filter(person=person).first()
    _check(row, person, number, above, at)
    row = row or Contact(person=person, number=b"")
    row.above, row.position, row.confirmed_at = above, position, at
    if number.strip():
        row.number = _CIPHER.encrypt(number.strip().encode())
    row.save()
    seal("contact.entered", f"contact:{row.pk}", by=by, at=at, person=str(person.opaque_id),
         rows=[row])  # fmt: skip
    return row


@transaction.atomic
def remove_contact(*, contact: Contact, by: Person, at: datetime) -> None:
    """Take somebody out; whom they called is called by who called them.

    Raises GovernanceError for the top while it has more than one below.
    """
    row = Contact.objects.select_for_update().get(pk=contact.pk)
    below = list(row.below.all())
    if row.above is None and len(below) > 1:
        raise GovernanceError(_("先に、最初に連絡する人を別の人にしてください。"))
    for each in below:
        each.above = row.above
        each.save(update_fields=["above"])
    name = f"contact:{row.pk}"
    person = str(row.person.opaque_id)
    row.delete()
    seal("contact.removed", name, by=by, at=at, person=person, rows=below, gone=[name])


def number_of(contact: Contact) -> str:
    """Return the telephone number; empty when there is none or it cannot be read any more."""
    if not contact.number:
        return ""
    try:
        return _CIPHER.decrypt(contact.number).decode()
    except UndecipherableError:
        return ""


def forget_person(person: Person) -> None:
    """Forget the number of somebody who is erased; their place in the tree stays, and is seen."""
    Contact.objects.filter(person=person).update(number=b"")


def _check(
    row: Contact | None, person: Person, number: str, above: Contact | None, at: datetime
) -> None:
    if number.strip() and not _NUMBER.fullmatch(number.strip()):
        raise GovernanceError(_("電話番号は、半角の数字と「-」で入力してください。"))
    if not person.is_present(timezone.localdate(at)):
        raise GovernanceError(_("離任した人は連絡網に入れられません。"))
    if above is None:
        if Contact.objects.filter(above=None).exclude(pk=row.pk if row else 0).exists():
            raise GovernanceError(
                _("最初に連絡する人は一人だけです。誰から連絡を受けるかを選んでください。")
            )
        return
    called = above.below.exclude(pk=row.pk if row else 0).count()
    if called >= MOST_CALLED:
        raise GovernanceError(_("一人が連絡する相手は6人までにしてください。"))
    walking: Contact | None = above
    while walking is not None:
        if row is not None and walking.pk == row.pk:
            raise GovernanceError(_("連絡の順が輪になります。別の人を選んでください。"))
        walking = walking.above
