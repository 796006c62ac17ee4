"""What of reviews can be found: reviews with their agenda and conclusion, for who reads them."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.reviews.access import LOOK
from sekisho.web.reviews.models import Review
from sekisho.web.search.columns import ByColumns
from sekisho.web.search.sources import Hit
from sekisho.web.ui.dates import wareki


def _review(row: Review) -> Hit:
    url = reverse("reviews:review", args=[row.pk])
    text = row.opinion or row.agenda
    return Hit(url=url, title=row.title, text=text, place=wareki(row.meets_on))


SOURCES = (
    ByColumns(
        id="reviews",
        label=_("見直し"),
        readers=frozenset(LOOK),
        rows=lambda _request: Review.objects.all(),
        columns=("title", "agenda", "opinion"),
        hit=_review,
    ),
)
