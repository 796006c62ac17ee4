"""What of the premises can be found: controlled areas, and passages of their entry logs."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.premises import access
from sekisho.web.premises.models import Area, Passage
from sekisho.web.premises.models.areas import AreaQuerySet
from sekisho.web.premises.passages import passages_found
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest
from sekisho.web.ui.templatetags.ui import wareki_time

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


class Passages:
    """The newest passages, by area, door, person, visitor, card, and in or out."""

    id = "passages"
    label = _("入退室記録")

    def found(self, request: RightsRequest, words: Words) -> Sequence[Passage]:
        """Return them, the newest first, for those who may open a log."""
        if not READERS & request.rights:
            return ()
        return passages_found(words)

    def hit(self, row: Passage) -> Hit:
        """Return a passage: who, which way and when; it leads to the log of its day."""
        day = timezone.localdate(row.at).isoformat()
        return Hit(
            url=f"{reverse('premises:log', args=[row.area_id])}?day={day}",
            title=row.who,
            text=f"{wareki_time(row.at)} {row.get_way_display()} {row.door}".strip(),
            place=row.area.name,
        )


SOURCES = (Areas(), Passages())
