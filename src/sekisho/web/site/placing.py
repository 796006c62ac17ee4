"""The controlled areas of the premises and who was received there, for the rooms beside it."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from sekisho.web.assets.places import Area as Place
from sekisho.web.premises.models import Area, Visit
from sekisho.web.suppliers.entering import Entry


class PremisesAreas:
    """Areas in use, by their row's number."""

    def areas(self) -> Iterable[Place]:
        """Return every area in use, in order; one query."""
        rows = Area.objects.in_use().order_by("name", "pk").values_list("pk", "name")
        return [Place(f"area:{pk}", name) for pk, name in rows]


def visits_between(first: date, last: date) -> list[Entry]:
    """Return whoever was received in an area on one of the days for a company; one query.

    Who was erased since is nobody any more.
    """
    rows = Visit.objects.filter(in_at__date__gte=first, in_at__date__lte=last).exclude(company="")
    return [
        Entry(
            company=row.company,
            name=row.name,
            area=f"area:{row.area_id}",
            on=timezone.localdate(row.in_at),
            reference=f"visit:{row.pk}",
        )
        for row in rows.order_by("pk")
    ]
