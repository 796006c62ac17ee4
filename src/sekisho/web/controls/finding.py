"""What of the catalogue in force can be found: controls."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import Control, load
from sekisho.web.controls import access
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words
from sekisho.web.ui.access import RightsRequest
from sekisho.web.ui.words import worded


class Controls:
    """The controls of the catalogue, by what they ask and by their checks."""

    id = "controls"
    label = _("対策")

    def found(self, request: RightsRequest, words: Words) -> tuple[Control, ...]:
        """Return them in the catalogue's order, for those who may open the board."""
        if access.READ not in request.rights:
            return ()
        return tuple(
            control
            for control in load().controls.values()
            if all(word.stands_in(_text(control)) for word in words)
        )

    def hit(self, row: Control) -> Hit:
        """Return a control and what it asks."""
        chapter = load().chapters[row.chapter]
        return Hit(
            url=reverse("controls:control", args=[row.id]),
            title=worded(row.title),
            text=worded(row.statement),
            place=worded(chapter.title),
        )


def _text(control: Control) -> str:
    checks = (check.title for check in control.checks)
    texts = (control.title, control.statement, *checks)
    return " ".join([control.id, *(each.ja for each in texts), *(each.en for each in texts)])


SOURCES = (Controls(),)
