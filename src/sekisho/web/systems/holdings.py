"""Accounts of systems as people hold them when they move or leave."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.conf import settings
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.assets.access import MYNUMBER_ZONE
from sekisho.web.notices import actions as notices
from sekisho.web.organization.access import holders_of
from sekisho.web.personnel.holdings import Going, Held, Passing, Way
from sekisho.web.systems.access import MANAGE
from sekisho.web.systems.actions import hand_over
from sekisho.web.systems.models import SystemAccount

_PERSONAL = SystemAccount.Kind.PERSONAL


class SystemAccounts:
    """Accounts in systems: a personal one ends, a shared one gets another keeper.

    Ending it is done in the system itself: its keepers are told, and the next list of accounts
    shows it. Systems of the My Number zone are not named.
    """

    id = "system-accounts"
    title = gettext_lazy("情報システムのアカウント")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return the usable accounts the people use or answer for; one query."""
        del on
        people = {each.person.pk for each in going}
        rows = SystemAccount.objects.filter(enabled=True, gone_at=None, system__retired_on=None)
        mine = Q(kind=_PERSONAL, person__in=people) | (~Q(kind=_PERSONAL) & Q(keeper__in=people))
        found: dict[int, list[Held]] = defaultdict(list)
        for row in rows.filter(mine).select_related("system__zone"):
            holder = row.person_id if row.kind == _PERSONAL else row.keeper_id
            if holder is not None:
                found[holder].append(_held(row))
        return found

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Let the successor answer for a shared account; have a personal one stopped."""
        row = SystemAccount.objects.select_related("system").get(pk=int(passing.key))
        if passing.taker is not None:
            hand_over(account=row, keeper=passing.taker, by=passing.by, at=at)
            return
        with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
            title = _("人事異動により、情報システムのアカウントを止めてください（番号 %(pk)d）")
        for person in holders_of(MANAGE, timezone.localdate(at)):
            notices.tell(
                person=person,
                key=f"stop-account:{row.pk}",
                title=title % {"pk": row.pk},
                url="",  # done where the account is: nobody here can see that before the next list
                due_on=passing.on,
                at=at,
            )


HOLDINGS = (SystemAccounts(),)


def _held(row: SystemAccount) -> Held:
    hidden = row.system.zone.key == MYNUMBER_ZONE
    name = _("閲覧を限る情報システム") if hidden else row.system.name
    if row.kind == _PERSONAL:
        note = _("システムの側で止めるよう、管理者に知らせます。")
        return Held(str(row.pk), name, frozenset({Way.END, Way.KEEP}), note=note)
    words = _("%(system)s（%(kind)sのアカウントの管理）") % {
        "system": name,
        "kind": row.get_kind_display(),
    }
    return Held(str(row.pk), words, frozenset({Way.PASS, Way.KEEP}))
