"""The page that finds."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sekisho.web.search.excerpt import Piece, excerpt
from sekisho.web.search.sources import Hit, Rows, Source, apart, sources, together
from sekisho.web.search.words import Words, words_of
from sekisho.web.ui.access import RightsRequest, signed_in
from sekisho.web.ui.paging import PARAMETER

FIRST = 5  # of each kind, beside the others
MOST = 200  # of one kind: whoever finds more wants another word
PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A thing found, its words marked."""

    hit: Hit
    title: tuple[Piece, ...]
    text: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The first things found of one kind, and how many there are."""

    source: Source
    lines: tuple[Line, ...]
    count: int

    @property
    def many(self) -> bool:
        """Whether there are more than the page counts."""
        return self.count > MOST

    @property
    def more(self) -> bool:
        """Whether not all of them are shown."""
        return self.count > len(self.lines)


@require_safe
@signed_in
def search(request: RightsRequest) -> HttpResponse:
    """What the words stand in: a few of each kind, or one kind page by page."""
    text = request.GET.get("words", "")
    words = words_of(text)
    only = next((each for each in sources() if each.id == request.GET.get("kind")), None)
    context: dict[str, object] = {"text": text, "words": words}
    if words and only:
        context |= {"source": only, **_one_kind(request, only, words)}
    elif words:
        context |= {"groups": _groups(request, words), "apart": apart()}
    return render(request, "search/search.html", context)


def _groups(request: RightsRequest, words: Words) -> list[Group]:
    groups = (_group(source, source.found(request, words), words) for source in together())
    return [group for group in groups if group.count]


def _group(source: Source, rows: Rows, words: Words) -> Group:
    """Return the first of a kind; they are counted only where not all of them are shown."""
    # Most kinds hold nothing of it: asking whether any does is built and read in half the time.
    some = rows.exists() if isinstance(rows, QuerySet) else True
    first = list(rows[: FIRST + 1]) if some else []
    count = len(first) if len(first) <= FIRST else _count(rows[: MOST + 1])
    return Group(source, _lines(source, first[:FIRST], words), count)


def _one_kind(request: RightsRequest, source: Source, words: Words) -> dict[str, object]:
    rows = source.found(request, words)
    page: Page[object] = Paginator(rows[:MOST], PAGE).get_page(request.GET.get(PARAMETER))
    many = _count(rows[: MOST + 1]) > MOST
    return {"page": page, "lines": _lines(source, page, words), "many": many}


def _lines(source: Source, rows: object, words: Words) -> tuple[Line, ...]:
    hits = [source.hit(row) for row in rows]  # type: ignore[attr-defined]  # a page or a slice
    return tuple(Line(hit, excerpt(hit.title, words), excerpt(hit.text, words)) for hit in hits)


def _count(rows: Rows) -> int:
    return len(rows) if isinstance(rows, Sequence) else rows.count()
