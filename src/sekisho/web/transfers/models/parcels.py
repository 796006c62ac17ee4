"""Files somebody hands in at the portal, and what came of each."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.approvals.models import Permit
from sekisho.web.organization.models import Person
from sekisho.web.transfers.models.crossings import Crossing


class Parcel(models.Model):
    """Files handed in together by one person, for themselves on the other side.

    `crossing`: the parcel opens what a mail held back, with a password. `from_zone` and `to_zone`
    are zones of the catalogue; `permit` is the special permit without which there is no such way.
    """

    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    crossing = models.ForeignKey(
        Crossing, on_delete=models.PROTECT, null=True, related_name="opened"
    )
    from_zone = models.CharField(max_length=40, default="internet")
    to_zone = models.CharField(max_length=40, default="lgwan")
    permit = models.ForeignKey(Permit, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(permit__isnull=False)
                | (~Q(from_zone="mynumber") & ~Q(to_zone="mynumber")),
                name="parcel_mynumber_by_permit",
            ),
        ]

    def __str__(self) -> str:
        return f"parcel:{self.pk}"


class ParcelFileQuerySet(models.QuerySet["ParcelFile"]):
    """Reads of files handed in."""

    def waiting(self) -> "ParcelFileQuerySet":
        """Those not made safe yet, the oldest first."""
        return self.filter(crossing=None).order_by("pk")

    def to_picture(self) -> "ParcelFileQuerySet":
        """Those whose pages somebody wants to compare, the oldest first."""
        return self.filter(pictures__isnull=True).exclude(pictures_asked_at=None).order_by("pk")


class ParcelFile(models.Model):
    """One file: its original is in quarantine under `number` before this row is there.

    `outputs` are the rebuilt files as [name, number in quarantine, size]. `password` is encrypted,
    and forgotten when it was tried.
    """

    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="files")
    number = models.CharField(_("受付番号"), max_length=64, unique=True)
    name = models.CharField(_("ファイル名"), max_length=255)
    folder = models.CharField(max_length=1000, blank=True)  # where it lay in a dropped folder
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    password = models.BinaryField(null=True)
    crossing = models.OneToOneField(
        Crossing, on_delete=models.PROTECT, null=True, related_name="handed_in"
    )
    outputs = models.JSONField(default=list)
    known = models.BooleanField(default=False)  # the same file had been made safe before
    pictures_asked_at = models.DateTimeField(null=True)
    pictures = models.JSONField(null=True)  # by side: [number in quarantine, width, height]
    replaced = models.BooleanField(default=False)  # tried again with a password

    objects = ParcelFileQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["sha256"], name="parcel_file_sha256")]

    def __str__(self) -> str:
        return self.number

    @property
    def path(self) -> str:
        """Its name, with the folder it lay in."""
        return f"{self.folder}/{self.name}" if self.folder else self.name
