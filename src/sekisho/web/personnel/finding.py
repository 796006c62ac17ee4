"""What of this room can be found: moves, by their title."""

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.personnel.access import LOOK
from sekisho.web.personnel.models import Move
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest
from sekisho.web.ui.dates import wareki

if TYPE_CHECKING:
    from django.db.models import QuerySet


class Moves:
    """人事異動, for those who prepare or settle them."""

    id = "moves"
    label = _("人事異動")

    def found(self, request: RightsRequest, words: Words) -> "QuerySet[Move]":
        """Return them, the newest first."""
        if not set(LOOK) & request.rights:
            return Move.objects.none()
        return Move.objects.filter(standing_in(words, "title"))

    def hit(self, row: Move) -> Hit:
        """Return a move with its day."""
        return Hit(
            url=reverse("personnel:move", args=[row.pk]),
            title=row.title,
            text=wareki(row.on),
            place=row.get_state_display(),
        )


SOURCES = (Moves(),)
