"""What one room knows of zones and terminals, as others judge by it."""

from collections.abc import Iterable, Sequence

from sekisho.web.assets.whereabouts import DeclaredZone
from sekisho.web.browsing.enclosed import Enclosed
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


def lgwan_terminals() -> Sequence[Enclosed]:
    """Return the terminals in use that stand in the LGWAN zone; one query."""
    rows = Terminal.objects.in_use().filter(zone__key="lgwan").select_related("unit")
    return [Enclosed(row.pk, row.number, row.host, row.unit.name, row.place) for row in rows]
