"""Files on their way to the portal, piece by piece."""

from datetime import datetime

from django.db import models
from django.db.models import Sum

from sekisho.web.organization.models import Person


class UploadQuerySet(models.QuerySet["Upload"]):
    """Reads of uploads."""

    def alive(self, at: datetime) -> "UploadQuerySet":
        """Those whose time is not over."""
        return self.filter(expires_at__gt=at)

    def bytes(self) -> int:
        """Return how much they will take together."""
        return int(self.aggregate(sum=Sum("size"))["sum"] or 0)


class Upload(models.Model):
    """One file that comes in pieces; how much is there is told by its file, never by this row.

    `secret` encrypts the pieces on the disk; it is kept encrypted itself. `folder` is where the
    file lay in a folder that was dropped. When it is handed in, the row goes.
    """

    key = models.CharField(max_length=43, unique=True)
    by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    folder = models.CharField(max_length=1000, blank=True)
    size = models.PositiveBigIntegerField()
    secret = models.BinaryField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["by", "expires_at"], name="upload_of_whom")]

    def __str__(self) -> str:
        return f"upload:{self.pk}"
