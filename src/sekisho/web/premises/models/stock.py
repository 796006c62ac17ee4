"""Stock-taking: campaigns, what was expected, what was seen."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person, Unit


class StockTakingQuerySet(models.QuerySet["StockTaking"]):
    """Reads of campaigns."""

    def open(self) -> "StockTakingQuerySet":
        """Campaigns still going on."""
        return self.filter(closed_at=None)


class StockTaking(models.Model):
    """A stock-taking (棚卸) of some units, from a day until a day."""

    title = models.CharField(_("件名"), max_length=100)
    units = models.ManyToManyField(Unit, verbose_name=_("対象の所属"))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("期限"))
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = StockTakingQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="stocktaking_closed_whole",
            )
        ]

    def __str__(self) -> str:
        return self.title


class StockLine(models.Model):
    """Something a stock-taking expected, or met without expecting it.

    `ref` names the row of the register (`asset:12`), empty for something unknown; `number` is what
    stands on its label, `key` the same as writings of it are compared. `hidden`: only for
    who may read the My Number zone.
    """

    class State(models.TextChoices):
        """How it stands."""

        OPEN = "open", _("未確認")
        FOUND = "found", _("現物あり")
        ELSEWHERE = "elsewhere", _("別の場所で発見")
        MISSING = "missing", _("見当たらない")
        UNKNOWN = "unknown", _("登録にない")

    taking = models.ForeignKey(StockTaking, on_delete=models.CASCADE, related_name="lines")
    ref = models.CharField(max_length=60, blank=True)
    number = models.CharField(_("番号"), max_length=60)
    key = models.CharField(max_length=200, editable=False)
    name = models.CharField(_("名称"), max_length=200, blank=True)
    unit = models.ForeignKey(Unit, verbose_name=_("所属"), on_delete=models.PROTECT, null=True)
    place = models.CharField(_("登録上の場所"), max_length=200, blank=True)
    hidden = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    seen_place = models.CharField(_("あった場所"), max_length=200, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    settlement = models.CharField(_("差異の始末"), max_length=300, blank=True)

    class Meta:
        ordering = ["taking", "number", "id"]
        constraints = [
            models.UniqueConstraint(fields=["taking", "number"], name="stock_number_once"),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by=None)
                | (Q(settled_at__isnull=False, settled_by__isnull=False) & ~Q(settlement="")),
                name="stock_settled_whole",
            ),
        ]
        indexes = [models.Index(fields=["taking", "key"], name="stock_key")]

    def __str__(self) -> str:
        return self.number
