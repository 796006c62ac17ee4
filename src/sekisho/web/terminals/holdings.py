"""Terminals as people hold them when they move or leave."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.assets.access import MYNUMBER_ZONE
from sekisho.web.personnel.holdings import Going, Held, Passing, Way
from sekisho.web.terminals.actions import hand_over
from sekisho.web.terminals.models import Terminal


class Users:
    """Terminals a person is entered for: another person's from the day on, nobody's, or kept.

    Which terminals work on individual numbers is not told: who moves people need not know.
    """

    id = "terminals"
    title = gettext_lazy("端末")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return the terminals in use of each person; one query."""
        del on
        people = [each.person.pk for each in going]
        rows = Terminal.users.through.objects.filter(
            person__in=people, terminal__retired_on=None
        ).order_by("terminal__number", "pk")
        found: dict[int, list[Held]] = defaultdict(list)
        columns = ("person_id", "terminal_id", "terminal__number", "terminal__zone__key")
        for person, pk, number, zone in rows.values_list(*columns):
            label = _("閲覧を限る端末") if zone == MYNUMBER_ZONE else number
            found[person].append(Held(str(pk), label, frozenset(Way)))
        return found

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Enter the successor in the person's stead, or nobody."""
        terminal = Terminal.objects.get(pk=int(passing.key))
        hand_over(terminal=terminal, giver=passing.giver, taker=passing.taker, by=passing.by, at=at)


HOLDINGS = (Users(),)
