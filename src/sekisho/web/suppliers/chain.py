"""The chain below a contract: who stands on which level, and whether each may work there.

The law: somebody may work when consent was given to them and to everybody above them up to the
contractor. Rows whose place cannot be told (above them stands nobody of the contract) may not.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sekisho.web.suppliers.models import Subcontract

CONSENTED, WAITING, REFUSED, ABOVE = "consented", "waiting", "refused", "above"
STATES = (CONSENTED, WAITING, REFUSED, ABOVE)  # `above`: itself consented to, one above it is not


@dataclass(frozen=True, slots=True)
class Step:
    """One firm of a chain: `level` 1 works for the contractor, 2 for that one (再々委託)."""

    row: Subcontract
    level: int
    state: str  # one of STATES

    @property
    def may_work(self) -> bool:
        """Whether consent was given to it and to everybody above it."""
        return self.state == CONSENTED


def chain_of(rows: Iterable[Subcontract]) -> tuple[Step, ...]:
    """Return the rows of one contract as a tree in reading order: each before those below it."""
    found = sorted(rows, key=lambda row: row.pk)
    below: dict[int | None, list[Subcontract]] = {}
    for row in found:
        below.setdefault(row.above_id, []).append(row)
    steps = tuple(_walk(below, None, 1, free=True))
    placed = {step.row.pk for step in steps}
    lost = (Step(row, 1, ABOVE) for row in found if row.pk not in placed)
    return (*steps, *lost)


def unconsented(rows: Iterable[Subcontract]) -> tuple[Step, ...]:
    """Return the steps of any number of contracts that may not work."""
    by_contract: dict[int, list[Subcontract]] = {}
    for row in rows:
        by_contract.setdefault(row.contract_id, []).append(row)
    steps = (step for each in by_contract.values() for step in chain_of(each))
    return tuple(step for step in steps if not step.may_work)


def _walk(
    below: dict[int | None, list[Subcontract]], above: int | None, level: int, *, free: bool
) -> Iterator[Step]:
    """Yield those below one; `free`: everybody above them may work."""
    for row in below.get(above, ()):
        own = _own(row)
        state = own if own != CONSENTED or free else ABOVE
        yield Step(row, level, state)
        yield from _walk(below, row.pk, level + 1, free=state == CONSENTED)


def _own(row: Subcontract) -> str:
    if row.decided_at is not None:
        return CONSENTED
    return REFUSED if row.refused_at is not None else WAITING
