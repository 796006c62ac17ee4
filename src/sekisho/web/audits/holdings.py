"""Audits as people carry them out when they move or leave: never somebody of the audited unit."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.audits.actions import replace_member
from sekisho.web.audits.errors import AuditRefusedError
from sekisho.web.audits.models import Member
from sekisho.web.personnel.holdings import Going, Held, Passing, Way


class Auditing:
    """Audits not reported the person carries out.

    Who moves into the unit an audit is of cannot keep it.
    """

    id = "audits"
    title = gettext_lazy("実施中の監査")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return audits by auditor; one query."""
        del on
        unit = {each.person.pk: each.unit for each in going}
        rows = Member.objects.filter(
            person__in=unit, external=False, audit__reported_at=None
        ).select_related("audit")
        found: dict[int, list[Held]] = defaultdict(list)
        for row in rows:
            goes_to = unit[row.person_id]
            inside = goes_to is not None and goes_to.pk == row.audited_unit_id
            ways = frozenset({Way.PASS} if inside else {Way.PASS, Way.KEEP})
            found[row.person_id].append(Held(str(row.pk), row.audit.title, ways))
        return found

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Let another independent auditor carry it out."""
        if passing.taker is None:
            raise AuditRefusedError(_("実施中の監査は、別の監査人に引き継いでください。"))
        row = Member.objects.get(pk=int(passing.key), person=passing.giver)
        replace_member(member=row, to=passing.taker, by=passing.by, at=at)


HOLDINGS = (Auditing(),)
