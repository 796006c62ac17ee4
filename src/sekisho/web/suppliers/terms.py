"""Which clauses a contract must have, which stand in it, and which are missing."""

from dataclasses import dataclass

from sekisho.catalogue import ContractClause, load_suppliers
from sekisho.web.suppliers.models import Contract


@dataclass(frozen=True, slots=True)
class Term:
    """A clause of the catalogue and where it stands in a contract; empty: it does not."""

    clause: ContractClause
    place: str
    wanted: bool  # the gravity of the information asks for it

    @property
    def missing(self) -> bool:
        """Whether it must stand in the contract and does not."""
        return self.wanted and not self.place


def terms_of(contract: Contract) -> tuple[Term, ...]:
    """Return every clause that is asked for or stands in the contract, in the data's order."""
    rules = load_suppliers()
    wanted = {each.id for each in rules.clauses_for(contract.grade)}
    return tuple(
        Term(each, str(contract.clauses.get(each.id, "")), each.id in wanted)
        for each in rules.clauses.values()
        if each.id in wanted or each.id in contract.clauses
    )


def missing_clauses(contract: Contract) -> tuple[ContractClause, ...]:
    """Return the clauses asked for that do not stand in the contract."""
    return tuple(term.clause for term in terms_of(contract) if term.missing)
