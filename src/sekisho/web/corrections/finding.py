"""What of corrections can be found: those the reader may know of."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.corrections import access
from sekisho.web.corrections.models import Correction, CorrectionQuerySet
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest


class Corrections:
    """Corrections by number, title, or what was found."""

    id = "corrections"
    label = _("是正措置")

    def found(self, request: RightsRequest, words: Words) -> CorrectionQuerySet:
        """Return those the reader may know of."""
        reader = request.person  # type: ignore[attr-defined]  # set beside the rights
        rows = access.visible_to(reader, request.rights).with_names()
        return rows.filter(standing_in(words, "number", "title", "detail", "unit__name"))

    def hit(self, row: Correction) -> Hit:
        """Return a correction with its unit and how far it is."""
        return Hit(
            url=reverse("corrections:detail", args=[row.pk]),
            title=f"{row.number} {row.title}",
            text=row.unit.name,
            place=str(row.state.label),
        )


SOURCES = (Corrections(),)
