"""Taking a file of disposals in: permits for many things at once, sealed as a form does."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.changes import changes_file, values_of
from sekisho.web.organization.models import Person
from sekisho.web.premises.actions.disposals import Waste, facts_of_disposal, permitted
from sekisho.web.premises.actions.taking_in import Own, Told, seal_told
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import Disposal

_BATCH = 100  # rows written by one statement


@dataclass(frozen=True, slots=True)
class TakenDisposal:
    """A row of a file: what to permit, or the disposal of which the own fields change."""

    row: Disposal | None
    ledger: str
    waste: Waste
    method: str
    contractor: str
    own: Own


@transaction.atomic
def take_in_disposals(*, taken: Sequence[TakenDisposal], by: Person, at: datetime) -> None:
    """Permit disposals; of those permitted already only the body's own fields change.

    Raises PremisesError for a way not enough for the class or a number in use: nothing done.
    """
    new = [each.ledger for each in taken if each.row is None]
    if Disposal.objects.filter(ledger__in=new).exists():
        raise PremisesError(_("同じ番号の廃棄があります。別の番号にしてください。"))
    before = [values_of(each.row, ()) if each.row else None for each in taken]
    rows = [_row(each, by, at) for each in taken]
    fresh = [row for row, each in zip(rows, taken, strict=True) if each.row is None]
    Disposal.objects.bulk_create(fresh, batch_size=_BATCH)
    known = [each.row for each in taken if each.row]
    Disposal.objects.bulk_update(known, ("own",), batch_size=_BATCH)
    told = [each for row, was in zip(rows, before, strict=True) for each in _events(row, was)]
    seal_told(told, by=by, at=at)


def _row(taken: TakenDisposal, by: Person, at: datetime) -> Disposal:
    row = taken.row
    if row is None:
        row = permitted(taken.waste, taken.method, taken.contractor, by, at)
        row.ledger = taken.ledger
    row.own = dict(taken.own)
    return row


def _events(row: Disposal, before: dict[str, str] | None) -> Iterator[Told]:
    subject = f"disposal:{row.pk}"
    if before is None:
        yield evidence.Event("disposal.planned", subject, facts_of_disposal(row)), [row]
    if files := changes_file(before or {}, values_of(row, ())):
        yield evidence.Event("disposal.own", subject, {}, files), [row]
