"""Things with safeguards, the rounds that inspect them, and the faults found."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person
from sekisho.web.premises.models.areas import Area

FIXTURE_CODE = "S"  # before the number of a row to which nobody gave one


class FixtureQuerySet(models.QuerySet["Fixture"]):
    """Reads of fixtures."""

    def in_use(self) -> "FixtureQuerySet":
        """Fixtures still standing there."""
        return self.filter(removed_at=None)


class Fixture(models.Model):
    """A server, rack, line, terminal or facility in an area, inspected on rounds.

    `number` tells a row of a file apart from the others; one nobody gave is made of the row's own.
    """

    area = models.ForeignKey(
        Area, verbose_name=_("管理区域"), on_delete=models.PROTECT, related_name="fixtures"
    )
    kind = models.CharField(_("種類"), max_length=40)
    name = models.CharField(_("名称・番号"), max_length=100)
    number = models.CharField(_("設備の番号"), max_length=40, blank=True)
    own: Any = models.JSONField(default=dict, blank=True)  # the body's own fields, by heading
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = FixtureQuerySet.as_manager()

    class Meta:
        ordering = ["area", "kind", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["area", "name"], condition=Q(removed_at=None), name="fixture_once"
            ),
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="fixture_number_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """The number it has in files."""
        return self.number or f"{FIXTURE_CODE}{self.pk:05}"


class SheetEdition(models.Model):
    """A round sheet (点検表) as the body asks it; the newest of a key counts, the others are kept.

    `key` is a sheet of the catalogue made the body's own, or `sheet-1`, `sheet-2`, … for a new one.
    `lines` are `sheets.Asked` as JSON, those asked no more among them: answers name them for good.
    """

    key = models.CharField(max_length=40, db_index=True)
    title = models.CharField(_("点検表の名称"), max_length=100)
    every_days = models.PositiveSmallIntegerField(_("間隔（日）"))
    lines = models.JSONField(default=list)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(every_days__gte=1), name="sheet_every_some_days")
        ]

    def __str__(self) -> str:
        return self.title


class Round(models.Model):
    """A round that is due, or was made, of an area with a sheet (点検表)."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="rounds")
    sheet = models.CharField(_("点検表"), max_length=40)
    due_on = models.DateField(_("期限"))
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)  # given up with its schedule

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="round_done_whole",
            ),
            models.UniqueConstraint(
                fields=["area", "sheet"],
                condition=Q(done_at=None, ended_at=None),
                name="round_waits_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.due_on}"

    @property
    def is_open(self) -> bool:
        """Whether it still has to be made."""
        return self.done_at is None and self.ended_at is None

    def is_overdue(self, on: date) -> bool:
        """Whether it should have been made before the day."""
        return self.is_open and self.due_on < on


class Answer(models.Model):
    """What was seen of one thing for one line of the sheet."""

    class Found(models.TextChoices):
        """What was found."""

        GOOD = "good", _("良")
        FAULT = "fault", _("不良")
        NONE = "none", _("該当なし")

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="answers")
    fixture = models.ForeignKey(Fixture, on_delete=models.PROTECT, related_name="+")
    line = models.CharField(max_length=40)
    found = models.CharField(max_length=5, choices=Found.choices)

    class Meta:
        ordering = ["round", "fixture", "line", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "fixture", "line"], name="answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.line}: {self.found}"


class Photo(models.Model):
    """A picture taken on a round, drawn anew: pixels only, bounded in size."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="photos")
    fixture = models.ForeignKey(Fixture, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField()  # JPEG
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ["round", "id"]

    def __str__(self) -> str:
        return f"{self.pk}"


class FaultQuerySet(models.QuerySet["Fault"]):
    """Reads of faults."""

    def open(self) -> "FaultQuerySet":
        """Faults not mended."""
        return self.filter(mended_at=None)


class Fault(models.Model):
    """Something a round found wrong: to be mended by a day, open until somebody says it is."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="faults")
    fixture = models.ForeignKey(Fixture, on_delete=models.PROTECT, related_name="faults")
    line = models.CharField(max_length=40)
    note = models.CharField(_("見たこと"), max_length=300)
    found_at = models.DateTimeField()
    due_on = models.DateField(_("直す期限"))
    mended_at = models.DateTimeField(null=True, blank=True)
    mended_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    how = models.CharField(_("直した方法"), max_length=300, blank=True)

    objects = FaultQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mended_at=None, mended_by=None)
                | (Q(mended_at__gte=F("found_at"), mended_by__isnull=False) & ~Q(how="")),
                name="fault_mended_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fixture_id} {self.line}"
