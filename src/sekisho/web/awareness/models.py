"""Awareness notices (注意喚起): what everybody is to know, and who has opened it."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    """Reads of bulletins."""

    def shown(self, on: date) -> "BulletinQuerySet":
        """Return those people are shown on the day."""
        return self.filter(from_date__lte=on, until_date__gte=on, ended_at=None)


class Bulletin(models.Model):
    """Something everybody in scope is to know until a day; it can be hung up as a poster."""

    title = models.CharField(_("件名"), max_length=100)
    text = models.TextField(_("本文"))
    from_date = models.DateField(_("掲示の初日"))
    until_date = models.DateField(_("掲示の最終日"))
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = BulletinQuerySet.as_manager()

    class Meta:
        ordering = ["-from_date", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date__gte=F("from_date")), name="bulletin_period"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Opening(models.Model):
    """That somebody opened a bulletin, the first time."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="openings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["bulletin", "person"], name="bulletin_opened_once")
        ]

    def __str__(self) -> str:
        return f"{self.bulletin_id}: {self.person_id}"
