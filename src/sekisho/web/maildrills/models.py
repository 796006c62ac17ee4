"""Drills, their letters by unit, what waits to be sent, and the figures that remain."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import DrillLetter, load_drill_letters
from sekisho.web.maildrills.folding import Figures
from sekisho.web.organization.models import Person, Unit

DIGEST = 64  # hexadecimal digits of a SHA-256


class DrillQuerySet(models.QuerySet["Drill"]):
    """Reads of drills."""

    def planned(self) -> "DrillQuerySet":
        """Drills that wait for their day."""
        return self.filter(started_at=None, cancelled_at=None)

    def running(self) -> "DrillQuerySet":
        """Drills whose letters go out or lie in mailboxes."""
        return self.filter(started_at__isnull=False, closed_at=None)

    def closed(self) -> "DrillQuerySet":
        """Drills whose figures stand."""
        return self.filter(closed_at__isnull=False)


class Drill(models.Model):
    """A drill: planned, sent on a day, closed after another; or cancelled before it began.

    `units` are ids of units (with those below) unless it is for everyone. `salt` makes the words
    of links and is destroyed at closing (`tokens`). `goal` is the share of reports aimed at.
    """

    title = models.CharField(_("件名"), max_length=100)
    letter = models.CharField(_("文面"), max_length=60)  # an id of `load_drill_letters()`
    everyone = models.BooleanField(default=False)
    units = models.JSONField(default=list)
    send_on = models.DateField(_("送る日"))
    closes_on = models.DateField(_("締め切る日"))
    goal = models.PositiveSmallIntegerField(_("報告の目標（%）"))
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    digest = models.CharField(max_length=DIGEST, blank=True)  # of the letter as it was sent
    salt = models.CharField(max_length=DIGEST, blank=True)
    started_at = models.DateTimeField(null=True)
    first_reported_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)
    sent = models.PositiveIntegerField(null=True)
    opened = models.PositiveIntegerField(null=True)
    reported = models.PositiveIntegerField(null=True)

    objects = DrillQuerySet.as_manager()

    class Meta:
        ordering = ["-send_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gt=F("send_on")), name="maildrill_period"
            ),
            models.CheckConstraint(
                condition=Q(started_at=None) | Q(cancelled_at=None), name="maildrill_one_fate"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, sent=None, opened=None, reported=None)
                | Q(closed_at__isnull=False, salt="", opened__lte=F("sent"),
                    reported__lte=F("sent")),
                name="maildrill_closed_whole",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def wording(self) -> DrillLetter | None:
        """The letter as it is today; None when the catalogue no longer has it."""
        return load_drill_letters().get(self.letter)

    @property
    def figures(self) -> Figures:
        """What remains of a closed drill; nothing before."""
        return Figures(self.sent or 0, self.opened or 0, self.reported or 0)

    @property
    def state(self) -> str:
        """One word for where it stands."""
        if self.cancelled_at:
            return "cancelled"
        if self.closed_at:
            return "closed"
        return "running" if self.started_at else "planned"

    def counts(self, on: date) -> bool:
        """Whether what is opened or reported on the day is counted."""
        return self.state == "running" and on <= self.closes_on


class Letter(models.Model):
    """One letter of a running drill: its unit and the digest of its word, and no person.

    Days and no times, and rows made in an order of chance: neither leads back to anybody.
    """

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="letters")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=DIGEST, unique=True)
    sent = models.BooleanField(default=False)
    opened_on = models.DateField(null=True)
    reported_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.drill_id} {self.unit_id}"


class Waiting(models.Model):
    """That a letter is still to be sent to somebody; gone when the mail server took it."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="waiting")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()

    class Meta:
        ordering = ["next_try_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["drill", "person"], name="maildrill_waits_once")
        ]

    def __str__(self) -> str:
        return f"{self.drill_id}: {self.attempts}"


class UnitResult(models.Model):
    """Figures of a closed drill: of one unit, or of the small `units` together (`folding`)."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="results")
    units = models.JSONField()
    sent = models.PositiveIntegerField()
    opened = models.PositiveIntegerField()
    reported = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opened__lte=F("sent"), reported__lte=F("sent")),
                name="maildrill_result_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.drill_id}: {self.sent}"
