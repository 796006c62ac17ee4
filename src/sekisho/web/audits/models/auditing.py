"""Plans of audits, audits with who carries them out, items, samples and findings."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person, Unit


class AuditPlan(models.Model):
    """A plan (中期計画・年度計画・特命): decided by somebody else than who made it."""

    class Kind(models.TextChoices):
        """How far it reaches."""

        MID_TERM = "mid-term", _("中期計画")
        YEARLY = "yearly", _("年度計画")
        SPECIAL = "special", _("特命監査")

    kind = models.CharField(_("種別"), max_length=10, choices=Kind.choices)
    title = models.CharField(_("件名"), max_length=100)
    year = models.PositiveSmallIntegerField(_("年度"))  # the first, western
    until_year = models.PositiveSmallIntegerField(_("終わりの年度"))  # inclusive
    purpose = models.TextField(_("目的と重点"), max_length=4000)
    units = models.JSONField(default=list)  # rows of the units it covers
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-year", "kind", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_year__gte=F("year")), name="audit_plan_period"
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | (Q(approved_at__isnull=False, approved_by__isnull=False)
                   & ~Q(approved_by=F("made_by"))),
                name="audit_plan_approved_by_another",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title


class Audit(models.Model):
    """One audit of a unit (実施計画), from its plan to the report."""

    plan = models.ForeignKey(AuditPlan, on_delete=models.PROTECT, related_name="audits")
    unit = models.ForeignKey(Unit, verbose_name=_("監査を受ける所属"), on_delete=models.PROTECT)
    title = models.CharField(_("件名"), max_length=100)
    purpose = models.TextField(_("目的"), max_length=2000)
    from_date = models.DateField(_("始まりの日"))
    until_date = models.DateField(_("終わりの日"))
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opinion = models.TextField(_("総評"), max_length=4000, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-from_date", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until_date__gte=F("from_date")), name="audit_period"
            ),
            models.CheckConstraint(
                condition=Q(reported_at=None, reported_by=None)
                | (Q(reported_at__isnull=False, reported_by__isnull=False) & ~Q(opinion="")),
                name="audit_reported_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Member(models.Model):
    """Who carries out an audit. Both units are written down so that the database can refuse one.

    `external` people come from outside and see only this audit, until `until_date`.
    """

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="audit_memberships")
    lead = models.BooleanField(_("主任"), default=False)
    external = models.BooleanField(_("外部の監査人"), default=False)
    own_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    audited_unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    until_date = models.DateField(_("閲覧の期限"), null=True, blank=True)

    class Meta:
        ordering = ["-lead", "id"]
        constraints = [
            models.UniqueConstraint(fields=["audit", "person"], name="audit_member_once"),
            models.CheckConstraint(  # nobody audits their own unit
                condition=Q(external=True) | ~Q(own_unit=F("audited_unit")),
                name="audit_member_independent",
            ),
            models.CheckConstraint(
                condition=Q(external=False) | Q(until_date__isnull=False),
                name="audit_member_external_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"audit-member:{self.pk}"


class Item(models.Model):
    """One item of the programme: a control, and what the auditor judged of it."""

    class Result(models.TextChoices):
        """What the auditor judged."""

        CONFORMS = "conforms", _("適合")
        PARTLY = "partly", _("一部不適合")
        FAILS = "fails", _("不適合")
        NONE = "none", _("対象外")

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    control = models.CharField(max_length=80)  # a control of the catalogue
    required = models.BooleanField()
    text = models.TextField()  # the item, the papers, the way: as the catalogue said it then
    documents = models.TextField(blank=True)
    how = models.TextField(blank=True)
    result = models.CharField(_("判定"), max_length=10, choices=Result.choices, blank=True)
    seen = models.TextField(_("確かめたこと"), max_length=4000, blank=True)
    entries = models.JSONField(default=list)  # the ledger's numbers of files beside it
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["audit", "control"], name="audit_item_once"),
            models.CheckConstraint(
                condition=Q(result="", judged_at=None, judged_by=None)
                | (~Q(result="") & ~Q(seen="")
                   & Q(judged_at__isnull=False, judged_by__isnull=False)),
                name="audit_item_judged_whole",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"audit-item:{self.pk}"


class Sample(models.Model):
    """A sample drawn for an item (抜取り): the same seed and population give the same sample.

    The lines themselves can name people: they are kept but not sealed; their fingerprint is.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="samples")
    population = models.CharField(_("母集団"), max_length=200)
    lines = models.TextField()
    population_sha256 = models.CharField(max_length=64)
    population_size = models.PositiveIntegerField()
    seed = models.CharField(_("乱数の種"), max_length=64)
    size = models.PositiveSmallIntegerField(_("件数"))
    picks = models.JSONField()  # places in the sorted population, from 1
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["drawn_at", "id"]

    def __str__(self) -> str:
        return f"audit-sample:{self.pk}"


class Finding(models.Model):
    """What an auditor found; when the audit is reported it becomes a correction."""

    audit = models.ForeignKey(Audit, on_delete=models.CASCADE, related_name="findings")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, related_name="findings")
    title = models.CharField(_("指摘"), max_length=200)
    detail = models.TextField(_("事実と根拠"), max_length=4000)
    grade = models.CharField(_("重さ"), max_length=10)
    advice = models.TextField(_("改善の勧告"), max_length=4000, blank=True)
    action = models.TextField(_("合意した是正案"), max_length=4000, blank=True)
    owner = models.ForeignKey(
        Person, verbose_name=_("直す人"), on_delete=models.PROTECT, null=True, blank=True,
        related_name="+",
    )  # fmt: skip
    due_on = models.DateField(_("期限"), null=True, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["noted_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner=None) | ~Q(owner=F("noted_by")),
                name="audit_finding_owned_by_another",
            )
        ]

    def __str__(self) -> str:
        return self.title
