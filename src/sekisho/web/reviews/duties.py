"""What this room knows to be due: the day of a review, and the yearly review itself."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.reviews.access import KEEP
from sekisho.web.reviews.models import Review
from sekisho.web.ui.dates import local_day
from sekisho.web.yearplan.duties import Duty

_YEAR = timedelta(days=365)


class Reviews:
    """Reviews prepared and held; while none is prepared, the day a year after the last."""

    id = "reviews"
    title = gettext_lazy("見直し")

    def between(self, first: date, last: date, at: datetime) -> Iterable[Duty]:
        """Yield the days of reviews, and the next one's; three queries."""
        del at
        for row in Review.objects.filter(meets_on__gte=first, meets_on__lte=last):
            yield Duty(
                key=f"review-{row.pk}",
                day=row.meets_on,
                title=row.title,
                plain=_("情報セキュリティの会議"),
                url=reverse("reviews:review", args=[row.pk]),
                acting=frozenset({KEEP}),
                done=row.concluded_at is not None,
            )
        newest = Review.objects.concluded().first()
        if newest is None or newest.concluded_at is None or Review.objects.prepared().exists():
            return
        day = local_day(newest.concluded_at) + _YEAR
        if first <= day <= last:
            yield Duty(
                key=f"review-after-{newest.pk}",
                day=day,
                title=_("年に一度の見直しの期限"),
                plain=_("年に一度の会議の期限"),
                url=reverse("reviews:board"),
                acting=frozenset({KEEP}),
            )


DUTIES = (Reviews(),)
