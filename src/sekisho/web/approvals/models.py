"""An application and its decision."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Reads of applications."""

    def waiting(self) -> "ApplicationQuerySet":
        """Applications nobody has decided yet."""
        return self.filter(state=Application.State.WAITING)

    def closed(self) -> "ApplicationQuerySet":
        """Applications decided or withdrawn, the newest first."""
        return self.exclude(state=Application.State.WAITING).order_by(
            Coalesce("decided_at", "withdrawn_at").desc(), "-id"
        )

    def with_people(self) -> "ApplicationQuerySet":
        """Read the people in the same query."""
        return self.select_related("applicant__unit", "decider")


class Application(models.Model):
    """Something one person asks for and another decides; `subject` is an id (`edition:12`)."""

    class State(models.TextChoices):
        """Where the application stands."""

        WAITING = "waiting", _("決裁待ち")
        APPROVED = "approved", _("決裁済み")
        RETURNED = "returned", _("差戻し")
        WITHDRAWN = "withdrawn", _("取下げ")

    kind = models.CharField(max_length=40)  # `edition`; later issues add kinds
    subject = models.CharField(max_length=100)
    title = models.CharField(_("件名"), max_length=200)
    url = models.CharField(max_length=300)
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="applications")
    reason = models.TextField(_("起案理由"), blank=True)
    submitted_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    decider = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    decided_at = models.DateTimeField(null=True)
    comment = models.TextField(_("意見"), blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["submitted_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decider=None) | ~Q(decider=F("applicant")),
                name="application_decided_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decider=None, decided_at=None, withdrawn_at=None)
                | Q(state="withdrawn", decider=None, decided_at=None, withdrawn_at__isnull=False)
                | Q(
                    state__in=["approved", "returned"],
                    decider__isnull=False,
                    decided_at__isnull=False,
                    withdrawn_at=None,
                ),
                name="application_decision_whole",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(state="waiting"),
                name="application_waits_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_waiting(self) -> bool:
        """Whether a decision is still open."""
        return self.state == self.State.WAITING

    @property
    def closed_at(self) -> datetime | None:
        """When it was decided or withdrawn."""
        return self.decided_at or self.withdrawn_at

    def days_waited(self, on: date) -> int:
        """Days from the day it was submitted (Asia/Tokyo) to the day given."""
        return (on - timezone.localdate(self.submitted_at)).days
