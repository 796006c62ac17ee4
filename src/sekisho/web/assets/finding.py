"""What of the register of assets can be found: assets, and the zones they lie in."""

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import load
from sekisho.web.assets import access
from sekisho.web.assets.actions.entry import folded
from sekisho.web.assets.models import Asset, AssetQuerySet, Zone
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest
from sekisho.web.ui.words import worded

_READERS = frozenset({access.LOOK, access.MANAGE})


class Assets:
    """The assets, by number, name, place, copies, note and the body's own fields."""

    id = "assets"
    label = _("情報資産")

    def found(self, request: RightsRequest, words: Words) -> AssetQuerySet:
        """Return them by number, as far as the reader may know of them."""
        if not _READERS & request.rights:
            return Asset.objects.none()
        rows = access.visible_to(request.rights).select_related("unit")
        for word in words:
            anywhere = Q()
            for form in {folded(form) for form in word.forms}:
                anywhere |= Q(search__contains=form)
            rows = rows.filter(anywhere)
        return rows

    def hit(self, row: Asset) -> Hit:
        """Return an asset with its number and sort, and the unit that keeps it."""
        sort = load().asset_sorts.get(row.sort)
        return Hit(
            url=row.get_absolute_url(),
            title=row.name,
            text=f"{row.number} {worded(sort.title) if sort else ''} {row.place}".strip(),
            place=row.unit.name,
        )


class Zones:
    """The zones whose assets the reader may know of, by label."""

    id = "zones"
    label = _("領域")

    def found(self, request: RightsRequest, words: Words) -> QuerySet[Zone]:
        """Return them in the order of the register."""
        if not _READERS & request.rights:
            return Zone.objects.none()
        return access.zones_for(request.rights).filter(standing_in(words, "label", "key"))

    def hit(self, row: Zone) -> Hit:
        """Return a zone; its address lists its assets."""
        return Hit(
            url=f"{reverse('assets:list')}?zone={row.key}", title=row.label, text="", place=""
        )


SOURCES = (Assets(), Zones())
