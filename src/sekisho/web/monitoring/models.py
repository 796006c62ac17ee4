"""The rows of this room: sources, readings and what they made, gaps, alerts, rules."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sekisho.web.approvals.models import Permit
from sekisho.web.organization.models import Person

ZONES = "zone-"  # how the rules of flows between zones begin
OWN = "own-"  # how the channels of what Sekisho itself sees begin
SHA256 = 64  # hexadecimal digits


class LogClass(models.TextChoices):
    """What a log is about; how long it is kept hangs on it."""

    BOUNDARY = "boundary", _("通信の境界（ファイアウォール、プロキシなど）")
    ACCESS = "access", _("利用者の認証と操作")
    MAIL = "mail", _("メール")
    SERVER = "server", _("サーバーと機器の動作")
    OTHER = "other", _("その他")


KEPT_DAYS = {
    LogClass.BOUNDARY: 400,
    LogClass.ACCESS: 400,
    LogClass.MAIL: 400,
    LogClass.SERVER: 200,
    LogClass.OTHER: 100,
}


class LogSourceQuerySet(models.QuerySet["LogSource"]):
    """Reads of sources."""

    def in_use(self) -> "LogSourceQuerySet":
        """Return the sources that are not closed."""
        return self.filter(closed_at=None)

    def required(self) -> "LogSourceQuerySet":
        """Those without which nothing can be said."""
        return self.in_use().filter(required=True)

    def unregistered(self) -> "LogSourceQuerySet":
        """Channels something came on that nobody has registered; our own need not be."""
        return self.in_use().filter(registered_at=None).exclude(channel__startswith=OWN)


class LogSource(models.Model):
    """Who writes a log. Made by itself, unregistered, when something comes on a new channel.

    `channel` is the receiver's (docs/collect.md). `kind` is a reader's, empty: known by the bytes.
    `silent_minutes`: longer without anything is a gap.
    """

    name = models.CharField(_("名前"), max_length=100)
    channel = models.CharField(_("経路"), max_length=80, unique=True)
    kind = models.CharField(_("種類"), max_length=20, blank=True)
    log_class = models.CharField(
        _("区分"), max_length=10, choices=LogClass.choices, default=LogClass.OTHER
    )
    required = models.BooleanField(_("なければならない"), default=False)
    silent_minutes = models.PositiveIntegerField(_("途絶とみなす分"), default=60)
    registered_at = models.DateTimeField(null=True)
    registered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True)
    taken = models.PositiveBigIntegerField(default=0)  # of a source within: the last number read

    objects = LogSourceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def own(self) -> bool:
        """Whether it is ours, and so needs no registering."""
        return self.channel.startswith(OWN)

    def silent_at(self, at: datetime) -> bool:
        """Whether it has been silent for longer than it may be."""
        since = self.heard_at or self.registered_at
        return since is not None and at - since > timedelta(minutes=self.silent_minutes)


class Reading(models.Model):
    """Segments read together: what they held, sealed with the digests of the partitions made."""

    at = models.DateTimeField()
    segments = models.PositiveIntegerField()
    events = models.PositiveIntegerField()
    not_understood = models.PositiveIntegerField()
    duplicates = models.PositiveIntegerField()
    implausible = models.PositiveIntegerField()
    altered = models.PositiveIntegerField()
    policy_sha256 = models.CharField(max_length=SHA256, blank=True)  # what flows were held against
    rules_sha256 = models.CharField(max_length=SHA256, blank=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"log-reading:{self.pk}"


class Partition(models.Model):
    """One Parquet file of events, and the digest it was sealed with.

    `reading` None: small ones of a day were put together in it; they name it as `merged_into`.
    `destroyed_at`: since when the file is gone, because its time was over or it was merged.
    """

    reading = models.ForeignKey(
        Reading, on_delete=models.PROTECT, null=True, related_name="partitions"
    )
    path = models.CharField(max_length=200, unique=True)
    log_class = models.CharField(max_length=10, choices=LogClass.choices)
    dataset = models.CharField(max_length=64)
    day = models.DateField()
    rows = models.PositiveIntegerField()
    first_us = models.BigIntegerField()
    last_us = models.BigIntegerField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=SHA256)
    destroyed_at = models.DateTimeField(null=True)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged"
    )

    class Meta:
        ordering = ["day", "path"]
        indexes = [models.Index(fields=["log_class", "day"], name="log_partition_day")]

    def __str__(self) -> str:
        return self.path


class Hour(models.Model):
    """How many records of a source came in an hour."""

    source = models.ForeignKey(LogSource, on_delete=models.PROTECT, related_name="hours")
    hour = models.DateTimeField()
    events = models.PositiveIntegerField(default=0)
    not_understood = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["hour"]
        constraints = [models.UniqueConstraint(fields=["source", "hour"], name="log_hour_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.hour}"


class Gap(models.Model):
    """A source was silent for longer than it may be; `ended_at` None: it still is."""

    source = models.ForeignKey(LogSource, on_delete=models.PROTECT, related_name="gaps")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-begun_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(ended_at=None), name="log_gap_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.begun_at}"


class AlertQuerySet(models.QuerySet["Alert"]):
    """Reads of alerts."""

    def open(self) -> "AlertQuerySet":
        """Alerts nobody has answered."""
        return self.filter(state=Alert.State.OPEN)

    def ranked(self) -> "AlertQuerySet":
        """Return the gravest first, of equal gravity the oldest."""
        return self.order_by("-gravity", "found_at", "pk")


class Alert(models.Model):
    """Something found in the logs, once for each matter while it is open.

    `what` has places that `figures` fill; `english` has the same three sentences. `matter` is the
    digest of what it is about: the same found again while it is open adds to `count`. `events` are
    the first records, as they came. `reading` None: found by a look at a whole day. `cleared_at`:
    since when a later verdict on its day does not hold it; it waits all the same.
    """

    class State(models.TextChoices):
        """What became of it."""

        OPEN = "open", _("未対応")
        INCIDENT = "incident", _("インシデントにした")
        EXPLAINED = "explained", _("説明がついた")
        SUPPRESSED = "suppressed", _("抑制中")

    rule = models.CharField(max_length=120)
    matter = models.CharField(max_length=SHA256)
    level = models.CharField(max_length=13)
    gravity = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=1000)
    why = models.CharField(max_length=1000)
    first = models.CharField(max_length=1000)
    english = models.JSONField(default=dict)  # what, why, first
    figures = models.JSONField(default=dict)
    events = models.JSONField(default=list)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField()
    found_at = models.DateTimeField()
    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, null=True, related_name="alerts")
    cleared_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answer = models.CharField(_("説明"), max_length=1000, blank=True)
    incident_url = models.CharField(max_length=300, blank=True)
    incident_title = models.CharField(max_length=200, blank=True)

    objects = AlertQuerySet.as_manager()

    class Meta:
        ordering = ["-found_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(state="open"), name="alert_open_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("open", "suppressed"))
                | (Q(answered_at__isnull=False, answered_by__isnull=False)),
                name="alert_answered_whole",
            ),
        ]
        indexes = [models.Index(fields=["state", "-found_at"], name="alert_state_found")]

    def __str__(self) -> str:
        return f"{self.rule}:{self.pk}"

    @property
    def between_zones(self) -> bool:
        """Whether it is a flow between zones: only a permit for that flow makes one lawful."""
        return self.rule.startswith(ZONES)


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """Reads of suppressions."""

    def in_force(self, at: datetime) -> "SuppressionQuerySet":
        """Those that count at a moment: before their end, and while their permit counts."""
        mine = self.filter(made_at__lte=at, ends_at__gt=at, lifted_at=None)
        return mine.filter(granted__in=Permit.objects.in_force(at))


class Suppression(models.Model):
    """A matter that raises no alarm for a time, and why; what it hides is still counted.

    It rests on a permit and ends with it; one without (`granted` None) hides nothing.
    """

    matter = models.CharField(max_length=SHA256)
    alert = models.ForeignKey(Alert, on_delete=models.PROTECT, related_name="suppressions")
    reason = models.CharField(_("理由"), max_length=500)
    permit = models.CharField(_("許可の番号"), max_length=100, blank=True)
    granted = models.ForeignKey(Permit, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ends_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("made_at")) & ~Q(reason=""),
                name="suppression_ends",
            )
        ]

    def __str__(self) -> str:
        return f"suppression:{self.pk}"


class Verdict(models.Model):
    """What a judge of a version found in a day that is over; kept beside every later one.

    `rows` and `logs_sha256` say what records it was given; `added` and `gone` count alerts against
    the verdict before.
    """

    judge = models.CharField(max_length=20)
    day = models.DateField()
    number = models.PositiveIntegerField()
    version = models.CharField(max_length=SHA256)
    judged_at = models.DateTimeField()
    rows = models.PositiveBigIntegerField()
    logs_sha256 = models.CharField(max_length=SHA256)
    alerts = models.JSONField(default=list)
    added = models.PositiveIntegerField()
    gone = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["judge", "day", "number"], name="log_verdict_once")
        ]

    def __str__(self) -> str:
        return f"log-verdict:{self.pk}"


class RuleFile(models.Model):
    """A file of Sigma rules the body imported; withdrawn ones are asked no more."""

    name = models.CharField(_("ファイル名"), max_length=200)
    text = models.TextField()
    sha256 = models.CharField(max_length=SHA256)
    rules = models.PositiveIntegerField()
    refused = models.JSONField(default=list)  # what is not evaluated of it, and why
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=Q(withdrawn_at=None), name="rule_file_once"
            )
        ]

    def __str__(self) -> str:
        return self.name
