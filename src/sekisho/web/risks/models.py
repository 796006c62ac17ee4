"""Risks of assets as somebody judged them, and what was decided to do about each."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.assets.models import Asset
from sekisho.web.organization.models import Person

HIGHEST = 4  # of either scale


class RiskQuerySet(models.QuerySet["Risk"]):
    """Reads of risks."""

    def with_assets(self) -> "RiskQuerySet":
        """Read the asset and its zone in the same query, the treatments in one more."""
        return self.select_related("asset__zone", "asset__unit").prefetch_related("treatments")


class Risk(models.Model):
    """A threat of the catalogue on an asset, before any control: judged anew every year.

    What controls take off is not in the row: it is computed from how they stand (`weighing`).
    """

    asset = models.ForeignKey(
        Asset, verbose_name=_("情報資産"), on_delete=models.PROTECT, related_name="risks"
    )
    threat = models.CharField(_("脅威"), max_length=60)  # a threat of the catalogue
    likelihood = models.PositiveSmallIntegerField(_("起きやすさ"))
    impact = models.PositiveSmallIntegerField(_("影響"))
    why = models.CharField(_("評価の理由"), max_length=500, blank=True)
    judged_at = models.DateTimeField(_("評価した日"))
    judged_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = RiskQuerySet.as_manager()

    class Meta:
        ordering = ["asset__number", "threat"]
        constraints = [
            models.UniqueConstraint(fields=["asset", "threat"], name="risk_once"),
            models.CheckConstraint(
                condition=Q(
                    likelihood__gte=1,
                    likelihood__lte=HIGHEST,
                    impact__gte=1,
                    impact__lte=HIGHEST,
                ),
                name="risk_within_scales",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id}: {self.threat}"

    def get_absolute_url(self) -> str:
        """Return the address of its page."""
        return reverse("risks:risk", args=[self.pk])


class Treatment(models.Model):
    """What is done about a risk (対応): asked for by one, decided by another, until a day.

    `score` is what was left of the risk when it was asked for: an acceptance accepts no more.
    `ended_at`: returned, or followed by a later one. `lead`: the one it was asked for with,
    by one application; empty for the lead itself.
    """

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="treatments")
    way = models.CharField(_("対応"), max_length=20)  # a treatment of the catalogue
    plan = models.CharField(_("行うこと・受け入れる理由"), max_length=1000)
    until = models.DateField(_("期限"))
    score = models.PositiveSmallIntegerField()
    lead = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="followers")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=100, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False)
                    & ~Q(decided_by=F("asked_by"))
                ),
                name="treatment_decided_by_another",
            ),
            models.CheckConstraint(condition=~Q(plan=""), name="treatment_has_a_plan"),
            models.UniqueConstraint(
                fields=["risk"],
                condition=Q(decided_at=None, ended_at=None),
                name="treatment_asked_once",
            ),
            models.UniqueConstraint(
                fields=["risk"],
                condition=Q(decided_at__isnull=False, ended_at=None),
                name="treatment_one_in_force",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk_id}: {self.way}"

    @property
    def subject(self) -> str:
        """Return what the application that decides it is about."""
        return f"risk-treatment:{self.lead_id or self.pk}"

    @property
    def waits(self) -> bool:
        """Whether nobody has decided it yet."""
        return self.decided_at is None and self.ended_at is None

    def covers(self, score: int, on: date) -> bool:
        """Whether it answers for what is left of the risk on that day.

        It must be decided, not followed by another, and in its time; an acceptance answers for no
        more than was left when it was asked for.
        """
        if self.decided_at is None or self.ended_at is not None or self.until < on:
            return False
        return self.way != "accept" or score <= self.score
