"""Controlled areas, who may enter them, and the cards they open doors with."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person, Post, Unit


class AreaQuerySet(models.QuerySet["Area"]):
    """Reads of areas."""

    def in_use(self) -> "AreaQuerySet":
        """Areas not given up."""
        return self.filter(closed_at=None)


class Area(models.Model):
    """A controlled area (管理区域). Its grade is a level of `catalogue/data/premises.yaml`."""

    name = models.CharField(_("名称"), max_length=100)
    level = models.CharField(_("区分"), max_length=40)
    unit = models.ForeignKey(Unit, verbose_name=_("管理する所属"), on_delete=models.PROTECT)
    place = models.CharField(_("場所"), max_length=200, blank=True)
    logs_exit = models.BooleanField(_("退室も記録する"), default=True)
    log_from = models.DateField(_("入退室記録を始める日"))
    reviewed_at = models.DateTimeField(_("入室者名簿を見直した日時"), null=True, blank=True)
    reviewed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    own = models.JSONField(default=dict, blank=True)  # the body's own fields, by heading

    objects = AreaQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(closed_at=None), name="area_name_once"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="area_review_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ListedQuerySet(models.QuerySet["Listed"]):
    """Reads of the lists."""

    def on(self, day: date) -> "ListedQuerySet":
        """Lines that count on the day."""
        return self.filter(from_date__lte=day, until_date__gte=day)


class Listed(models.Model):
    """A line of an area's permanent list (入室者名簿): a person, or whoever holds a post."""

    number = models.CharField(_("番号"), max_length=40, unique=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="listed")
    person = models.ForeignKey(
        Person, verbose_name=_("氏名"), on_delete=models.PROTECT, null=True, blank=True
    )
    post = models.ForeignKey(
        Post, verbose_name=_("職"), on_delete=models.PROTECT, null=True, blank=True
    )
    from_date = models.DateField(_("開始日"))
    until_date = models.DateField(_("終了日"))  # inclusive; none without an end
    reason = models.CharField(_("入室の理由"), max_length=200)
    own = models.JSONField(default=dict, blank=True)  # the body's own fields, by heading

    objects = ListedQuerySet.as_manager()

    class Meta:
        ordering = ["area", "from_date", "id"]
        indexes = [  # by which each entry of a log is judged
            models.Index(fields=["area", "person"], name="listed_area_person"),
            models.Index(fields=["area", "post"], name="listed_area_post"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, post__isnull=False) | Q(person__isnull=False, post=None),
                name="listed_person_or_post",
            ),
            models.CheckConstraint(
                condition=Q(until_date__gte=F("from_date")), name="listed_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id}: {self.person_id or self.post_id}"


class DoorSystem(models.Model):
    """A system that opens doors and writes a log; `columns` says how its file is laid out.

    `columns` has the keys of `catalogue.DOOR_COLUMNS`; the words are matched whole, after NFKC.
    """

    name = models.CharField(_("名称"), max_length=100, unique=True)
    columns = models.JSONField(default=dict)
    entering = models.JSONField(default=list)
    leaving = models.JSONField(default=list)
    denied = models.JSONField(default=list)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Door(models.Model):
    """A door as its system calls it, and the area behind it."""

    system = models.ForeignKey(DoorSystem, on_delete=models.PROTECT, related_name="doors")
    label = models.CharField(_("扉の名称"), max_length=100, blank=True)
    area = models.ForeignKey(Area, verbose_name=_("管理区域"), on_delete=models.PROTECT)

    class Meta:
        ordering = ["system", "label", "id"]
        constraints = [models.UniqueConstraint(fields=["system", "label"], name="door_once")]

    def __str__(self) -> str:
        return self.label


class CardQuerySet(models.QuerySet["Card"]):
    """Reads of cards."""

    def held(self) -> "CardQuerySet":
        """Cards nobody has given back."""
        return self.filter(until_date=None)

    def on(self, day: date) -> "CardQuerySet":
        """Cards that belong to their holder on the day."""
        return self.filter(Q(until_date=None) | Q(until_date__gte=day), from_date__lte=day)


class Card(models.Model):
    """A card of a door system and whose it is, for a period."""

    system = models.ForeignKey(DoorSystem, on_delete=models.PROTECT, related_name="cards")
    number = models.CharField(_("カード番号"), max_length=60)
    person = models.ForeignKey(Person, verbose_name=_("氏名"), on_delete=models.PROTECT)
    from_date = models.DateField(_("開始日"))
    until_date = models.DateField(_("返却日"), null=True, blank=True)
    own: Any = models.JSONField(default=dict, blank=True)  # the body's own fields, by heading

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["system", "number", "-from_date", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("from_date")),
                name="card_period",
            ),
            models.UniqueConstraint(
                fields=["system", "number"], condition=Q(until_date=None), name="card_held_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number
