"""What people hold in this room when they move or leave: permits, applications, seats in routes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.approvals import kinds, permit_kinds
from sekisho.web.approvals.actions import end_permit, withdraw_for
from sekisho.web.approvals.errors import ApprovalRefusedError
from sekisho.web.approvals.models import Application, Permit, Seat
from sekisho.web.organization.models import RoleHolding
from sekisho.web.personnel.holdings import Going, Held, Passing, Way
from sekisho.web.ui.words import worded


class Permits:
    """Permits: they are one person's, so they end, or stay with who only moves.

    While the thing is not back, or the data not wiped, nothing of it can be decided.
    """

    id = "permits"
    title = gettext_lazy("許可")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return permits that count on the day, and those something is owed for; one query."""
        rows = Permit.objects.filter(holder__in=[each.person.pk for each in going])
        counting = Q(ends__gte=on, ended_at=None)
        owed = Q(needs_return=True, returned_at=None) | Q(needs_wipe=True, wiped_at=None)
        found: dict[int, list[Held]] = defaultdict(list)
        for row in rows.filter(counting | owed):
            found[row.holder_id].append(_permit(row))
        return found

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """End the permit."""
        row = Permit.objects.get(pk=int(passing.key), holder=passing.giver)
        end_permit(permit=row, reason=_("人事異動による"), by=passing.by, at=at)


class Applications:
    """Applications nobody has decided yet: withdrawn, or kept by who only moves."""

    id = "applications"
    title = gettext_lazy("決裁待ちの申請")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return what the people asked for; one query."""
        del on
        people = [each.person.pk for each in going]
        found: dict[int, list[Held]] = defaultdict(list)
        for row in Application.objects.waiting().filter(applicant__in=people):
            found[row.applicant_id].append(
                Held(
                    str(row.pk),
                    str(kinds.label_of(row.kind)),  # a title may say what not everybody may know
                    frozenset({Way.END, Way.KEEP}),
                )
            )
        return found

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Withdraw it in the applicant's stead, unless it was decided meanwhile."""
        row = Application.objects.get(pk=int(passing.key), applicant=passing.giver)
        if row.is_waiting:
            withdraw_for(application=row, by=passing.by, at=at)


class Turns:
    """Boxes of routes that wait for the person by a role of theirs: they go with the role."""

    id = "turns"
    title = gettext_lazy("回ってきている決裁")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return how many applications wait for a role each person holds; two queries."""
        people = [each.person.pk for each in going]
        held = RoleHolding.objects.filter(person__in=people, from_date__lt=on).filter(
            Q(until_date=None) | Q(until_date__gte=on)
        )
        waiting: Counter[tuple[str, int | None]] = Counter(
            Seat.objects.open().exclude(role="").order_by().values_list("role", "unit_id")
        )
        counts: Counter[int] = Counter()
        for person, role, unit in held.values_list("person", "role", "unit"):
            counts[person] += _waiting_for(role, unit, waiting)
        return {person: [_turns(number)] for person, number in counts.items() if number}

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Refuse: they go with the role."""
        del passing, at
        raise ApprovalRefusedError(_("決裁の順番は、役割とともに移ります。"))


def _waiting_for(role: str, unit: int | None, waiting: Mapping[tuple[str, int | None], int]) -> int:
    """Return how many open boxes a role held for a unit (or all) sits in."""
    return sum(
        number
        for (wanted, where), number in waiting.items()
        if wanted == role and (unit is None or where in {None, unit})
    )


HOLDINGS = (Permits(), Applications(), Turns())


def _permit(row: Permit) -> Held:
    kind = permit_kinds.known(row.kind)
    name = worded(kind.title) if kind else row.kind
    label = _("%(kind)s（%(decision)s）") % {"kind": name, "decision": row.decision}
    url = reverse("approvals:permit", args=[row.pk])
    if row.owes_return or row.owes_wipe:
        note = _("返却・消去の確認が済むまで、人事異動を確定できません。")
        return Held(str(row.pk), label, note=note, url=url)
    return Held(str(row.pk), label, frozenset({Way.END, Way.KEEP}), url=url)


def _turns(number: int) -> Held:
    words = _("決裁・回議の順番が来ているもの %(number)d件") % {"number": number}
    return Held("turns", words, follows=True, note=_("役割の後任に移ります。"))
