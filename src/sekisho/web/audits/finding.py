"""What of this room can be found: self-inspections, for those who see their results."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.audits.access import INSPECT
from sekisho.web.audits.models import Inspection
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest
from sekisho.web.ui.dates import wareki_only

SEERS = frozenset({INSPECT, "evidence.read"})


class Inspections:
    """Self-inspections by their title."""

    id = "inspections"
    label = _("自己点検")

    def found(self, request: RightsRequest, words: Words) -> QuerySet[Inspection]:
        """Return those in whose title the words stand, for who may see results."""
        if not SEERS & request.rights:
            return Inspection.objects.none()
        return Inspection.objects.filter(standing_in(words, "title"))

    def hit(self, row: Inspection) -> Hit:
        """Return one with its day."""
        return Hit(
            url=reverse("inspections:result", args=[row.pk]),
            title=row.title,
            text=wareki_only(row.due_on),
        )


SOURCES = (Inspections(),)
