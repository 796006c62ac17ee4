"""Files sent out of the inner zone: decided by the head, taken once by whoever has the code."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.notices.models import Mail
from sekisho.web.organization.models import Person
from sekisho.web.transfers.models.parcels import Parcel


class Sending(models.Model):
    """A parcel on its way out.

    `numbers`: individual numbers that seem to stand in it; with any, it is stopped. `marks`: those
    of classes that must not be sent; with any, it is stopped, special or not. `blind`:
    pictures in which nothing can be read. `special`: it leaves by a special permit, with numbers.
    `token` names the page, `code` opens it: both are kept encrypted for the sender's page, and
    found by the token's fingerprint. `mail` tells the receiver the page, never the code.
    """

    class Grade(models.TextChoices):
        """How grave the information is."""

        OPEN = "open", _("公表してよい情報だけ")
        INTERNAL = "internal", _("公表を予定しない情報")
        PERSONAL = "personal", _("個人情報を含む")

    parcel = models.OneToOneField(Parcel, on_delete=models.PROTECT, related_name="sending")
    grade = models.CharField(_("入れる情報の重さ"), max_length=10, choices=Grade.choices)
    purpose = models.CharField(_("目的"), max_length=300)
    receiver = models.CharField(_("送り先"), max_length=200)
    receiver_email = models.EmailField(_("送り先のメールアドレス"), blank=True)
    mail = models.ForeignKey(Mail, on_delete=models.SET_NULL, null=True, related_name="+")
    numbers = models.PositiveIntegerField(null=True)
    special = models.BooleanField(default=False)
    carries = models.JSONField(default=list)  # information of the register, as `information:3`
    blind = models.PositiveIntegerField(default=0)
    marks = models.PositiveIntegerField(default=0)
    scanned_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decision = models.CharField(_("文書番号"), max_length=40, blank=True)
    returned_at = models.DateTimeField(null=True)
    until = models.DateField(null=True)
    token_sha256 = models.CharField(max_length=64, blank=True)
    secrets = models.BinaryField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None)
                | (Q(scanned_at__isnull=False, marks=0) & (Q(numbers=0) | Q(special=True))),
                name="sending_decided_when_clean",
            ),
            models.UniqueConstraint(
                fields=["token_sha256"], condition=~Q(token_sha256=""), name="sending_token_once"
            ),
        ]

    def __str__(self) -> str:
        return f"sending:{self.pk}"

    def is_open(self, at: datetime) -> bool:
        """Whether it can be taken at that moment."""
        if self.decided_at is None or self.taken_at or self.returned_at or self.until is None:
            return False
        return timezone.localdate(at) <= self.until
