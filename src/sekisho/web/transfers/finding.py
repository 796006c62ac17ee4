"""What of the crossings can be found: by receipt number, sender or subject, within one's reach."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.transfers.access import MANAGE, READ
from sekisho.web.transfers.models import Crossing, CrossingQuerySet
from sekisho.web.ui.access import RightsRequest
from sekisho.web.ui.templatetags.ui import wareki_time


class Crossings:
    """The crossings."""

    id = "crossings"
    label = _("領域を越えたもの")

    def found(self, request: RightsRequest, words: Words) -> CrossingQuerySet:
        """Return one's own, or all of them for who may read all; subjects only where allowed."""
        rows = Crossing.objects.all()
        if MANAGE in request.rights:
            return rows.filter(standing_in(words, "number", "sender", "subject"))
        if READ in request.rights:
            return rows.filter(standing_in(words, "number", "sender"))
        person = getattr(request, "person", None)
        if person is None:
            return rows.none()
        return rows.of(person).filter(standing_in(words, "number", "sender", "subject"))

    def hit(self, row: Crossing) -> Hit:
        """Return a crossing by its receipt number: its subject is read on its page."""
        return Hit(
            url=reverse("transfers:crossing", args=[row.pk]),
            title=row.number,
            text=row.sender,
            place=wareki_time(row.at),
        )


SOURCES = (Crossings(),)
