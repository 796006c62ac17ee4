"""The seats of an application's route (決裁欄) and the steps taken on it (経過)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sekisho.web.approvals.models.application import Application
from sekisho.web.organization.models import Person, Unit


class Step(models.Model):
    """What somebody did to an application; rows are only added.

    `standing_in`: a 代決, for `instead_of` where the seat has somebody who was away; they look at
    it afterwards (後閲, `seen_at`).
    """

    class What(models.TextChoices):
        """What was done."""

        SUBMITTED = "submitted", pgettext_lazy("record", "起案")
        AGREED = "agreed", _("回議・合議")
        APPROVED = "approved", pgettext_lazy("record", "決裁")
        RETURNED = "returned", _("差戻し")
        WITHDRAWN = "withdrawn", _("取下げ")

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=10, choices=What.choices)
    stage = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    comment = models.TextField(blank=True)
    standing_in = models.BooleanField(default=False)
    instead_of = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(standing_in=True) | Q(instead_of=None),
                name="step_stands_in_for_another",
            ),
            models.CheckConstraint(
                condition=Q(instead_of=None) | ~Q(instead_of=F("person")),
                name="step_not_in_own_stead",
            ),
            models.CheckConstraint(
                condition=Q(seen_at=None) | Q(instead_of__isnull=False),
                name="step_seen_by_who_was_away",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.what}"


class SeatQuerySet(models.QuerySet["Seat"]):
    """Reads of seats."""

    def open(self) -> "SeatQuerySet":
        """Seats whose turn it is and in which nobody has acted yet."""
        return self.filter(
            filled_by=None, application__state="waiting", stage=F("application__stage")
        )


class Seat(models.Model):
    """One box of the route of one application (決裁欄), copied when it was submitted.

    Who sits in it is said by exactly one of `permission`, `post` (a title), or `role`, which `unit`
    limits to one unit. `reading` is a permission word wanted besides. `stand_ins` are rules in
    words (`seating.Rule`) for the time everybody in it is away.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="seats")
    stage = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=10)  # review, consult, decide
    need = models.CharField(max_length=3)  # any, all
    head = models.BooleanField(default=False)  # named as the head of the applicant's unit
    role = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="+")
    permission = models.CharField(max_length=60, blank=True)
    post = models.CharField(max_length=100, blank=True)
    reading = models.CharField(max_length=60, blank=True)
    stand_ins = models.JSONField(default=list)
    filled_by = models.ForeignKey(Step, on_delete=models.PROTECT, null=True, related_name="seats")

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["application_id", "stage", "place"]
        constraints = [
            models.UniqueConstraint(fields=["application", "stage", "place"], name="seat_once"),
            models.CheckConstraint(
                condition=(~Q(role="") & Q(permission="", post=""))
                | (Q(role="", post="", unit=None) & ~Q(permission=""))
                | (Q(role="", permission="", unit=None) & ~Q(post="")),
                name="seat_named_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.act} {self.role or self.permission or self.post}"
