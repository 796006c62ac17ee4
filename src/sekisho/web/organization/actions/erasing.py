"""Forgetting who somebody was, after they left."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.organization import forgetting
from sekisho.web.organization.actions.sealing import day, seal_about
from sekisho.web.organization.errors import OrganizationError
from sekisho.web.organization.models import ERASED_NAME, Person, ScopeEntry


@transaction.atomic
def erase_person(*, person: Person, by: Person, at: datetime) -> Person:
    """Erase name, furigana, addresses, numbers, remarks and account of a leaver, for good.

    What was sealed names the opaque id only and stays whole; the row, its roles and its periods
    stay too, and nobody can say any more whose they were. Raises OrganizationError for somebody
    whose last day has not passed, or who is erased already.
    """
    if person.erased_at is not None:
        raise OrganizationError(_("この人の個人情報は既に消去されています。"))
    if person.left_on is None or person.left_on >= timezone.localdate(at):
        raise OrganizationError(
            _("消去できるのは、離任した人だけです。先に離任を記録してください。")
        )
    forgetting.forget(person)  # while the name and the address can still be looked for
    account = person.account
    number = account.pk if account else None
    person.name, person.furigana, person.email, person.number = ERASED_NAME, "", "", ""
    person.account, person.erased_at = None, at
    person.save(update_fields=["name", "furigana", "email", "number", "account", "erased_at"])
    ScopeEntry.objects.filter(person=person).update(note="")
    if account is not None:
        account.delete()  # with its second factors; its sessions belong to nobody
    seal_about(
        person,
        "person.erased",
        by=by,
        at=at,
        left_on=day(person.left_on),
        account=number,
    )
    return person
