"""What of documents can be found: clauses of the editions in force."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.policies.models import Clause, ClauseQuerySet, Edition
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest


class Clauses:
    """Clauses in force of the documents the reader may know of."""

    id = "clauses"
    label = _("条文")

    def found(self, request: RightsRequest, words: Words) -> ClauseQuerySet:
        """Return them in the order of their documents."""
        rows = Clause.objects.readable(request.rights).with_edition()
        rows = rows.filter(edition__state=Edition.State.PUBLISHED)
        rows = rows.filter(standing_in(words, "heading", "text"))
        return rows.order_by("edition__document_id", "position")

    def hit(self, row: Clause) -> Hit:
        """Return a clause with its number and heading, and the edition it stands in."""
        page = reverse("policies:edition", args=[row.edition_id])
        return Hit(
            url=f"{page}#clause-{row.position}",
            title=f"{row.clause_id} {row.heading}".strip(),
            text=row.text,
            place=row.edition.name,
        )


SOURCES = (Clauses(),)
