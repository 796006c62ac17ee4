"""The scope register: who stands inside the policy, from when until when (article 4)."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sekisho.web.organization.actions.sealing import day, seal_change
from sekisho.web.organization.errors import OrganizationError
from sekisho.web.organization.kinds import kinds
from sekisho.web.organization.models import Person, ScopeEntry


@transaction.atomic
def enter_scope(  # noqa: PLR0913  # the columns of an entry
    *,
    person: Person,
    relation: str,
    from_date: date,
    by: Person | None,
    at: datetime,
    until_date: date | None = None,
    note: str = "",
) -> ScopeEntry:
    """Enter a person for a period. Raises OrganizationError for a period already entered."""
    if relation not in kinds():
        raise OrganizationError(_("関係を一覧から選んでください。"))
    if until_date is not None and until_date < from_date:
        raise OrganizationError(_("終了日は開始日以後の日にしてください。"))
    _check_overlap(person, from_date, until_date)
    entry = ScopeEntry.objects.create(
        person=person, relation=relation, from_date=from_date, until_date=until_date, note=note
    )
    _seal("scope.entered", entry, by, at)
    return entry


@transaction.atomic
def end_scope(*, entry: ScopeEntry, on: date, by: Person, at: datetime) -> ScopeEntry:
    """End an entry on its last day. Raises OrganizationError for a day out of its period."""
    if on < entry.from_date or (entry.until_date is not None and on > entry.until_date):
        raise OrganizationError(_("終了日は、登録されている期間の中の日にしてください。"))
    entry.until_date = on
    entry.save(update_fields=["until_date"])
    _seal("scope.ended", entry, by, at)
    return entry


def _check_overlap(person: Person, start: date, end: date | None) -> None:
    mine = ScopeEntry.objects.filter(person=person)
    if end is not None:
        mine = mine.filter(from_date__lte=end)
    if mine.filter(Q(until_date=None) | Q(until_date__gte=start)).exists():
        raise OrganizationError(
            _("その期間は既に登録されています。先に今の登録を終了してください。")
        )


def _seal(kind: str, entry: ScopeEntry, by: Person | None, at: datetime) -> None:
    body = {
        "person": str(entry.person.opaque_id),
        "relation": entry.relation,
        "from": day(entry.from_date),
        "until": day(entry.until_date),
    }
    seal_change(kind, f"scope:{entry.pk}", by=by, at=at, body=body)
