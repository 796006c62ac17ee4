"""The entry log: passages, visits, the files they came in, and the days the log covers."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person
from sekisho.web.premises.models.areas import Area, DoorSystem


class DoorImport(models.Model):
    """A file of a door system that was read."""

    system = models.ForeignKey(DoorSystem, on_delete=models.PROTECT, related_name="imports")
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    rows_sha256 = models.CharField(max_length=64)  # of the passages added: see `imports.digest`
    covers_from = models.DateField(_("記録の初日"))
    covers_until = models.DateField(_("記録の末日"))
    added = models.PositiveIntegerField()
    known = models.PositiveIntegerField()  # already there
    unread = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return self.name


class UnreadLineQuerySet(models.QuerySet["UnreadLine"]):
    """Reads of lines not understood."""

    def open(self) -> "UnreadLineQuerySet":
        """Lines nobody has settled."""
        return self.filter(settled_at=None)


class UnreadLine(models.Model):
    """A line of a door system's file that was not understood; kept as it was written."""

    source = models.ForeignKey(DoorImport, on_delete=models.CASCADE, related_name="lines")
    line = models.PositiveIntegerField(_("行"))
    text = models.TextField()
    reason = models.CharField(max_length=40)  # a code of `doorlog.REASONS`
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = UnreadLineQuerySet.as_manager()

    class Meta:
        ordering = ["source", "line", "id"]

    def __str__(self) -> str:
        return f"{self.source_id}:{self.line}"


class LogSpan(models.Model):
    """Days for which an area's log is complete: covered by a file, or said so by a person."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="spans")
    from_date = models.DateField()
    until_date = models.DateField()
    source = models.ForeignKey(DoorImport, on_delete=models.PROTECT, null=True, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["area", "from_date", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(until_date__gte=F("from_date")), name="span_period")
        ]

    def __str__(self) -> str:
        return f"{self.from_date}–{self.until_date}"


class VisitQuerySet(models.QuerySet["Visit"]):
    """Reads of visits."""

    def inside(self) -> "VisitQuerySet":
        """Visitors who have not left."""
        return self.filter(out_at=None)


VISIT_CODE = "R-"  # begins the number of a visit to which nobody gave one


class Visit(models.Model):
    """Somebody from outside in an area. What says who it was can be erased; the visit stands.

    `number` tells a row of a file apart from the others; one nobody gave is made of the row's own.
    """

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="visits")
    name = models.CharField(_("氏名"), max_length=100, blank=True)
    company = models.CharField(_("会社・団体"), max_length=100, blank=True)
    purpose = models.CharField(_("用件"), max_length=200, blank=True)
    brought = models.CharField(_("持ち込む機器"), max_length=200, blank=True)
    host = models.ForeignKey(
        Person, verbose_name=_("応対者"), on_delete=models.PROTECT, related_name="+"
    )
    escort = models.ForeignKey(
        Person,
        verbose_name=_("付添者"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    identified = models.BooleanField(_("身分証を確かめた"), default=False)
    badge = models.CharField(_("入館証の番号"), max_length=40, blank=True)
    in_at = models.DateTimeField(_("入室"))
    out_at = models.DateTimeField(_("退室"), null=True, blank=True)
    attachment = models.PositiveBigIntegerField(null=True, blank=True)  # evidence's copy
    erased_at = models.DateTimeField(null=True, blank=True)
    number = models.CharField(_("受付番号"), max_length=40, blank=True)
    own: Any = models.JSONField(default=dict, blank=True)  # the body's own fields, by heading

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-in_at", "-id"]
        indexes = [  # by which an entry with a badge is judged
            models.Index(fields=["area", "badge", "in_at"], name="visit_area_badge"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=~Q(number=""), name="visit_number_once"
            ),
            models.CheckConstraint(
                condition=Q(out_at=None) | Q(out_at__gte=F("in_at")), name="visit_period"
            ),
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(name="", company="", purpose="", brought="", out_at__isnull=False),
                name="visit_erased_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def code(self) -> str:
        """The number it has in files."""
        return self.number or f"{VISIT_CODE}{self.pk:05}"


class PassageQuerySet(models.QuerySet["Passage"]):
    """Reads of the log."""

    def unexplained(self) -> "PassageQuerySet":
        """Passages nobody has looked into."""
        return self.filter(explained_at=None)


class Passage(models.Model):
    """Somebody going into or out of an area, or being kept out."""

    class Way(models.TextChoices):
        """What happened at the door."""

        IN = "in", _("入室")
        OUT = "out", _("退室")
        DENIED = "denied", _("拒否")

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="passages")
    at = models.DateTimeField()
    way = models.CharField(max_length=6, choices=Way.choices)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True)
    visit = models.ForeignKey(
        Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="passages"
    )
    card = models.CharField(max_length=60, blank=True)
    holder = models.CharField(max_length=100, blank=True)  # as the door system names them
    door = models.CharField(max_length=100, blank=True)  # as the door system calls it
    source = models.ForeignKey(DoorImport, on_delete=models.PROTECT, null=True, blank=True)
    mark = models.CharField(max_length=64, blank=True)  # of a door's line: known again
    explained_at = models.DateTimeField(null=True, blank=True)
    explained_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    explanation = models.CharField(_("調べた結果"), max_length=300, blank=True)

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [  # in the order lists are shown and searched: the newest of each first
            models.Index(fields=["area", "at"], name="passage_area_at"),
            models.Index(fields=["person", "at"], name="passage_person_at"),
            models.Index(fields=["way", "at"], name="passage_way_at"),
            models.Index(fields=["card", "at"], name="passage_card_at"),
            models.Index(
                fields=["holder"], condition=Q(person=None) & ~Q(holder=""), name="passage_unknown"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(explained_at=None, explained_by=None)
                | (Q(explained_at__isnull=False, explained_by__isnull=False) & ~Q(explanation="")),
                name="passage_explained_whole",
            ),
            models.UniqueConstraint(
                fields=["mark"], condition=~Q(mark=""), name="passage_known_again"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id} {self.way} {self.at}"

    @property
    def who(self) -> str:
        """Who it was, of a row read with its person and visit."""
        if self.person is not None:
            return self.person.name
        if self.visit is None:
            return f"{self.holder} {gettext('カード')} {self.card}".strip()
        if self.visit.erased_at is not None:
            return gettext("来訪者（消去済み）")
        return f"{gettext('来訪者')} {self.visit.name}"


class TabletQuerySet(models.QuerySet["Tablet"]):
    """Reads of tablets."""

    def open(self, at: object) -> "TabletQuerySet":
        """Tablets that may record now."""
        return self.filter(closed_at=None, until_at__gt=at)


class Tablet(models.Model):
    """A tablet at an area's door, opened by somebody who records; it can do nothing else."""

    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    until_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TabletQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.pk}"
