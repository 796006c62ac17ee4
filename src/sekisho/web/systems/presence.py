"""Who holds an account of a system: told to the check of the scope register."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from sekisho.web.organization.presence import Presence, PresenceKind
from sekisho.web.systems.models import SystemAccount


class SystemAccountHolders:
    """The holders of accounts that can be used, of all systems in use."""

    kind: PresenceKind = "account"

    def present_on(self, day: date) -> Iterable[Presence]:
        """Yield each holder; lists have no past, so the day is today's.

        An account nobody alone uses stands for who answers for it, and for nobody without one.
        """
        del day
        usable = SystemAccount.objects.filter(
            enabled=True, gone_at=None, system__retired_on=None
        ).order_by("pk")
        held = usable.filter(Q(kind=SystemAccount.Kind.PERSONAL) | Q(keeper__isnull=False))
        columns = ("pk", "kind", "person__opaque_id", "keeper__opaque_id")
        for pk, kind, person, keeper in held.values_list(*columns):
            holder = person if kind == SystemAccount.Kind.PERSONAL else keeper
            yield Presence(str(holder) if holder else None, f"system-account:{pk}", "account")
