"""Selections: firms compared by the criteria, one proposed, and the decision about it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person, Unit


class Selection(models.Model):
    """A task that is to be given out, the firms compared for it, and who was chosen.

    `chosen` is proposed with `reason`; it counts when another has decided (`decided_at`).
    """

    title = models.CharField(_("委託する業務"), max_length=100)
    unit = models.ForeignKey(Unit, verbose_name=_("委託する所属"), on_delete=models.PROTECT)
    grade = models.CharField(_("扱わせる情報の重さ"), max_length=40)
    information = models.CharField(_("渡す情報"), max_length=300)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    chosen = models.ForeignKey(
        "Candidate", on_delete=models.PROTECT, null=True, related_name="chosen_in"
    )
    reason = models.CharField(_("選ぶ理由"), max_length=500, blank=True)
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(_("文書番号"), max_length=40, blank=True)

    class Meta:
        ordering = ["-begun_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(chosen=None, proposed_at=None, proposed_by=None)
                | Q(chosen__isnull=False, proposed_at__isnull=False, proposed_by__isnull=False),
                name="selection_proposed_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | (
                    Q(decided_at__isnull=False, chosen__isnull=False, decided_by__isnull=False)
                    & ~Q(decided_by=F("proposed_by"))
                ),
                name="selection_decided_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Candidate(models.Model):
    """A firm compared; `answers` are ids of answers by criterion of the catalogue."""

    selection = models.ForeignKey(Selection, on_delete=models.PROTECT, related_name="candidates")
    firm = models.ForeignKey("Firm", verbose_name=_("事業者"), on_delete=models.PROTECT)
    answers = models.JSONField(default=dict)
    note = models.CharField(_("備考"), max_length=500, blank=True)

    class Meta:
        ordering = ["selection", "id"]
        constraints = [
            models.UniqueConstraint(fields=["selection", "firm"], name="candidate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.selection_id}: {self.firm_id}"
