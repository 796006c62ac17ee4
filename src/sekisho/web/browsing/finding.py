"""What of the screen transfer can be found: sessions by the hosts they went to."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.browsing.access import visible_to
from sekisho.web.browsing.models import Happening, HappeningQuerySet
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest
from sekisho.web.ui.templatetags.ui import wareki_time


class Sessions:
    """Sessions in which a host of that name was asked for, reached or refused."""

    id = "browsing"
    label = _("インターネット閲覧")

    def found(self, request: RightsRequest, words: Words) -> HappeningQuerySet:
        """Return one's own, or all of them for who may read all."""
        person = getattr(request, "person", None)
        if person is None:
            return Happening.objects.none()
        visits = Happening.objects.filter(
            standing_in(words, "word"), kind=Happening.Kind.VISIT, session=OuterRef("session")
        )
        rows = visible_to(person, request.rights).filter(kind=Happening.Kind.OPENED)
        return rows.filter(Exists(visits)).select_related("person")

    def hit(self, row: Happening) -> Hit:
        """Return a session by when it was opened and whose it was."""
        return Hit(
            url=reverse("browsing:session", args=[row.pk]),
            title=wareki_time(row.at),
            text=row.person.name if row.person else "",
            place=row.host,
        )


SOURCES = (Sessions(),)
