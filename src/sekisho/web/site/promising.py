"""The policy in force as resident staff of contractors read it before they promise to keep it."""

from sekisho.web.policies.models import Document, Edition
from sekisho.web.policies.public import public_clauses
from sekisho.web.suppliers.policy import Policy, PolicyClause


def policy_in_force() -> Policy | None:
    """Return the basic policy in force in its public words; None where there is none."""
    rows = Edition.objects.in_force().light().filter(document__kind=Document.Kind.BASIC)
    edition = rows.first()
    if edition is None:
        return None
    clauses = tuple(
        PolicyClause(each.depth, each.label, each.heading, each.text)
        for each in public_clauses(edition)
    )
    return Policy(edition.subject, edition.title, edition.effective_on, clauses)
