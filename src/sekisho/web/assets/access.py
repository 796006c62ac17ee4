"""Who may look at the register of assets, who keeps it, and what stays hidden."""

from django.db import models

from sekisho.web.assets.models import CoveredAsset, CoveredAssetQuerySet, Zone

MANAGE = "assets.manage"
LOOK = "status.read"
READ_MYNUMBER = "mynumber.read"
MYNUMBER_ZONE = "mynumber"  # the catalogue's id of the My Number zone


def visible_to(rights: frozenset[str]) -> CoveredAssetQuerySet:
    """Return the assets the reader may know of: those of the My Number zone only with the right."""
    if READ_MYNUMBER in rights:
        return CoveredAsset.objects.all()
    return CoveredAsset.objects.exclude(zone__key=MYNUMBER_ZONE)


def zones_for(rights: frozenset[str]) -> models.QuerySet[Zone]:
    """Return the zones whose assets the reader may know of."""
    if READ_MYNUMBER in rights:
        return Zone.objects.all()
    return Zone.objects.exclude(key=MYNUMBER_ZONE)
