"""Who may look at the register of assets, who keeps it, and what stays hidden.

What somebody may not know of is in no list, search, count, export or picture: every read of a page
begins with `visible_to`. Checks count everything, and name rows by number of the row only.
"""

from collections.abc import Iterable

from django.db import models

from sekisho.catalogue import load
from sekisho.web.assets.models import Asset, AssetQuerySet, Relation, Zone

MANAGE = "assets.manage"
LOOK = "status.read"
READ_MYNUMBER = "mynumber.read"
MYNUMBER_ZONE = "mynumber"  # the catalogue's id of the My Number zone


def hidden_grades(rights: frozenset[str]) -> frozenset[str]:
    """Return the grades of confidentiality that lie above the reader's clearance."""
    clearances = load().clearances()
    return frozenset().union(
        *(grades for permission, grades in clearances.items() if permission not in rights)
    )


def visible_to(rights: frozenset[str]) -> AssetQuerySet:
    """Return the assets the reader may know of, by zone and by grade of confidentiality."""
    rows = Asset.objects.exclude(confidentiality__in=hidden_grades(rights))
    return rows if READ_MYNUMBER in rights else rows.exclude(zone__key=MYNUMBER_ZONE)


def visible_relations(rights: frozenset[str]) -> models.QuerySet[Relation]:
    """Return the relations both ends of which the reader may know of."""
    rows = Relation.objects.all()
    for end in ("upper", "lower"):
        rows = rows.exclude(**{f"{end}__confidentiality__in": hidden_grades(rights)})
        if READ_MYNUMBER not in rights:
            rows = rows.exclude(**{f"{end}__zone__key": MYNUMBER_ZONE})
    return rows


def hidden_numbers(rights: frozenset[str]) -> frozenset[str]:
    """Return the numbers of the assets the reader may not know of, to keep them from being reused.

    Only ever compared: no page shows them.
    """
    known = visible_to(rights).order_by().values("pk")
    rows = Asset.objects.exclude(pk__in=known).order_by()
    return frozenset(rows.values_list("number", flat=True))


def zones_for(rights: frozenset[str]) -> models.QuerySet[Zone]:
    """Return the zones whose assets the reader may know of."""
    if READ_MYNUMBER in rights:
        return Zone.objects.all()
    return Zone.objects.exclude(key=MYNUMBER_ZONE)


def may_keep(rights: frozenset[str], zone: Zone | None, grades: Iterable[str]) -> bool:
    """Whether a keeper may have to do with an asset in that zone with that confidentiality."""
    if zone is not None and zone.key == MYNUMBER_ZONE and READ_MYNUMBER not in rights:
        return False
    return not hidden_grades(rights).intersection(grades)
