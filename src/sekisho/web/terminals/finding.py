"""What of terminals can be found: terminals, and the software permitted on them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.search.columns import ByColumns
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.terminals import access
from sekisho.web.terminals.models import PermittedSoftware, RegisterQuerySet, Terminal
from sekisho.web.ui.access import RightsRequest

READERS = frozenset({access.LOOK, access.MANAGE})


class Terminals:
    """The terminals in use, by number, host name, place or unit."""

    id = "terminals"
    label = _("端末")

    def found(self, request: RightsRequest, words: Words) -> RegisterQuerySet:
        """Return those the reader may know of; the My Number zone's only with the right."""
        if not READERS & request.rights:
            return Terminal.objects.none()
        rows = access.visible_to(request.rights).in_use().with_names()
        return rows.filter(standing_in(words, "number", "host", "place", "unit__name"))

    def hit(self, row: Terminal) -> Hit:
        """Return a terminal with its host name and place, and the zone."""
        return Hit(
            url=reverse("terminals:detail", args=[row.pk]),
            title=row.number,
            text=f"{row.host} {row.place}".strip(),
            place=row.zone.label,
        )


def _software(row: PermittedSoftware) -> Hit:
    return Hit(url=reverse("terminals:software"), title=row.pattern, text=row.note)


SOURCES = (
    Terminals(),
    ByColumns(
        id="permitted-software",
        label=_("許可したソフトウェア"),
        readers=frozenset({access.MANAGE}),
        rows=lambda _request: PermittedSoftware.objects.all(),
        columns=("pattern", "note"),
        hit=_software,
    ),
)
