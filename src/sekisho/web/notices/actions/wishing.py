"""How somebody wants to be mailed."""

from datetime import datetime

from django.db import transaction

from sekisho.web.notices.models import Wish
from sekisho.web.organization.models import Person


@transaction.atomic
def wish(*, daily: bool, quiet: bool, by: Person, at: datetime) -> Wish:
    """Note how the person wants to be mailed from now on; mails already waiting keep their time."""
    values = {"daily": daily, "quiet": quiet, "changed_at": at}
    return Wish.objects.update_or_create(person=by, defaults=values)[0]
