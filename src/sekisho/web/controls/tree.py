"""Lays the board's clauses out as nested lists, each with the sign of its status."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.utils.text import Truncator

from sekisho.web.controls.queries import Row
from sekisho.web.policies.reading import Branch, branches
from sekisho.web.ui.words import Sign, clause_status

_LONGEST_NAME = 80  # characters


@dataclass(frozen=True, slots=True)
class Shown:
    """A clause as the tree shows it; made here, because a template is slow at a thousand rows."""

    id: str
    label: str
    name: str  # the heading, or the beginning of the words
    url: str
    sign: Sign


def board_branches(rows: Sequence[Row], *, flat: bool = False) -> list[Branch[Shown]]:
    """Return one branch per row, in order; `flat` ignores depth (a filtered list)."""
    return branches([(_shown(row), 0 if flat else row.clause.depth) for row in rows])


def _shown(row: Row) -> Shown:
    clause = row.clause
    return Shown(
        id=clause.clause_id,
        label=clause.label,
        name=clause.heading or Truncator(clause.text).chars(_LONGEST_NAME),
        url=f"/clauses/{clause.edition_id}/{quote(clause.clause_id)}/",
        sign=clause_status(row.state.status),
    )
