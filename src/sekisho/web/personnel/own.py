"""What people hold in the organization itself: roles, and their account here."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.catalogue import load
from sekisho.web.organization import actions as organization
from sekisho.web.organization.models import RoleHolding
from sekisho.web.personnel.errors import PersonnelError
from sekisho.web.personnel.holdings import Going, Held, Passing, Way
from sekisho.web.ui.words import worded

_DAY = timedelta(days=1)


class Roles:
    """Security roles: passed on, ended, or kept by who only moves."""

    id = "roles"
    title = gettext_lazy("役割")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return the roles that run on the day before and on; one query."""
        rows = RoleHolding.objects.filter(person__in=[each.person.pk for each in going])
        rows = rows.filter(Q(until_date=None) | Q(until_date__gte=on), from_date__lt=on)
        found: dict[int, list[Held]] = defaultdict(list)
        for row in rows.select_related("unit"):
            found[row.person_id].append(Held(str(row.pk), _role_words(row), frozenset(Way)))
        return found

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """End the role on the day before; the successor holds it from the day on."""
        row = _locked(passing)
        until = row.until_date
        organization.end_role(holding=row, on=passing.on - _DAY, by=passing.by, at=at)
        if passing.taker is None or _holds(row, passing):
            return
        organization.assign_role(
            role=row.role, person=passing.taker, from_date=passing.on, until_date=until,
            post=passing.taker.post, unit=row.unit, joint=row.joint,
            order=_("人事異動（前任から引継ぎ）"), by=passing.by, at=at,
        )  # fmt: skip


class Accounts:
    """The account of the product: it closes with the leaving, and nobody else gets it."""

    id = "accounts"
    title = gettext_lazy("関所のアカウント")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return the open account of each who leaves; the people were read with it."""
        del on
        return {
            each.person.pk: [
                Held(
                    f"account:{each.person.account_id}",
                    _("アカウント（利用者ID）"),
                    follows=True,
                    note=_("離任すると閉じます。誰にも引き継ぎません。"),
                )
            ]
            for each in going
            if each.leaves and each.person.account_id is not None
        }

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Refuse: it follows the leaving."""
        del passing, at
        raise PersonnelError(_("アカウントは引き継げません。"))


def _role_words(row: RoleHolding) -> str:
    role = load().roles.get(row.role)
    name = worded(role.title) if role else row.role
    return _("%(role)s（%(unit)s）") % {"role": name, "unit": row.unit.name} if row.unit else name


def _locked(passing: Passing) -> RoleHolding:
    rows = RoleHolding.objects.select_for_update(of=("self",)).select_related("person")
    return rows.get(pk=int(passing.key), person=passing.giver)


def _holds(row: RoleHolding, passing: Passing) -> bool:
    """Whether the successor has the same role already from the day on."""
    same = RoleHolding.objects.filter(role=row.role, person=passing.taker, unit=row.unit)
    return same.filter(Q(until_date=None) | Q(until_date__gte=passing.on)).exists()
