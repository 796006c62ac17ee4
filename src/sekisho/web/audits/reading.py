"""Reads an audit as its report tells it, in a flat number of queries."""

from sekisho.web.audits.actions.fieldwork import ref_of
from sekisho.web.audits.models import Audit, Finding, Sample
from sekisho.web.audits.papers import Reported
from sekisho.web.corrections.models import Correction
from sekisho.web.corrections.queries import of_refs


def reported(row: Audit) -> Reported:
    """Return what the report of an audit tells."""
    findings = list(row.findings.select_related("owner", "item"))
    known = of_refs(ref_of(each) for each in findings)
    earlier = Finding.objects.filter(audit__unit=row.unit_id, audit__reported_at__isnull=False)
    refs = [ref_of(each) for each in earlier.exclude(audit=row).order_by("pk")]
    return Reported(
        audit=row,
        members=list(row.members.select_related("person", "own_unit")),
        items=list(row.items.all()),
        samples=list(Sample.objects.filter(item__audit=row)),
        findings=findings,
        corrections={each.pk: known[ref_of(each)] for each in findings if ref_of(each) in known},
        earlier=list(Correction.objects.filter(ref__in=refs).order_by("pk")),
    )
