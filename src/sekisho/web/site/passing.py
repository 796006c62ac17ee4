"""The declared zones, as the ways of files are judged by them."""

from collections.abc import Iterable

from sekisho.web.assets.whereabouts import DeclaredZone
from sekisho.web.zones.models import ZoneNetwork


def declared_zones() -> Iterable[DeclaredZone]:
    """Return each zone whose addresses were declared; one query."""
    rows = ZoneNetwork.objects.select_related("zone")
    return [
        DeclaredZone(row.zone.key, row.zone.label, tuple(row.prefixes))
        for row in rows
        if row.prefixes
    ]
