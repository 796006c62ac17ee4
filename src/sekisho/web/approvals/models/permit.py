"""What a permit was asked for, and the permit a decision yields; it ends by itself."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.approvals.models.application import Application
from sekisho.web.organization.models import Person, Unit


class PermitRequest(models.Model):
    """What an application for a permit says: the answers as data, and for how long."""

    application = models.OneToOneField(
        Application, on_delete=models.PROTECT, null=True, related_name="permit_request"
    )
    kind = models.CharField(max_length=40)  # an id of `permit_kinds`
    subjects = models.JSONField(default=list)  # opaque `room:id` strings
    subject_words = models.CharField(max_length=300, blank=True)
    answers = models.JSONField(default=dict)
    starts = models.DateField(_("開始日"))
    ends = models.DateField(_("終了日"))  # inclusive
    extends = models.ForeignKey("Permit", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="permit_request_period")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.starts}–{self.ends}"


class PermitQuerySet(models.QuerySet["Permit"]):
    """Reads of permits."""

    def in_force(self, at: datetime) -> "PermitQuerySet":
        """Permits that count at that moment: decided, begun, not past their last day, not ended."""
        day = timezone.localdate(at)
        return self.filter(starts__lte=day, ends__gte=day, decided_at__lte=at).filter(
            Q(ended_at=None) | Q(ended_at__gt=at)
        )

    def over(self, at: datetime) -> "PermitQuerySet":
        """Permits that count no more: past their last day, or ended before it."""
        return self.filter(Q(ends__lt=timezone.localdate(at)) | Q(ended_at__lte=at))

    def owing(self) -> "PermitQuerySet":
        """Permits something is still owed for: the thing not back, or the data not wiped."""
        return self.filter(
            Q(needs_return=True, returned_at=None) | Q(needs_wipe=True, wiped_at=None)
        )

    def with_people(self) -> "PermitQuerySet":
        """Read people and units in the same query, and the subjects in one more."""
        related = ("holder", "unit", "application", "decided_by")
        return self.select_related(*related).prefetch_related("subjects")


class Permit(models.Model):
    """What one person may do in a limited way until a day; never without an end.

    `scope` holds the answers it is limited to. Extending it is asking for a new one. It counts from
    its decision, never before, and on its last day (Asia/Tokyo) to midnight.
    """

    application = models.OneToOneField(Application, on_delete=models.PROTECT, related_name="permit")
    kind = models.CharField(max_length=40)
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="permits")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    scope = models.JSONField(default=dict)
    subject_words = models.CharField(max_length=300, blank=True)
    starts = models.DateField(_("開始日"))
    ends = models.DateField(_("終了日"))
    decision = models.CharField(_("文書番号"), max_length=40)  # 令和8年度第12号
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    conditions = models.TextField(_("条件"), blank=True)
    needs_return = models.BooleanField(default=False)
    returned_at = models.DateTimeField(null=True)
    returned_to = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    needs_wipe = models.BooleanField(default=False)
    wiped_at = models.DateTimeField(null=True)
    wiped_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    end_reason = models.CharField(max_length=300, blank=True)
    lapse_sealed = models.BooleanField(default=False)
    salt = models.CharField(max_length=64)  # of the fingerprint sealed: what it hides can be erased

    objects = PermitQuerySet.as_manager()

    class Meta:
        ordering = ["ends", "id"]
        indexes = [
            models.Index(fields=["kind", "ends"], name="permit_kind_ends"),
            models.Index(fields=["holder", "kind", "ends"], name="permit_holder_kind_ends"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=F("starts")), name="permit_has_an_end"),
            models.CheckConstraint(
                condition=~Q(decided_by=F("holder")), name="permit_decided_by_another"
            ),
            models.CheckConstraint(
                condition=Q(returned_at=None, returned_to=None)
                | (
                    Q(returned_at__isnull=False)
                    & ~Q(returned_to=None)
                    & ~Q(returned_to=F("holder"))
                ),
                name="permit_returned_to_another",
            ),
            models.CheckConstraint(
                condition=Q(wiped_at=None, wiped_by=None)
                | (Q(wiped_at__isnull=False) & ~Q(wiped_by=None) & ~Q(wiped_by=F("holder"))),
                name="permit_wipe_seen_by_another",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="permit_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.decision}"

    def is_in_force(self, at: datetime) -> bool:
        """Whether it counts at that moment; the same law as `in_force`."""
        day = timezone.localdate(at)
        ended = self.ended_at is not None and self.ended_at <= at
        return self.starts <= day <= self.ends and self.decided_at <= at and not ended

    def is_over(self, at: datetime) -> bool:
        """Whether it counts no more; the same law as `over`."""
        ended = self.ended_at is not None and self.ended_at <= at
        return ended or self.ends < timezone.localdate(at)

    @property
    def owes_return(self) -> bool:
        """Whether the thing is still to be brought back."""
        return self.needs_return and self.returned_at is None

    @property
    def owes_wipe(self) -> bool:
        """Whether the wiping of the data is still to be confirmed."""
        return self.needs_wipe and self.wiped_at is None

    def days_left(self, on: date) -> int:
        """Days after that day on which it still counts; 0 on its last day."""
        return (self.ends - on).days


class DeviceRemoval(models.Model):
    """Somebody else than the holder saw that an own device no longer serves the work."""

    permit = models.OneToOneField(Permit, on_delete=models.PROTECT, related_name="removal")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"removal of permit:{self.permit_id}"


class PermitSubject(models.Model):
    """One thing a permit is about, as an opaque `room:id` string."""

    permit = models.ForeignKey(Permit, on_delete=models.CASCADE, related_name="subjects")
    subject = models.CharField(max_length=100, db_index=True)

    class Meta:
        ordering = ["permit_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["permit", "subject"], name="permit_subject_once")
        ]

    def __str__(self) -> str:
        return self.subject
