"""Makes an instance ready: database, static files, zones, the first account."""

from dataclasses import dataclass
from datetime import datetime

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.assets import actions as assets
from sekisho.web.organization import actions as organization
from sekisho.web.organization.models import Person
from sekisho.web.ui.errors import Refused

FIRST_ROLE = "chief-officer"  # the role that manages people and assigns roles
FIRST_CATEGORY = "regular"


def prepare() -> None:
    """Bring database, static files and messages up to date; safe to run again."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    assets.install_zones(at=timezone.now())


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who the first person is."""

    username: str
    name: str
    furigana: str
    unit: str


class NotFirstError(Refused):
    """There are people already: from then on roles are assigned by another person."""


@transaction.atomic
def first_account(who: Newcomer, *, at: datetime) -> str:
    """Make the first person, with the role that manages people; return the first password.

    Raises NotFirstError, and OrganizationError for a name that cannot be used.
    """
    if Person.objects.exists():
        raise NotFirstError(_("既に人が登録されています。画面から追加してください。"))
    today = timezone.localdate(at)
    unit = organization.add_unit(name=who.unit, by=None, at=at)
    person = organization.add_person(
        name=who.name,
        furigana=who.furigana,
        category=FIRST_CATEGORY,
        unit=unit,
        joined_on=today,
        by=None,
        at=at,
    )
    organization.enter_scope(
        person=person, relation=FIRST_CATEGORY, from_date=today, by=None, at=at
    )
    organization.assign_role(role=FIRST_ROLE, person=person, from_date=today, by=None, at=at)
    given = organization.open_account(person=person, username=who.username, by=None, at=at)
    return given.password
