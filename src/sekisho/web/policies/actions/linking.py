"""Which procedures carry out which clause; links follow a clause to its new number."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.policytext import compare
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person
from sekisho.web.policies.errors import WrongStateError
from sekisho.web.policies.models import Clause, Document, Edition, ProcedureLink
from sekisho.web.policies.reading import document_of


@transaction.atomic
def link_procedures(
    *, clause: Clause, procedures: Iterable[Document], by: Person, at: datetime
) -> int:
    """Set the procedures that carry out a clause of a standard in force; return how many changed.

    Raises WrongStateError for a clause of anything else.
    """
    edition = clause.edition
    if edition.state != Edition.State.PUBLISHED or edition.document.kind != Document.Kind.STANDARD:
        raise WrongStateError(_("実施手順を結べるのは、施行中の対策基準の条文だけです。"))
    wanted = {each.pk for each in procedures if each.kind == Document.Kind.PROCEDURE}
    rows = ProcedureLink.objects.filter(standard=edition.document_id, clause_id=clause.clause_id)
    known = set(rows.values_list("procedure", flat=True))
    rows.exclude(procedure__in=wanted).delete()
    ProcedureLink.objects.bulk_create(
        [
            ProcedureLink(standard_id=edition.document_id, clause_id=clause.clause_id,
                          procedure_id=each, linked_at=at, linked_by=by)
            for each in sorted(wanted - known)
        ]
    )  # fmt: skip
    changed = wanted ^ known
    if changed:
        evidence.seal(
            kind="clause.procedures", subject=edition.subject, at=at, by=str(by.opaque_id),
            body={"position": clause.position, "procedures": sorted(wanted)},
        )  # fmt: skip
    return len(changed)


def carry_links(*, earlier: Edition, later: Edition) -> None:
    """Let the links of a standard follow their clauses to the numbers of its next edition.

    A clause that is gone keeps its link under its old number: the page of gaps shows it. Runs
    inside the transaction that puts the edition in force.
    """
    rows = list(ProcedureLink.objects.filter(standard=later.document_id))
    if not rows:
        return
    trees = dict(Edition.objects.filter(pk__in=[earlier.pk, later.pk]).values_list("pk", "tree"))
    pairs = compare(document_of(trees[earlier.pk]), document_of(trees[later.pk]))
    moved = {each.old.id: each.new.id for each in pairs if each.old and each.new}
    taken = {each.new.id for each in pairs if each.new}
    for row in rows:
        gone = f"old:{row.clause_id}" if row.clause_id in taken else row.clause_id
        row.clause_id = moved.get(row.clause_id, gone)
    ProcedureLink.objects.filter(standard=later.document_id).delete()
    for row in {(each.clause_id, each.procedure_id): each for each in rows}.values():
        row.pk = None
        row.save(force_insert=True)
