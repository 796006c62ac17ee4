"""Who may look at systems, who keeps them, and what stays hidden."""

from sekisho.web.assets.access import MYNUMBER_ZONE, READ_MYNUMBER
from sekisho.web.systems.models import InformationSystem, SystemQuerySet

MANAGE = "systems.manage"
LOOK = "status.read"


def visible_to(rights: frozenset[str]) -> SystemQuerySet:
    """Return the systems the reader may know of: the My Number zone's only with the right."""
    if READ_MYNUMBER in rights:
        return InformationSystem.objects.all()
    return InformationSystem.objects.exclude(zone__key=MYNUMBER_ZONE)


def may_place(zone_key: str, rights: frozenset[str]) -> bool:
    """Whether the person may put or keep a system in the zone."""
    return zone_key != MYNUMBER_ZONE or READ_MYNUMBER in rights
