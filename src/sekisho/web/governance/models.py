"""Meetings of the security committee with what they decided; the tree of emergency contacts."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person


class MeetingQuerySet(models.QuerySet["Meeting"]):
    """Reads of meetings."""

    def coming(self) -> "MeetingQuerySet":
        """Return meetings called and not held yet, the next first."""
        return self.filter(state=Meeting.State.CALLED).order_by("at", "id")

    def held(self) -> "MeetingQuerySet":
        """Return meetings whose minutes are closed, the newest first."""
        return self.filter(state=Meeting.State.HELD)


class Meeting(models.Model):
    """One meeting of the committee (情報セキュリティ委員会).

    Its members are fixed when it is called. Minutes are closed once, with quorum: more than half of
    the members there, themselves or by a deputy.
    """

    class State(models.TextChoices):
        """Where it stands."""

        CALLED = "called", _("開催予定")
        HELD = "held", _("開催済み")
        CANCELLED = "cancelled", _("取りやめ")

    title = models.CharField(_("会議名"), max_length=100)
    at = models.DateTimeField(_("開催日時"))
    place = models.CharField(_("場所"), max_length=100)
    agenda = models.TextField(_("議題"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.CALLED)
    called_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    called_at = models.DateTimeField()
    minutes = models.TextField(_("議事の要旨"), blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="called", closed_at=None, closed_by=None)
                | (~Q(state="called") & Q(closed_at__isnull=False, closed_by__isnull=False)),
                name="meeting_closed_whole",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """One member of one meeting: whether they were there, or who in their stead (代理)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    chairs = models.BooleanField(default=False)
    present = models.BooleanField(default=False)
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-chairs", "person__furigana", "id"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "person"], name="attendance_once"),
            models.CheckConstraint(
                condition=Q(present=False) | Q(deputy=None), name="attendance_one_way"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.person_id}"

    @property
    def counts(self) -> bool:
        """Whether it counts for the quorum."""
        return self.present or self.deputy_id is not None


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Reads of decisions."""

    def open(self) -> "DecisionQuerySet":
        """Return decisions somebody is to carry out and has not."""
        return self.filter(done_at=None, owner__isnull=False)

    def overdue(self, on: date) -> "DecisionQuerySet":
        """Return those of them whose day has passed."""
        return self.open().filter(due_on__lt=on)


class Decision(models.Model):
    """What a meeting decided; with an owner and a day when something is to be done."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="decisions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(_("決定事項"), max_length=500)
    owner = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    due_on = models.DateField(_("期限"), null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["meeting", "position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None, due_on=None) | Q(owner__isnull=False, due_on__isnull=False),
                name="decision_owned_until_a_day",
            ),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="decision_done_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Contact(models.Model):
    """Somebody in the tree of emergency contacts: who calls them, and their number, encrypted."""

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="+")
    above = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="below")
    position = models.PositiveSmallIntegerField(default=0)
    number = models.BinaryField()  # encrypted; empty when none is known
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return f"contact:{self.pk}"
