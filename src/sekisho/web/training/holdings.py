"""Training as people have it when they leave: it is asked of them no more."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.personnel.holdings import Going, Held, Passing
from sekisho.web.training.errors import TrainingError
from sekisho.web.training.models import Assignment


class OpenTraining:
    """Courses not completed: they end with the leaving, and stay with who only moves."""

    id = "training"
    title = gettext_lazy("修了していない研修")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return how many courses each who leaves has not completed; one query."""
        del on
        leaving = [each.person.pk for each in going if each.leaves]
        rows = Assignment.objects.filter(
            person__in=leaving, campaign__ended_at=None, completed_at=None
        )
        counted = rows.order_by().values("person").annotate(number=Count("pk"))
        return {
            person: [_held(number)] for person, number in counted.values_list("person", "number")
        }

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Refuse: it follows the leaving."""
        del passing, at
        raise TrainingError(_("研修は引き継げません。"))


HOLDINGS = (OpenTraining(),)


def _held(number: int) -> Held:
    words = _("修了していない研修 %(number)d件") % {"number": number}
    note = _("離任すると求めなくなります。修了していないことは記録に残ります。")
    return Held("open", words, follows=True, note=note)
