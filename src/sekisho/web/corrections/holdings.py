"""Corrections as people have them when they move or leave: whoever mends is always somebody."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.corrections.actions import pass_on
from sekisho.web.corrections.errors import CorrectionRefusedError
from sekisho.web.corrections.models import Correction
from sekisho.web.personnel.holdings import Going, Held, Passing, Way


class Mending:
    """Corrections the person is to mend, until another has seen them done."""

    id = "corrections"
    title = gettext_lazy("是正措置")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return open corrections by owner; one query."""
        del on
        found: dict[int, list[Held]] = defaultdict(list)
        rows = Correction.objects.open().filter(owner__in=[each.person.pk for each in going])
        for row in rows:
            if row.owner_id is not None:
                ways = frozenset({Way.PASS, Way.KEEP})
                found[row.owner_id].append(Held(str(row.pk), str(row), ways))
        return found

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Give it to the successor, whoever judges it."""
        if passing.taker is None:
            raise CorrectionRefusedError(_("是正措置は、完了するか、引き継いでください。"))
        row = Correction.objects.get(pk=int(passing.key), owner=passing.giver)
        pass_on(correction=row, owner=passing.taker, by=passing.by, at=at)


HOLDINGS = (Mending(),)
