"""Reads of reviews: the changes they want and how far each has come."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sekisho.web.policies.models import Document, Edition
from sekisho.web.reviews.models import Amendment, Review


@dataclass(frozen=True, slots=True)
class Progress:
    """A change a review wants, the edition that carries it, and the edition it starts from.

    `title` is that of the document, or only its number for a reader who may not know of it; then
    there is no edition to open either.
    """

    amendment: Amendment
    document: Document
    title: str
    edition: Edition | None
    before: Edition | None
    open_to_reader: bool
    done: bool


def progress(amendments: Iterable[Amendment], rights: frozenset[str]) -> list[Progress]:
    """Return how far each change has come, as one reader may know of it; two queries."""
    rows = list(amendments)
    wanted = {each.document_id for each in rows}
    documents = {each.pk: each for each in Document.objects.filter(pk__in=wanted)}
    editions: dict[int, list[Edition]] = defaultdict(list)
    for edition in Edition.objects.filter(document__in=wanted).light():
        editions[edition.document_id].append(edition)
    return [
        _progress(each, documents[each.document_id], editions[each.document_id], rights)
        for each in rows
    ]


def _progress(
    row: Amendment, document: Document, editions: list[Edition], rights: frozenset[str]
) -> Progress:
    edition = row.edition_of(editions)
    readable = not document.restricted or "procedures.read" in rights
    before = next((each for each in editions if each.number == row.after), None)
    return Progress(
        amendment=row,
        document=document,
        title=document.title if readable else hidden_title(document.pk),
        edition=edition if readable else None,
        before=before if readable else None,
        open_to_reader=readable,
        done=edition is not None and edition.published_at is not None,
    )


def hidden_title(document: int) -> str:
    """Return what a procedure is called to who may not know of it."""
    return _("実施手順（文書番号 %(document)s）") % {"document": document}


def unfinished(at: datetime) -> list[Amendment]:
    """Return the changes concluded by then of which no edition is in force; two queries."""
    rows = list(Amendment.objects.filter(review__concluded_at__lte=at).select_related("review"))
    numbers: dict[int, list[int]] = defaultdict(list)
    put = Edition.objects.filter(published_at__lte=at, document__in={r.document_id for r in rows})
    for document, number in put.order_by().values_list("document", "number"):
        numbers[document].append(number)
    return [each for each in rows if max(numbers[each.document_id], default=0) <= each.after]


def last_concluded(at: datetime) -> Review | None:
    """Return the review concluded last by then."""
    return Review.objects.concluded().filter(concluded_at__lte=at).first()
