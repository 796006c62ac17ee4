"""What falls short at contractors becomes a corrective action, and is mended when that is done."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.catalogue import load_correction_rules
from sekisho.web.corrections.actions import Finding, open_correction
from sekisho.web.corrections.models import Correction
from sekisho.web.corrections.queries import of_refs
from sekisho.web.organization.models import Person
from sekisho.web.suppliers.actions import mend_finding
from sekisho.web.suppliers.mending import Demand, Mending
from sekisho.web.suppliers.models import Finding as SupplierFinding

_REF = "supplier-finding:"
_TITLE, _WORDS = 200, 500  # as long as the columns


def open_for_contractor(demand: Demand, by: Person, at: datetime) -> None:
    """Open the corrective action of a finding at a contractor.

    What was demanded of the contractor is the plan, agreed already, unless the one who enters it
    would see to it themselves: then somebody else has to agree.
    """
    today, grades = timezone.localdate(at), list(load_correction_rules().grades)
    owner = demand.owner if demand.owner.is_present(today) else None
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        title = _("委託先の改善: %(title)s") % {"title": demand.title}
    finding = Finding(
        title=title[:_TITLE],
        grade=grades[0] if demand.grave else grades[-1],
        unit=demand.unit,
        detail=demand.detail,
        owner=owner,
        due_on=max(demand.due_on, today),
        action=demand.measure if owner is not None and owner != by else "",
        ref=f"{_REF}{demand.finding}",
    )
    open_correction(source=Correction.Source.SUPPLIER, finding=finding, by=by, at=at)


def mendings_at_contractors(findings: Iterable[int]) -> Mapping[int, Mending]:
    """Return the corrective action of each finding; one query."""
    rows = of_refs(f"{_REF}{each}" for each in findings)
    return {
        int(ref.removeprefix(_REF)): Mending(
            reverse("corrections:detail", args=[row.pk]),
            row.number,
            str(row.state.label),
            row.is_open,
        )
        for ref, row in rows.items()
    }


def mend_at_contractor(ref: str, words: str, by: Person, at: datetime) -> None:
    """Record that a finding was mended, as its corrective action was seen done."""
    if not ref.startswith(_REF):
        return
    row = SupplierFinding.objects.get(pk=int(ref.removeprefix(_REF)))
    if row.mended_on is None:
        mend_finding(finding=row, on=timezone.localdate(at), how=words[:_WORDS], by=by, at=at)
