"""What this room knows to be due: rounds, faults, counts and lists of entrants."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.premises.actions.telling import due_until
from sekisho.web.yearplan.duties import Duty


class Rounds:
    """Everything of this room with a day that waits."""

    id = "premises"
    title = gettext_lazy("物理的対策")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield what waits until the last day; a flat number of queries."""
        del at
        for each in due_until(last):
            if each.day >= first:
                yield Duty(
                    key=f"premises-{each.key}".replace(":", "-"),
                    day=each.day,
                    title=each.what,
                    plain=_("点検・棚卸の期限"),
                    url=each.url,
                    acting=frozenset({each.acting}),
                )


DUTIES = (Rounds(),)
