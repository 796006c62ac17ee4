"""What of the premises can be found: controlled areas."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.premises import access
from sekisho.web.premises.models import Area
from sekisho.web.premises.models.areas import AreaQuerySet
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest

READERS = frozenset({access.MANAGE, access.RECORD, "evidence.read"})  # as an area's own page


class Areas:
    """The controlled areas in use, by name, place or unit."""

    id = "areas"
    label = _("管理区域")

    def found(self, request: RightsRequest, words: Words) -> AreaQuerySet:
        """Return them, for those who may open an area's page."""
        if not READERS & request.rights:
            return Area.objects.none()
        rows = Area.objects.in_use().select_related("unit")
        return rows.filter(standing_in(words, "name", "place", "unit__name"))

    def hit(self, row: Area) -> Hit:
        """Return an area with its place, and the unit that keeps it."""
        return Hit(
            url=reverse("premises:area", args=[row.pk]),
            title=row.name,
            text=row.place,
            place=row.unit.name,
        )


SOURCES = (Areas(),)
