"""Turns a flat list of clauses with depths into what a template needs to nest them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sekisho.web.controls.queries import Row
from sekisho.web.ui.words import Sign, clause_status


@dataclass(frozen=True, slots=True)
class Branch:
    """A clause of the tree, and how many lists open and close after it."""

    row: Row
    opens: bool  # children follow
    closes: range  # how many levels end after this clause
    sign: Sign


def branches(rows: Sequence[Row], *, flat: bool = False) -> list[Branch]:
    """Return one branch per row, in order; `flat` ignores depth (a filtered list)."""
    depths = [0 if flat else row.clause.depth for row in rows] + [0]
    return [
        Branch(
            row,
            opens=depths[place + 1] > depths[place],
            closes=range(max(0, depths[place] - depths[place + 1])),
            sign=clause_status(row.state.status),
        )
        for place, row in enumerate(rows)
    ]
