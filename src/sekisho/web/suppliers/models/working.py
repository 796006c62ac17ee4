"""Who works for a contractor, what was handed over to it, and what is to be mended there."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.assets.models import Asset
from sekisho.web.organization.models import Person
from sekisho.web.suppliers.models.contracts import Contract, Subcontract


class WorkerQuerySet(models.QuerySet["Worker"]):
    """Reads of workers."""

    def on(self, day: date) -> "WorkerQuerySet":
        """Those on a list that counts on the day."""
        rows = self.filter(from_date__lte=day, contract__ending=None)
        return rows.filter(Q(until_date=None) | Q(until_date__gte=day))


class Worker(models.Model):
    """Somebody who touches the body's information for a contractor (従事者).

    `areas` are controlled areas they may enter, as `area:3`. `person`: resident staff (常駐要員) of
    the register of people. The name can be erased when the work is over; the line stands.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="workers")
    subcontract = models.ForeignKey(
        Subcontract, on_delete=models.PROTECT, null=True, blank=True, related_name="workers"
    )
    name = models.CharField(_("氏名"), max_length=100, blank=True)
    duty = models.CharField(_("担当"), max_length=100)
    person = models.ForeignKey(
        Person,
        verbose_name=_("常駐要員"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    areas = models.JSONField(_("入ってよい管理区域"), default=list)
    from_date = models.DateField(_("開始日"))
    until_date = models.DateField(_("終了日"), null=True)
    erased_at = models.DateTimeField(null=True)

    objects = WorkerQuerySet.as_manager()

    class Meta:
        ordering = ["contract", "from_date", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date=None) | Q(until_date__gte=F("from_date")),
                name="worker_period",
            ),
            models.CheckConstraint(
                condition=(Q(erased_at=None) & ~Q(name=""))
                | Q(erased_at__isnull=False, name="", until_date__isnull=False),
                name="worker_erased_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class HandoverQuerySet(models.QuerySet["Handover"]):
    """Reads of what was handed over."""

    def out(self) -> "HandoverQuerySet":
        """Those neither back nor known to be wiped."""
        return self.filter(wiped_on=None)


class Handover(models.Model):
    """Media or information handed to a contractor, back by a day, and what was left there wiped.

    `wiped_by` is somebody else than who handed it over.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="handovers")
    what = models.CharField(_("渡したもの"), max_length=200)
    number = models.CharField(_("媒体の番号"), max_length=100, blank=True)
    asset = models.ForeignKey(
        Asset,
        verbose_name=_("情報資産"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    grade = models.CharField(_("入っている情報の重さ"), max_length=40)
    encrypted = models.BooleanField(_("暗号化した"), default=False)
    way = models.CharField(_("運び方"), max_length=100)
    handed_on = models.DateField(_("渡した日"))
    handed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("返す期限"))
    returned_on = models.DateField(_("返った日"), null=True)
    returned_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    wiped_on = models.DateField(_("消去を確かめた日"), null=True)
    wiped_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    wiped_how = models.CharField(_("消去の確かめ方"), max_length=200, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-handed_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("handed_on")), name="handover_due_later"
            ),
            models.CheckConstraint(
                condition=Q(returned_on=None, returned_by=None)
                | Q(returned_on__gte=F("handed_on"), returned_by__isnull=False),
                name="handover_returned_whole",
            ),
            models.CheckConstraint(
                condition=Q(wiped_on=None, wiped_by=None)
                | (
                    Q(wiped_on__gte=F("returned_on"), wiped_by__isnull=False)
                    & ~Q(wiped_by=F("handed_by"))
                    & ~Q(wiped_how="")
                ),
                name="handover_wiped_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def is_overdue(self, on: date) -> bool:
        """Whether it should have come back before the day."""
        return self.returned_on is None and self.due_on < on


class FindingQuerySet(models.QuerySet["Finding"]):
    """Reads of findings."""

    def open(self) -> "FindingQuerySet":
        """Those not mended yet."""
        return self.filter(mended_on=None)


class Finding(models.Model):
    """Something at a contractor that falls short (指摘), and what became of it (改善)."""

    class Source(models.TextChoices):
        """How it came to be known."""

        CONFIRMATION = "confirmation", _("年次の確認")
        VISIT = "visit", _("立入り")
        REPORT = "report", _("委託先の報告")
        OTHER = "other", _("その他")

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="findings")
    source = models.CharField(_("分かった方法"), max_length=12, choices=Source.choices)
    what = models.CharField(_("足りないこと"), max_length=500)
    found_on = models.DateField(_("分かった日"))
    found_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    measure = models.CharField(_("求めた改善"), max_length=500)
    due_on = models.DateField(_("改善の期限"))
    mended_on = models.DateField(_("改善を確かめた日"), null=True)
    mended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    how = models.CharField(_("改善の内容と確かめ方"), max_length=500, blank=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(mended_on=None, mended_by=None)
                | (Q(mended_on__gte=F("found_on"), mended_by__isnull=False) & ~Q(how="")),
                name="finding_mended_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.what

    def is_overdue(self, on: date) -> bool:
        """Whether it should have been mended before the day."""
        return self.mended_on is None and self.due_on < on
