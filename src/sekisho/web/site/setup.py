"""Makes an instance ready: database, static files, zones, the first account."""

from datetime import date, datetime

from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from sekisho.web.assets import actions as assets
from sekisho.web.organization import actions as organization
from sekisho.web.organization.models import Person, RoleHolding, Unit

FIRST_ROLE = "chief-officer"  # the role that manages people and assigns roles


def prepare() -> None:
    """Bring database, static files and messages up to date; safe to run again."""
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    assets.install_zones(at=timezone.now())


@transaction.atomic
def first_account(  # noqa: PLR0913  # who the first person is
    *, username: str, name: str, furigana: str, unit: str, at: datetime, today: date
) -> str | None:
    """Make the first person, with the role that manages people; return the first password.

    None when there are people already: from then on roles are assigned by another person.
    """
    if Person.objects.exists():
        return None
    place = Unit.objects.create(name=unit)
    person = Person.objects.create(
        name=name, furigana=furigana, category="staff", unit=place, joined_on=today
    )
    RoleHolding.objects.create(role=FIRST_ROLE, person=person, from_date=today)
    given = organization.open_account(person=person, username=username, by=None, at=at)
    return given.password
