"""An incident from its report to its end, and by which chapter of the law the body reports."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.breach import UNSURE
from sekisho.catalogue import IncidentKind, IncidentSeverity, load_response_rules
from sekisho.web.organization.models import Person, Unit

RECEIPT = 9  # letters and a hyphen: K7Q2-9MXD


class BodyRule(models.Model):
    """The one row that says what kind of body this is, and what it does besides the law.

    `settings` are ids of `BreachRules.settings`; without the row they are as the catalogue has them
    and the kind is unsure: both chapters count.
    """

    body = models.CharField(_("団体の種類"), max_length=20, default=UNSURE)
    settings = models.JSONField(default=list)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="incident_one_body_rule")]

    def __str__(self) -> str:
        return self.body


class IncidentQuerySet(models.QuerySet["Incident"]):
    """Reads of incidents."""

    def open(self) -> "IncidentQuerySet":
        """Incidents that are not closed."""
        return self.filter(closed_at=None)

    def waiting(self) -> "IncidentQuerySet":
        """Return the reports nobody has looked at."""
        return self.open().filter(triaged_at=None)


class Incident(models.Model):
    """Something reported, and what became of it.

    Three times are kept apart: `occurred_at` (起きた), `noticed_at` (気付いた) and `known_at`
    (知った時点): since when the body knows, from which the clocks of the law run. `least` and
    `most` bound the number of people; `most` None: nobody can say. `answers` are by fact of
    `BreachRules`. `contact` is whatever an unnamed reporter left, and can be erased.
    """

    kind = models.CharField(_("種類"), max_length=20)
    words = models.TextField(_("何があったか"), max_length=4000)
    place = models.CharField(_("場所"), max_length=200, blank=True)
    occurred_at = models.DateTimeField(_("起きた日時"), null=True, blank=True)
    noticed_at = models.DateTimeField(_("気付いた日時"))
    known_at = models.DateTimeField(_("知った日時"))
    reported_at = models.DateTimeField()
    reporter = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    contact = models.CharField(_("連絡先"), max_length=200, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    receipt = models.CharField(max_length=RECEIPT, unique=True)
    title = models.CharField(_("件名"), max_length=100, blank=True)
    severity = models.CharField(_("重さ"), max_length=20, blank=True)
    handler = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    triaged_at = models.DateTimeField(null=True)
    triaged_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    least = models.PositiveIntegerField(default=0)
    most = models.PositiveIntegerField(null=True)
    answers = models.JSONField(default=dict)
    assessed_at = models.DateTimeField(null=True)
    cause = models.TextField(_("原因"), max_length=4000, blank=True)
    prevention = models.TextField(_("再発防止"), max_length=4000, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = IncidentQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(triaged_at=None, triaged_by=None, severity="")
                | (Q(triaged_at__isnull=False, triaged_by__isnull=False) & ~Q(severity="")),
                name="incident_triaged_whole",
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False, triaged_at__isnull=False),
                name="incident_closed_whole",
            ),
            models.CheckConstraint(
                condition=Q(most=None) | Q(most__gte=models.F("least")), name="incident_people"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.receipt

    @property
    def sort(self) -> IncidentKind | None:
        """The kind as the catalogue has it; None for one it no longer knows."""
        return load_response_rules().kinds.get(self.kind)

    @property
    def weight(self) -> IncidentSeverity | None:
        """How grave it is; None before somebody looked at it."""
        return load_response_rules().severities.get(self.severity)

    @property
    def is_none(self) -> bool:
        """Whether it was found to be no incident."""
        return self.severity == "none"

    def triage_until(self) -> datetime:
        """Return until when somebody must have looked at it."""
        return self.reported_at + timedelta(hours=load_response_rules().triage_hours)
