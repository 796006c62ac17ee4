"""Zones (領域) and the assets the policy covers."""

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person, Unit


class Zone(models.Model):
    """A network zone the body keeps apart; its key is a zone id of the catalogue."""

    key = models.SlugField(max_length=40, unique=True)
    label = models.CharField(_("名称"), max_length=100)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label


class CoveredAssetQuerySet(models.QuerySet["CoveredAsset"]):
    """Reads of the register."""

    def with_names(self) -> "CoveredAssetQuerySet":
        """Read zone, unit and confirming person in the same query."""
        return self.select_related("zone", "unit", "confirmed_by")


class CoveredAsset(models.Model):
    """An asset or group of assets named in the scope register (適用範囲の情報資産)."""

    kind = models.CharField(_("種別"), max_length=40)  # an asset kind of the catalogue
    name = models.CharField(_("名称"), max_length=200)
    zone = models.ForeignKey(
        Zone, verbose_name=_("領域"), on_delete=models.PROTECT, null=True, blank=True
    )
    unit = models.ForeignKey(Unit, verbose_name=_("管理する所属"), on_delete=models.PROTECT)
    covered = models.BooleanField(_("適用範囲に含める"), default=True)
    reason = models.CharField(_("範囲外とする理由"), max_length=300, blank=True)
    confirmed_at = models.DateTimeField(_("確認日"))
    confirmed_by = models.ForeignKey(
        Person, verbose_name=_("確認者"), on_delete=models.PROTECT, related_name="+"
    )

    objects = CoveredAssetQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(covered=True) | ~models.Q(reason=""),
                name="asset_exclusion_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_overdue(self, on: date) -> bool:
        """Whether the last confirmation lies more than a year before the day (Asia/Tokyo)."""
        return timezone.localdate(self.confirmed_at) < year_before(on)


def year_before(day: date) -> date:
    """Return the same day a year earlier; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
