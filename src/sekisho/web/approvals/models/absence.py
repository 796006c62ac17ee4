"""When somebody is away, so that another may stand in (代決)."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person


class AbsenceQuerySet(models.QuerySet["Absence"]):
    """Reads of absences."""

    def at(self, moment: datetime) -> "AbsenceQuerySet":
        """Absences that include the moment's day (Asia/Tokyo) and had not ended before it."""
        day = timezone.localdate(moment)
        return self.filter(from_date__lte=day, until_date__gte=day).filter(
            Q(ended_at=None) | Q(ended_at__gt=moment)
        )


class Absence(models.Model):
    """A person is away from `from_date` to `until_date`, both included.

    `ended_at`: back before that. Who recorded it does not stand in because of it.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    from_date = models.DateField(_("不在の初日"))
    until_date = models.DateField(_("不在の最終日"))
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        ordering = ["-from_date", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date__gte=F("from_date")), name="absence_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.from_date}–{self.until_date}"
