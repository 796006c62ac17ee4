"""Which controls the body has set aside, attestations, and when each check runs next."""

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person


class SetAsideQuerySet(models.QuerySet["SetAside"]):
    """Reads of exemptions."""

    def in_force(self, on: date) -> "SetAsideQuerySet":
        """Return exemptions decided and not past their last day: they end by themselves."""
        return self.filter(decided_at__isnull=False, ended_at=None, until_date__gte=on)


class SetAside(models.Model):
    """A control the body does not apply for a time: asked by one, decided by another, with an end.

    It counts only between its decision and `until_date` (inclusive).
    """

    control = models.CharField(max_length=80)  # a control id of the catalogue
    reason = models.CharField(_("理由"), max_length=500)
    until_date = models.DateField(_("期限"))
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)  # returned, or ended before its day

    objects = SetAsideQuerySet.as_manager()

    class Meta:
        ordering = ["control", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["control"], condition=models.Q(ended_at=None), name="set_aside_once"
            ),
            models.CheckConstraint(
                condition=models.Q(decided_by=None, decided_at=None)
                | (
                    models.Q(decided_by__isnull=False, decided_at__isnull=False)
                    & ~models.Q(decided_by=models.F("asked_by"))
                ),
                name="set_aside_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.control


class CheckRun(models.Model):
    """When an automatic check last ran and is due again; `error` when it could not run."""

    check_id = models.CharField(max_length=80, unique=True)
    last_run_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["due_at", "id"]

    def __str__(self) -> str:
        return self.check_id
