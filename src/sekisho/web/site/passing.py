"""What one room knows of zones and terminals, as others judge by it."""

from collections.abc import Iterable

from sekisho.web.assets.whereabouts import DeclaredZone
from sekisho.web.terminals.models import Terminal
from sekisho.web.zones.models import ZoneNetwork


def declared_zones() -> Iterable[DeclaredZone]:
    """Return each zone whose addresses were declared; one query."""
    rows = ZoneNetwork.objects.select_related("zone")
    return [
        DeclaredZone(row.zone.key, row.zone.label, tuple(row.prefixes))
        for row in rows
        if row.prefixes
    ]


def lgwan_terminals() -> int:
    """Return how many terminals in use stand in the LGWAN zone; one query."""
    return Terminal.objects.in_use().filter(zone__key="lgwan").count()
