"""What this room knows to be due: attestations, reviews, roles that end, exemptions, pledges."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.catalogue import load
from sekisho.web.controls.queries import due_checks, states
from sekisho.web.controls.upcoming import coming
from sekisho.web.organization.models import RoleHolding
from sekisho.web.ui.words import worded
from sekisho.web.yearplan.duties import Duty

_ATTEST = "controls.attest"


class Coming:
    """What comes due besides attestations; of a procedure, only who may read it knows."""

    id = "coming"
    title = gettext_lazy("方針の実施")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield what has a day up to the last; a flat number of queries."""
        every = frozenset(word for role in load().roles.values() for word in role.permissions)
        for each in coming(every, at, last - timezone.localdate(at)):
            if each.day >= first:
                yield Duty(
                    key=f"coming-{each.key}".replace(":", "-"),
                    day=each.day,
                    title=each.what,
                    plain=_("見直し・任期などの期限"),
                    url=each.url,
                    acting=each.acting,
                    needs=each.acting & {"procedures.read"},
                )


class Attestations:
    """Checks a person answers, on the day the last answer runs out; never answered: today."""

    id = "attestations"
    title = gettext_lazy("人の確認")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield one duty a control and day; queries do not grow with checks."""
        today = timezone.localdate(at)
        holders: dict[str, set[int]] = defaultdict(set)
        for role, person in RoleHolding.objects.on(today).values_list("role", "person"):
            holders[role].add(person)
        found: dict[tuple[str, date], Duty] = {}
        for due in due_checks(at, last - today, states(at).values()):
            day = timezone.localdate(due.until) if due.until else today
            control = due.control.control
            if not first <= day <= last or not due.evidence:
                continue
            found[control.id, day] = Duty(
                key=f"attest-{control.id}-{day}",
                day=day,
                title=_("人の確認: %(title)s") % {"title": worded(control.title)},
                plain=_("人の確認の期限"),
                url=reverse("controls:control", args=[control.id]),
                acting=frozenset({_ATTEST}) if not holders[control.role] else frozenset(),
                people=frozenset(holders[control.role]),
            )
        return found.values()


DUTIES = (Coming(), Attestations())
