"""Links for people without an account: the yearly confirmation, resident staff's promise."""

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person
from sekisho.web.suppliers.models.contracts import Contract
from sekisho.web.suppliers.models.working import Worker


class ConfirmationQuerySet(models.QuerySet["Confirmation"]):
    """Reads of confirmations."""

    def waiting(self) -> "ConfirmationQuerySet":
        """Asked for, not answered, of contracts that go on."""
        return self.filter(answered_at=None, withdrawn_at=None, contract__ending=None)


class Confirmation(models.Model):
    """A contractor's yearly confirmation: asked for, answered through a link, looked through.

    `answers` are `{"question": {"answer": "yes|no|na", "words": "…"}}`, by the catalogue's ids.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="confirmations")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(_("回答の期限"))
    withdrawn_at = models.DateTimeField(null=True)
    answers = models.JSONField(default=dict)
    respondent = models.CharField(_("回答した人の部署・職と氏名"), max_length=200, blank=True)
    answered_at = models.DateTimeField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = ConfirmationQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at=None, respondent="") | Q(answered_at__isnull=False),
                name="confirmation_answered_whole",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(
                    reviewed_at__isnull=False, reviewed_by__isnull=False, answered_at__isnull=False
                ),
                name="confirmation_reviewed_whole",
            ),
            models.UniqueConstraint(
                fields=["contract"],
                condition=Q(answered_at=None, withdrawn_at=None),
                name="confirmation_waits_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract_id} {self.due_on}"

    def is_overdue(self, on: date) -> bool:
        """Whether an answer is wanting past its day."""
        return self.answered_at is None and self.withdrawn_at is None and self.due_on < on


class Link(models.Model):
    """A page for somebody without an account, of a confirmation or of a worker's promise.

    `token` names the page; it and the code are kept encrypted for who made the link, and the
    page is found by the token's fingerprint. A code opens it once (`opened_at`); after five wrong
    ones none does.
    """

    confirmation = models.ForeignKey(
        Confirmation, on_delete=models.PROTECT, null=True, related_name="links"
    )
    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, null=True, related_name="links")
    token_sha256 = models.CharField(max_length=64, unique=True)
    secrets = models.BinaryField(null=True)
    until = models.DateField(_("開ける期限"))
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True)  # since the newest code was made
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmation=None, worker__isnull=False)
                | Q(confirmation__isnull=False, worker=None),
                name="link_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"link:{self.pk}"

    def is_open(self, at: datetime) -> bool:
        """Whether its page can be used at that moment."""
        return self.closed_at is None and timezone.localdate(at) <= self.until


class Promise(models.Model):
    """That a worker promised to keep an edition of the policy; `edition` as `edition:3`."""

    worker = models.ForeignKey(Worker, on_delete=models.PROTECT, related_name="promises")
    edition = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["worker", "edition"], name="promise_once"),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id}: {self.edition}"
