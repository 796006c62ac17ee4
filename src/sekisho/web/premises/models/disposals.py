"""Disposal (廃棄): what, by which way, by whom, confirmed by whom, with its certificate."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.assets.models import Asset
from sekisho.web.organization.models import Person, Unit

DISPOSAL_CODE = "H-"  # begins the number of a disposal to which nobody gave one


class Disposal(models.Model):
    """One thing thrown away, returned or sold. `rank` is its class's rank of confidentiality.

    Planned, then done with a certificate, then confirmed by somebody else. `ledger` tells a row of
    a file apart from the others; one nobody gave is made of the row's own.
    """

    name = models.CharField(_("廃棄するもの"), max_length=200)
    number = models.CharField(_("製造番号・管理番号"), max_length=100, blank=True)
    asset = models.ForeignKey(
        Asset,
        verbose_name=_("情報資産"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    unit = models.ForeignKey(Unit, verbose_name=_("管理する所属"), on_delete=models.PROTECT)
    level = models.CharField(_("機密性の区分"), max_length=80)  # scheme id / level id
    rank = models.PositiveSmallIntegerField()
    method = models.CharField(_("廃棄の方法"), max_length=40)
    contractor = models.CharField(_("委託先"), max_length=100, blank=True)
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("廃棄の期限"))
    done_on = models.DateField(_("廃棄した日"), null=True, blank=True)
    done_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sha256 = models.CharField(max_length=64, blank=True)  # of the certificate
    certificate = models.PositiveBigIntegerField(null=True, blank=True)  # index in the ledger
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    ledger = models.CharField(_("廃棄の番号"), max_length=40, blank=True)
    own: Any = models.JSONField(default=dict, blank=True)  # the body's own fields, by heading

    class Meta:
        ordering = ["-planned_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["ledger"], condition=~Q(ledger=""), name="disposal_ledger_once"
            ),
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None, sha256="", certificate=None)
                | (
                    Q(done_on__isnull=False, done_by__isnull=False, certificate__isnull=False)
                    & ~Q(sha256="")
                ),
                name="disposal_done_whole",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None, confirmed_by=None)
                | (
                    Q(confirmed_at__isnull=False, done_by__isnull=False)
                    & ~Q(confirmed_by=F("done_by"))
                ),
                name="disposal_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def code(self) -> str:
        """The number it has in files."""
        return self.ledger or f"{DISPOSAL_CODE}{self.pk:05}"

    def is_overdue(self, on: date) -> bool:
        """Whether it should have been disposed of before the day."""
        return self.done_on is None and self.due_on < on
