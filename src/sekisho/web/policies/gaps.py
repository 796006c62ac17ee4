"""What is between standards and procedures: clauses without a procedure, and the reverse."""

from collections import defaultdict
from dataclasses import dataclass

from sekisho.web.policies.models import Clause, Document, Edition, ProcedureLink


@dataclass(frozen=True, slots=True)
class Linked:
    """A demanding clause of a standard in force and the procedures that carry it out."""

    clause: Clause
    procedures: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Gaps:
    """The standards in force clause by clause, procedures of no clause, links to no clause."""

    standards: tuple[tuple[Edition, tuple[Linked, ...]], ...]
    unlinked: tuple[Document, ...]  # procedures in force no clause asks for
    orphaned: tuple[ProcedureLink, ...]  # their clause is gone

    @property
    def open(self) -> int:
        """How many demanding clauses no procedure carries out."""
        return sum(not each.procedures for _edition, rows in self.standards for each in rows)


def gaps() -> Gaps:
    """Return how standards and procedures in force meet, for who may read both; five queries."""
    kind = Document.Kind
    editions = list(Edition.objects.in_force().light().filter(document__kind=kind.STANDARD))
    clauses: dict[int, list[Clause]] = defaultdict(list)
    for clause in Clause.objects.filter(edition__in=editions, demands=True):
        clauses[clause.edition_id].append(clause)
    links = list(ProcedureLink.objects.select_related("procedure", "standard"))
    by_clause: dict[tuple[int, str], list[Document]] = defaultdict(list)
    for link in links:
        by_clause[link.standard_id, link.clause_id].append(link.procedure)
    known = set(
        Clause.objects.filter(edition__in=editions).values_list("edition__document", "clause_id")
    )
    standards = tuple(
        (
            edition,
            tuple(
                Linked(each, tuple(by_clause.get((edition.document_id, each.clause_id), ())))
                for each in clauses[edition.pk]
            ),
        )
        for edition in editions
    )
    linked = {link.procedure_id for link in links if (link.standard_id, link.clause_id) in known}
    in_force = Document.objects.filter(kind=kind.PROCEDURE, editions__state="published")
    return Gaps(
        standards=standards,
        unlinked=tuple(each for each in in_force if each.pk not in linked),
        orphaned=tuple(e for e in links if (e.standard_id, e.clause_id) not in known),
    )
