"""The emergency response plan: its editions, and drills."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person


class PlanQuerySet(models.QuerySet["PlanEdition"]):
    """Reads of editions."""

    def in_force(self) -> "PlanQuerySet":
        """Return the edition that counts: the newest decided one."""
        return self.filter(current=True)

    def draft(self) -> "PlanQuerySet":
        """Return the edition nobody has decided yet."""
        return self.filter(decided_at=None)


class PlanEdition(models.Model):
    """An edition of the plan (版): drafted, decided by another person, in force until the next.

    `sections`: in order, each with `id`, `title` and `words`. `asked_at`: it waits for a decision.
    """

    number = models.PositiveSmallIntegerField(_("版"), unique=True)
    sections = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=100, blank=True)
    current = models.BooleanField(default=False)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None, current=False)
                | Q(decided_at__isnull=False, decided_by__isnull=False, asked_at__isnull=False),
                name="plan_decided_whole",
            ),
            models.UniqueConstraint(
                fields=["current"], condition=Q(current=True), name="plan_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Drill(models.Model):
    """A drill of the plan: planned for a day, then held, with what was found.

    `reached` of `called` people answered, in a test of the call tree.
    """

    kind = models.CharField(_("種類"), max_length=20)  # an id of the template's kinds
    planned_on = models.DateField(_("予定日"))
    scenario = models.CharField(_("想定"), max_length=500)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    held_on = models.DateField(_("実施日"), null=True)
    called = models.PositiveSmallIntegerField(_("連絡した人"), null=True)
    reached = models.PositiveSmallIntegerField(_("連絡の取れた人"), null=True)
    result = models.TextField(_("結果"), max_length=4000, blank=True)
    mend = models.TextField(_("直すこと"), max_length=4000, blank=True)
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(held_on=None, recorded_at=None, recorded_by=None, result="")
                | (
                    Q(held_on__isnull=False, recorded_at__isnull=False, recorded_by__isnull=False)
                    & ~Q(result="")
                ),
                name="drill_held_whole",
            ),
            models.CheckConstraint(
                condition=Q(reached=None) | Q(reached__lte=models.F("called")),
                name="drill_reached_some",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.planned_on}"
