"""An application, where it stands on its route, and its decision."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person, Unit


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

    def asked_by(self, person: Person) -> "ApplicationQuerySet":
        """Applications the person asked for, or entered for somebody else."""
        return self.filter(Q(applicant=person) | Q(prepared_by=person))

    def with_people(self) -> "ApplicationQuerySet":
        """Read the people in the same query."""
        return self.select_related("applicant__unit", "unit", "prepared_by", "decider")


class Application(models.Model):
    """Something one person asks for and others decide; `subject` is an id (`edition:12`).

    `stage` counts the stages passed. `behind` are those who stand behind it: the applicant, who
    entered it for them, and who prepared its subject. None of them takes a step on it.
    `number` is given at the decision and runs through a fiscal year without a gap (文書番号).
    """

    class State(models.TextChoices):
        """Where the application stands."""

        WAITING = "waiting", _("決裁待ち")
        APPROVED = "approved", _("決裁済み")
        RETURNED = "returned", _("差戻し")
        WITHDRAWN = "withdrawn", _("取下げ")

    kind = models.CharField(max_length=40)  # an id of `kinds`
    subject = models.CharField(max_length=100)
    title = models.CharField(_("件名"), max_length=200)
    url = models.CharField(max_length=300, blank=True)
    applicant = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="applications")
    prepared_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    behind = models.ManyToManyField(Person, related_name="+")
    reason = models.TextField(_("起案理由"), blank=True)
    submitted_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    stage = models.PositiveSmallIntegerField(default=0)
    decider = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    decided_at = models.DateTimeField(null=True)
    comment = models.TextField(_("意見"), blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    year = models.PositiveSmallIntegerField(_("年度"), null=True)
    number = models.PositiveIntegerField(_("文書番号"), null=True)
    revises = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="revisions"
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["submitted_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decider=None)
                | (~Q(decider=F("applicant")) & ~Q(decider=F("prepared_by"))),
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
            models.CheckConstraint(
                condition=Q(state="approved", year__isnull=False, number__isnull=False)
                | (~Q(state="approved") & Q(year=None, number=None)),
                name="application_numbered_when_approved",
            ),
            models.UniqueConstraint(fields=["year", "number"], name="application_number_once"),
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
    def is_returned(self) -> bool:
        """Whether it was sent back to be mended."""
        return self.state == self.State.RETURNED

    @property
    def closed_at(self) -> datetime | None:
        """When it was decided or withdrawn."""
        return self.decided_at or self.withdrawn_at

    def days_waited(self, on: date) -> int:
        """Days from the day it was submitted (Asia/Tokyo) to the day given."""
        return (on - timezone.localdate(self.submitted_at)).days


class DecisionSeries(models.Model):
    """The last document number given in a fiscal year; the row is locked while one is given."""

    year = models.PositiveSmallIntegerField(unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"
