"""What of systems can be found: the systems, their weaknesses; accounts for their keepers."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.access import MemberRequest
from sekisho.web.search.columns import ByColumns
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words, standing_in
from sekisho.web.systems import access
from sekisho.web.systems.models import (
    InformationSystem,
    SystemAccount,
    SystemQuerySet,
    Weakness,
)
from sekisho.web.ui.access import RightsRequest

READERS = frozenset({access.LOOK, access.MANAGE})


class Systems:
    """The systems in use, by name or unit."""

    id = "systems"
    label = _("情報システム")

    def found(self, request: RightsRequest, words: Words) -> SystemQuerySet:
        """Return those the reader may know of; the My Number zone's only with the right."""
        if not READERS & request.rights:
            return InformationSystem.objects.none()
        rows = access.visible_to(request.rights).in_use().with_names()
        return rows.filter(standing_in(words, "name", "unit__name"))

    def hit(self, row: InformationSystem) -> Hit:
        """Return a system with its unit, and the zone."""
        return Hit(
            url=reverse("systems:detail", args=[row.pk]),
            title=row.name,
            text=row.unit.name,
            place=row.zone.label,
        )


def _weaknesses(request: MemberRequest) -> QuerySet[Weakness]:
    known = access.visible_to(request.rights).in_use()
    return Weakness.objects.filter(system__in=known).select_related("system")


def _weakness(row: Weakness) -> Hit:
    url = reverse("systems:detail", args=[row.system_id])
    return Hit(url=url, title=row.title, text=row.reference, place=row.system.name)


def _accounts(request: MemberRequest) -> QuerySet[SystemAccount]:
    known = access.visible_to(request.rights).in_use()
    rows = SystemAccount.objects.filter(system__in=known, gone_at=None)
    return rows.select_related("system", "person")


def _account(row: SystemAccount) -> Hit:
    """Return an account with whose it is; it leads to the accounts of its system."""
    whose = row.person.name if row.person else row.name
    url = reverse("systems:accounts", args=[row.system_id])
    return Hit(url=url, title=row.login, text=whose, place=row.system.name)


SOURCES = (
    Systems(),
    ByColumns(
        id="weaknesses",
        label=_("脆弱性"),
        readers=READERS,
        rows=_weaknesses,
        columns=("title", "reference", "system__name"),
        hit=_weakness,
    ),
    ByColumns(
        id="accounts",
        label=_("情報システムのアカウント"),
        readers=frozenset({access.MANAGE}),
        rows=_accounts,
        columns=("login", "name", "email", "person__name", "keeper__name"),
        hit=_account,
    ),
)
