"""Lays the board's clauses out as nested lists, each with the sign of its status."""

from collections.abc import Sequence
from dataclasses import dataclass

from sekisho.web.controls.queries import Row
from sekisho.web.policies.reading import Branch, branches
from sekisho.web.ui.words import Sign, clause_status


@dataclass(frozen=True, slots=True)
class Shown:
    """A clause as the tree shows it."""

    row: Row
    sign: Sign


def board_branches(rows: Sequence[Row], *, flat: bool = False) -> list[Branch[Shown]]:
    """Return one branch per row, in order; `flat` ignores depth (a filtered list)."""
    return branches(
        [
            (Shown(row, clause_status(row.state.status)), 0 if flat else row.clause.depth)
            for row in rows
        ]
    )
