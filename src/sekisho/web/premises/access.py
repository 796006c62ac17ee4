"""Who keeps areas, lists and campaigns, who records at the door and on rounds, who looks."""

from django.db.models import Q, QuerySet

from sekisho.catalogue import load
from sekisho.web.assets.access import visible_to
from sekisho.web.premises.models import Disposal

MANAGE = "premises.manage"
RECORD = "premises.record"
LOOK = "status.read"
READ_EVIDENCE = "evidence.read"
READ_MYNUMBER = "mynumber.read"


def visible_disposals(rights: frozenset[str]) -> QuerySet[Disposal]:
    """Return the disposals the reader may know of: not above their clearance, by asset or class."""
    rows = Disposal.objects.filter(Q(asset=None) | Q(asset__in=visible_to(rights).order_by()))
    return rows.exclude(level__in=hidden_levels(rights))


def hidden_levels(rights: frozenset[str]) -> list[str]:
    """Return the classes above the reader's clearance, as disposals name them."""
    return [
        f"{scheme.id}/{level.id}"
        for scheme in load().schemes.values()
        for level in scheme.levels
        if level.clearance and level.clearance not in rights
    ]
