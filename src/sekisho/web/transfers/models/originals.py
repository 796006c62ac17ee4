"""Originals: their release by the decision of two people, and their destruction."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person
from sekisho.web.transfers.models.crossings import Crossing


class ReleaseQuerySet(models.QuerySet["Release"]):
    """Reads of releases."""

    def open(self, at: datetime) -> "ReleaseQuerySet":
        """Those still to be decided, or decided and still to be taken."""
        day = timezone.localdate(at)
        return self.filter(returned_at=None, taken_at=None).filter(
            Q(decided_at=None) | Q(until__gte=day)
        )


class Release(models.Model):
    """Somebody asks for an original as it came; two others decide; it is taken once, by them.

    `until` is the last day (Asia/Tokyo) on which it can be taken.
    """

    crossing = models.ForeignKey(Crossing, on_delete=models.PROTECT, related_name="releases")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    reason = models.TextField(_("必要な理由"))
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(_("文書番号"), max_length=40, blank=True)
    until = models.DateField(null=True)
    returned_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="release_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(decided_at__isnull=False, returned_at=None),
                name="release_taken_when_decided",
            ),
            models.UniqueConstraint(
                fields=["crossing", "asked_by"],
                condition=Q(decided_at=None, returned_at=None),
                name="release_waits_once",
            ),
        ]

    def __str__(self) -> str:
        return f"release:{self.pk}"

    def may_be_taken(self, at: datetime) -> bool:
        """Whether it counts at that moment: decided, not taken, not past its last day."""
        if self.decided_at is None or self.returned_at or self.taken_at or self.until is None:
            return False
        return self.decided_at <= at and timezone.localdate(at) <= self.until


class Destruction(models.Model):
    """Originals destroyed together; their digest is sealed before the first of them goes."""

    at = models.DateTimeField()
    originals = models.PositiveIntegerField()
    rows_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"destruction:{self.pk}"


class DestroyedOriginal(models.Model):
    """What remains known of an original that was destroyed."""

    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="destroyed")
    number = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=40)
    kept_at = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    days = models.PositiveIntegerField()  # the retention of its class
    destroyed_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return self.number
