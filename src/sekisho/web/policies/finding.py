"""What of documents can be found: editions, clauses in force, and what is being written."""

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.access import MemberRequest
from sekisho.web.policies.models import Clause, ClauseQuerySet, Edition, Manuscript, Passage
from sekisho.web.search.columns import ByColumns
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest

WRITE = "documents.draft"


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


class Manuscripts:
    """What is being written, by its title or what stands in one of its passages."""

    id = "manuscripts"
    label = _("原稿")

    def found(self, request: RightsRequest, words: Words) -> "QuerySet[Manuscript]":
        """Return them for writers; of a 実施手順 only to who may know of it."""
        if WRITE not in request.rights:
            return Manuscript.objects.none()
        rows = Manuscript.objects.readable(request.rights)
        for word in words:
            text = Passage.objects.filter(
                standing_in((word,), "heading", "text"), manuscript=OuterRef("pk")
            )
            rows = rows.filter(standing_in((word,), "title") | Exists(text))
        return rows.select_related("begun_by")

    def hit(self, row: Manuscript) -> Hit:
        """Return a manuscript with who began it."""
        return Hit(
            url=reverse("policies:manuscript", args=[row.pk]),
            title=row.title,
            text=row.begun_by.name,
            place=row.get_kind_display(),
        )


def _editions(request: MemberRequest) -> "QuerySet[Edition]":
    """Return the editions a reader may know of; what is superseded is found from its document."""
    rows = Edition.objects.readable(request.rights).exclude(state=Edition.State.SUPERSEDED)
    return rows.light()


def _edition(row: Edition) -> Hit:
    return Hit(
        url=reverse("policies:edition", args=[row.pk]),
        title=row.name,
        text=row.notice_number,
        place=f"{row.document.get_kind_display()} {row.get_state_display()}",
    )


SOURCES = (
    ByColumns(
        id="documents",
        label=_("文書"),
        readers=None,
        rows=_editions,
        columns=("title", "document__title", "notice_number"),
        hit=_edition,
    ),
    Clauses(),
    Manuscripts(),
)
