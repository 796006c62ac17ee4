"""Corrections (是正措置) and what was done about each, step by step."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sekisho.web.organization.models import Person, Unit


class State(models.TextChoices):
    """How far a correction has come; computed from its columns, stored nowhere."""

    OPEN = "open", _("是正案待ち")
    PLANNED = "planned", _("是正案の合意待ち")
    AGREED = "agreed", _("是正中")
    REPORTED = "reported", _("完了の確認待ち")
    CONFIRMED = "confirmed", pgettext_lazy("correction", "完了")
    WITHDRAWN = "withdrawn", _("取下げ")


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Reads of corrections."""

    def open(self) -> "CorrectionQuerySet":
        """Those neither seen to be done nor withdrawn."""
        return self.filter(confirmed_at=None, withdrawn_at=None)

    def overdue(self, today: date) -> "CorrectionQuerySet":
        """Open ones whose day has passed: also what is reported counts until it was looked at."""
        return self.open().filter(due_on__lt=today)

    def with_names(self) -> "CorrectionQuerySet":
        """Read unit and owner in the same query."""
        return self.select_related("unit", "owner")


def _both(at: str, by: str) -> Q:
    """Return the condition that a moment and who it was stand together or not at all."""
    return Q(**{at: None, by: None}) | Q(**{f"{at}__isnull": False, f"{by}__isnull": False})


class Correction(models.Model):
    """Something found that must be mended by a unit until a day, and seen by another person.

    `ref` says opaquely what found it (`finding:12`, `check:backups-run`); a room above may open one
    for each thing it found. `opened_by` is empty when the machine opened it.
    """

    class Source(models.TextChoices):
        """What found it."""

        AUDIT = "audit", _("監査の指摘")
        INSPECTION = "inspection", _("自己点検")
        INCIDENT = "incident", _("インシデント")
        CHECK = "check", _("自動の確認の不適合")
        REVIEW = "review", _("見直し")
        RISK = "risk", _("リスク")
        SUPPLIER = "supplier", _("委託先への指摘")
        OTHER = "other", pgettext_lazy("correction", "その他")

    number = models.CharField(_("番号"), max_length=30, unique=True)
    title = models.CharField(_("直すこと"), max_length=200)
    detail = models.TextField(_("見つかった事実"), max_length=4000, blank=True)
    source = models.CharField(_("見つけたもの"), max_length=12, choices=Source.choices)
    ref = models.CharField(max_length=120, blank=True)
    grade = models.CharField(_("重さ"), max_length=10)  # a grade of the catalogue
    unit = models.ForeignKey(Unit, verbose_name=_("直す所属"), on_delete=models.PROTECT)
    owner = models.ForeignKey(
        Person, verbose_name=_("直す人"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="corrections",
    )  # fmt: skip
    due_on = models.DateField(_("期限"))
    action = models.TextField(_("是正案"), max_length=4000, blank=True)
    result = models.TextField(_("行ったこと"), max_length=4000, blank=True)
    own = models.JSONField(default=dict, blank=True)  # the body's own fields, by heading
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField(null=True, blank=True)
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ref"], condition=~Q(ref="") & Q(withdrawn_at=None, confirmed_at=None),
                name="correction_open_once_for_a_finding",
            ),
            *(
                models.CheckConstraint(
                    condition=_both(f"{step}_at", f"{step}_by"), name=f"correction_{step}_whole"
                )
                for step in ("planned", "agreed", "reported", "confirmed", "withdrawn")
            ),
            models.CheckConstraint(
                condition=Q(agreed_at=None) | Q(planned_at__isnull=False, owner__isnull=False)
                & ~Q(action=""),
                name="correction_agreed_has_plan",
            ),
            models.CheckConstraint(
                condition=Q(reported_at=None) | Q(agreed_at__isnull=False) & ~Q(result=""),
                name="correction_reported_after_agreed",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | Q(reported_at__isnull=False, withdrawn_at=None),
                name="correction_confirmed_after_reported",
            ),
            models.CheckConstraint(  # nobody sees their own mending done
                condition=Q(confirmed_by=None)
                | (~Q(confirmed_by=F("owner")) & ~Q(confirmed_by=F("reported_by"))),
                name="correction_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None) | Q(owner=None) | ~Q(withdrawn_by=F("owner")),
                name="correction_withdrawn_by_another",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def state(self) -> State:
        """How far it has come."""
        reached: list[tuple[Any, State]] = [
            (self.withdrawn_at, State.WITHDRAWN),
            (self.confirmed_at, State.CONFIRMED),
            (self.reported_at, State.REPORTED),
            (self.agreed_at, State.AGREED),
            (self.planned_at, State.PLANNED),
        ]
        return next((state for at, state in reached if at is not None), State.OPEN)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.withdrawn_at is None and self.confirmed_at is None

    def is_overdue(self, today: date) -> bool:
        """Whether it is open past its day."""
        return self.is_open and self.due_on < today


class FollowUp(models.Model):
    """One step in the mending (経過): who said what; never changed afterwards."""

    class Kind(models.TextChoices):
        """What the step was."""

        NOTE = "note", _("経過の記録")
        PLANNED = "planned", _("是正案の提出")
        AGREED = "agreed", _("是正案への合意")
        PUT_OFF = "put-off", _("期限の変更")
        REPORTED = "reported", _("完了の報告")
        RETURNED = "returned", pgettext_lazy("correction", "差戻し")
        CONFIRMED = "confirmed", _("完了の確認")
        WITHDRAWN = "withdrawn", pgettext_lazy("correction", "取下げ")
        HANDED_OVER = "handed-over", _("直す人の交代")

    correction = models.ForeignKey(Correction, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    text = models.TextField(max_length=4000, blank=True)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry = models.BigIntegerField(null=True)  # the ledger's number of a step with a file

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"correction-step:{self.pk}"
