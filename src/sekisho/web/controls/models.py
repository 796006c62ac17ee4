"""Which controls the body has set aside, attestations, and when each check runs next."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person


class SetAside(models.Model):
    """A control of the catalogue the body does not apply: with reason, approver and end date."""

    control = models.CharField(max_length=80)  # a control id of the catalogue
    reason = models.CharField(_("理由"), max_length=500)
    until_date = models.DateField(_("期限"))  # inclusive; by default 31 March
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["control", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["control"], condition=models.Q(ended_at=None), name="set_aside_once"
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
