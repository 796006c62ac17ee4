"""Zones (領域), and the information assets the body keeps, with how they hang together."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person, Post, Unit


class Zone(models.Model):
    """A network zone the body keeps apart; its key is a zone id of the catalogue."""

    key = models.SlugField(max_length=40, unique=True)
    label = models.CharField(_("名称"), max_length=100)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.label


class ChosenScheme(models.Model):
    """The classification scheme the body uses for an aspect; without a row, the catalogue's."""

    aspect = models.CharField(max_length=20, unique=True)  # confidentiality, integrity, …
    scheme = models.CharField(max_length=60)  # a scheme id of the catalogue

    def __str__(self) -> str:
        return f"{self.aspect}: {self.scheme}"


class AssetQuerySet(models.QuerySet["Asset"]):
    """Reads of the register."""

    def with_names(self) -> "AssetQuerySet":
        """Read zone, unit, post and confirming person in the same query."""
        return self.select_related("zone", "unit", "post", "confirmed_by")


class Asset(models.Model):
    """An asset or group of assets of the register (情報資産台帳).

    `area` is the reference of a controlled area (`area:…`) that the room of premises knows.
    `search` is what a search looks through: half-width, small letters.
    """

    class PersonalNumber(models.TextChoices):
        """What work with individual numbers (個人番号) the asset serves."""

        NONE = "none", _("なし")
        USE = "use", _("利用事務")
        RELATION = "relation", _("関係事務")

    number = models.CharField(_("管理番号"), max_length=40, unique=True)
    kind = models.CharField(_("種別"), max_length=40)  # an asset kind of the catalogue
    sort = models.CharField(_("種類"), max_length=40)  # an asset sort of the catalogue
    name = models.CharField(_("名称"), max_length=200)
    unit = models.ForeignKey(Unit, verbose_name=_("管理する所属"), on_delete=models.PROTECT)
    post = models.ForeignKey(
        Post, verbose_name=_("管理者の職"), on_delete=models.PROTECT, null=True, blank=True
    )
    zone = models.ForeignKey(
        Zone, verbose_name=_("領域"), on_delete=models.PROTECT, null=True, blank=True
    )
    area = models.CharField(_("置き場所（管理区域）"), max_length=60, blank=True)
    place = models.CharField(_("置き場所の詳細"), max_length=200, blank=True)
    confidentiality = models.CharField(_("機密性"), max_length=40, blank=True)
    integrity = models.CharField(_("完全性"), max_length=40, blank=True)
    availability = models.CharField(_("可用性"), max_length=40, blank=True)
    personal_number = models.CharField(
        _("個人番号の事務"),
        max_length=10,
        choices=PersonalNumber.choices,
        default=PersonalNumber.NONE,
    )
    subjects = models.PositiveIntegerField(_("本人の数"), null=True, blank=True)
    retention = models.CharField(_("保存期間"), max_length=60, blank=True)
    retained_until = models.DateField(_("保存期間の満了日"), null=True, blank=True)
    copies = models.CharField(_("複製のある場所"), max_length=300, blank=True)
    note = models.CharField(_("備考"), max_length=500, blank=True)
    own: Any = models.JSONField(default=dict, blank=True)  # the body's own fields, by heading
    covered = models.BooleanField(_("適用範囲に含める"), default=True)
    reason = models.CharField(_("範囲外とする理由"), max_length=300, blank=True)
    confirmed_at = models.DateTimeField(_("確認日"))
    confirmed_by = models.ForeignKey(
        Person, verbose_name=_("確認者"), on_delete=models.PROTECT, related_name="+"
    )
    search = models.TextField(default="", editable=False)

    objects = AssetQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["kind"], name="asset_kind"),
            models.Index(fields=["confidentiality"], name="asset_confidentiality"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(covered=True) | ~Q(reason=""), name="asset_exclusion_has_reason"
            ),
            models.CheckConstraint(condition=~Q(number=""), name="asset_has_a_number"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("assets:asset", args=[self.pk])

    def is_overdue(self, on: date) -> bool:
        """Whether the last confirmation lies more than a year before the day (Asia/Tokyo)."""
        return timezone.localdate(self.confirmed_at) < year_before(on)


class Relation(models.Model):
    """That one asset works with another: a system its terminals, a medium its information.

    `number` tells a row of a file apart from the others; it has no other meaning.
    """

    class Kind(models.TextChoices):
        """How the upper asset stands to the lower."""

        USES = "uses", _("使う")
        HOLDS = "holds", _("保存する")
        DESCRIBES = "describes", _("記述する")
        COPIES = "copies", _("写しを持つ")

    number = models.CharField(_("関係の番号"), max_length=40, unique=True)
    upper = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="below")
    lower = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="above")
    kind = models.CharField(_("関係"), max_length=10, choices=Kind.choices)
    own: Any = models.JSONField(default=dict, blank=True)  # the body's own fields, by heading

    class Meta:
        ordering = ["upper__number", "lower__number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["upper", "lower"], name="relation_once"),
            models.CheckConstraint(condition=~Q(upper=F("lower")), name="relation_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.upper_id} {self.kind} {self.lower_id}"


def year_before(day: date) -> date:
    """Return the same day a year earlier; 28 February for the 29th."""
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)
