"""Cuts long lists into pages."""

from typing import Any, TypeVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest

PARAMETER = "page"
Row = TypeVar("Row", bound=Model)


def page_of(request: HttpRequest, rows: QuerySet[Row, Any], *, size: int = 50) -> Page[Row]:
    """Return the page asked for by `?page=`; a number out of range gives the nearest page.

    Costs two queries (count and rows) however many rows there are.
    """
    return Paginator(rows, size).get_page(request.GET.get(PARAMETER))
