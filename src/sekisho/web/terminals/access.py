"""Who may look at terminals, who keeps them, and what stays hidden."""

from sekisho.web.assets.access import MYNUMBER_ZONE, READ_MYNUMBER
from sekisho.web.terminals.models import RegisterQuerySet, Terminal

MANAGE = "terminals.manage"
ATTEST = "controls.attest"
LOOK = "status.read"


def visible_to(rights: frozenset[str]) -> RegisterQuerySet:
    """Return the terminals the reader may know of: the My Number zone's only with the right."""
    if READ_MYNUMBER in rights:
        return Terminal.objects.all()
    return Terminal.objects.exclude(zone__key=MYNUMBER_ZONE)


def may_place(zone_key: str, rights: frozenset[str]) -> bool:
    """Whether the person may put or keep a terminal in the zone."""
    return zone_key != MYNUMBER_ZONE or READ_MYNUMBER in rights
