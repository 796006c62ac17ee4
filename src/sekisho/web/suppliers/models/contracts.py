"""Firms, contracts with them, the subcontractors below each contract, and how contracts ended."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person, Unit


class Firm(models.Model):
    """A firm (事業者): a contractor, one below it, or one that was compared with others."""

    name = models.CharField(_("名称"), max_length=100, unique=True)
    address = models.CharField(_("所在地"), max_length=200, blank=True)
    contact = models.CharField(_("窓口の部署・職"), max_length=100, blank=True)
    email = models.EmailField(_("窓口のメールアドレス"), blank=True)
    phone = models.CharField(_("窓口の電話番号"), max_length=40, blank=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class ContractQuerySet(models.QuerySet["Contract"]):
    """Reads of contracts."""

    def open(self) -> "ContractQuerySet":
        """Contracts whose ending nobody has confirmed."""
        return self.filter(Q(ending=None) | Q(ending__confirmed_at=None))

    def running(self, on: date) -> "ContractQuerySet":
        """Contracts begun whose work goes on: nobody has recorded that it ended."""
        return self.filter(starts__lte=on, ending=None)


class Contract(models.Model):
    """A contract (業務委託契約). `clauses` say by clause of the catalogue where it stands in it.

    `grade` is a gravity of `catalogue/data/suppliers.yaml`. `report_hours`: within which the
    contractor tells of an incident.
    """

    number = models.CharField(_("契約番号"), max_length=40, unique=True)
    title = models.CharField(_("委託する業務"), max_length=100)
    firm = models.ForeignKey(
        Firm, verbose_name=_("委託先"), on_delete=models.PROTECT, related_name="contracts"
    )
    unit = models.ForeignKey(Unit, verbose_name=_("委託する所属"), on_delete=models.PROTECT)
    manager = models.ForeignKey(
        Person, verbose_name=_("責任者"), on_delete=models.PROTECT, related_name="+"
    )
    grade = models.CharField(_("扱わせる情報の重さ"), max_length=40)
    starts = models.DateField(_("開始日"))
    ends = models.DateField(_("終了日"))
    report_hours = models.PositiveSmallIntegerField(_("事故を知らせるまでの時間"), null=True)
    report_to = models.CharField(_("事故の連絡先"), max_length=100, blank=True)
    clauses = models.JSONField(_("契約の条項"), default=dict)
    selection = models.OneToOneField(
        "Selection",
        verbose_name=_("委託先の選定"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="contract",
    )
    selected_paper = models.CharField(_("以前の選定の記録"), max_length=200, blank=True)
    workers_seen_at = models.DateTimeField(_("従事者の名簿を確かめた日時"), null=True)
    workers_seen_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+"
    )
    own = models.JSONField(default=dict, blank=True)  # the body's own fields, by heading

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ["ends", "number", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="contract_period"),
            models.CheckConstraint(
                condition=Q(workers_seen_at=None, workers_seen_by=None)
                | Q(workers_seen_at__isnull=False, workers_seen_by__isnull=False),
                name="contract_workers_seen_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}　{self.title}"


class SubcontractQuerySet(models.QuerySet["Subcontract"]):
    """Reads of subcontracts."""

    def working(self, on: date) -> "SubcontractQuerySet":
        """Those at work on the day, below contracts that go on."""
        rows = self.filter(starts__lte=on, contract__starts__lte=on, contract__ending=None)
        return rows.filter(Q(ended_on=None) | Q(ended_on__gte=on))


class Subcontract(models.Model):
    """A firm at work below a contract (再委託), or below another such firm (再々委託).

    It may work when it was consented to (`decided_at`, by an application decided by another), and
    so was everyone above it. `copy_seen`: a copy showed that it bears the duties of the contract.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="subcontracts")
    above = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="below"
    )
    firm = models.ForeignKey(Firm, verbose_name=_("事業者"), on_delete=models.PROTECT)
    task = models.CharField(_("再委託する業務"), max_length=200)
    place = models.CharField(_("作業する場所"), max_length=200)
    grade = models.CharField(_("扱わせる情報の重さ"), max_length=40)
    measures = models.CharField(_("事業者の情報セキュリティ対策"), max_length=500)
    starts = models.DateField(_("作業を始める日"))
    ended_on = models.DateField(_("作業を終えた日"), null=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(_("文書番号"), max_length=40, blank=True)
    refused_at = models.DateTimeField(null=True)
    copy_seen_at = models.DateTimeField(null=True)
    copy_seen_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = SubcontractQuerySet.as_manager()

    class Meta:
        ordering = ["contract", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, refused_at=None),
                name="subcontract_decided_whole",
            ),
            models.CheckConstraint(
                condition=Q(copy_seen_at=None, copy_seen_by=None)
                | Q(copy_seen_at__isnull=False, copy_seen_by__isnull=False),
                name="subcontract_copy_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                name="subcontract_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.firm_id}: {self.task}"


class Ending(models.Model):
    """How a contract ended: information back, the rest erased, accounts closed; then confirmed.

    `certificate` is the ledger's entry that keeps the erase certificate, `sha256` its fingerprint.
    """

    contract = models.OneToOneField(Contract, on_delete=models.PROTECT, related_name="ending")
    ended_on = models.DateField(_("業務を終えた日"))
    returned = models.CharField(_("返却されたもの"), max_length=300)
    accounts_closed = models.BooleanField(_("アカウントと回線を閉じた"))
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True)
    certificate = models.PositiveBigIntegerField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-ended_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256="", certificate=None)
                | (Q(certificate__isnull=False) & ~Q(sha256="")),
                name="ending_certificate_whole",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | (
                    Q(confirmed_at__isnull=False, confirmed_by__isnull=False, accounts_closed=True)
                    & ~Q(confirmed_by=F("recorded_by"))
                ),
                name="ending_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.ended_on}"
