"""What of systems can be found: the systems themselves; accounts are looked at on their page."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.systems import access
from sekisho.web.systems.models import InformationSystem, SystemQuerySet
from sekisho.web.ui.access import RightsRequest

READERS = frozenset({access.LOOK, access.MANAGE})


class Systems:
    """The systems in use, by name or unit."""

    id = "systems"
    label = _("情報システム")

    def found(self, request: RightsRequest, words: Words) -> SystemQuerySet:
        """Return those the reader may know of; the My Number zone's only with the right."""
        if not READERS & request.rights:
            return InformationSystem.objects.none()
        rows = access.visible_to(request.rights).in_use().with_names()
        return rows.filter(standing_in(words, "name", "unit__name"))

    def hit(self, row: InformationSystem) -> Hit:
        """Return a system with its unit, and the zone."""
        return Hit(
            url=reverse("systems:detail", args=[row.pk]),
            title=row.name,
            text=row.unit.name,
            place=row.zone.label,
        )


SOURCES = (Systems(),)
