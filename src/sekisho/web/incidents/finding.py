"""What of incidents can be found: the incidents, for who may read of them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.incidents.access import LOOK
from sekisho.web.incidents.models import Incident
from sekisho.web.incidents.models.incident import IncidentQuerySet
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest


class Incidents:
    """The incidents in whose title, words, place or receipt all the words stand."""

    id = "incidents"
    label = _("インシデント")

    def found(self, request: RightsRequest, words: Words) -> IncidentQuerySet:
        """Return them with the newest first."""
        if not request.rights & frozenset(LOOK):
            return Incident.objects.none()
        return Incident.objects.filter(
            standing_in(words, "title", "words", "place", "receipt")
        ).select_related("unit")

    def hit(self, row: Incident) -> Hit:
        """Return an incident with what was reported."""
        return Hit(
            url=reverse("incidents:incident", args=[row.pk]),
            title=str(row),
            text=row.words[:200],
            place=row.unit.name if row.unit else "",
        )


SOURCES = (Incidents(),)
