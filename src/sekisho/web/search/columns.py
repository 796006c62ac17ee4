"""A source as most rooms have them: rows found by what stands in some of their columns."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from sekisho.web.search.sources import Hit, Rows
from sekisho.web.search.words import Words, standing_in
from sekisho.web.ui.access import RightsRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class ByColumns:
    """Rows of one room in whose columns every word stands, for who holds one of `readers`.

    `rows` narrows them to what the reader of a request may know of, without a query of its own.
    `readers` is None where everybody signed in has rows of their own, or may know of all.
    """

    id: str
    label: str | Promise
    readers: frozenset[str] | None
    rows: Callable[[Any], QuerySet[Any]]
    columns: tuple[str, ...]
    hit: Callable[[Any], Hit]

    def found(self, request: RightsRequest, words: Words) -> Rows:
        """Return the rows, in their own order; nothing for who may not open their page."""
        if self.readers is not None and not self.readers & request.rights:
            return ()
        return self.rows(request).filter(standing_in(words, *self.columns))
