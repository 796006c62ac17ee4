"""What session hosts wrote down, row by row, never changed; sessions are read out of it."""

from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.web.organization.models import Person

VISIT_DAYS, SESSION_DAYS = 400, 1095  # how long what hosts wrote down is kept


class Batch(models.Model):
    """Rows taken in together, sealed by the digest of what the host wrote (decision 0017)."""

    at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    rows_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"browsing:{self.pk}"


class HappeningQuerySet(models.QuerySet["Happening"]):
    """Reads of what happened. Rows that were destroyed are in none of them but `due`."""

    def there(self) -> "HappeningQuerySet":
        """Those that still say something."""
        return self.filter(destroyed_at=None)

    def due(self, at: datetime) -> "HappeningQuerySet":
        """Those kept long enough: visits sooner than that there was a session."""
        visit = models.Q(kind=Happening.Kind.VISIT)
        old = (visit & models.Q(at__lt=at - timedelta(days=VISIT_DAYS))) | (
            ~visit & models.Q(at__lt=at - timedelta(days=SESSION_DAYS))
        )
        return self.there().filter(old)

    def of(self, person: Person) -> "HappeningQuerySet":
        """Those of one person's sessions."""
        return self.filter(person=person)

    def opened(self) -> "HappeningQuerySet":
        """Sessions as they were opened, with when and how each ended."""
        ends = _ends().order_by("at")
        return (
            self.there()
            .filter(kind=Happening.Kind.OPENED)
            .annotate(
                ended_at=models.Subquery(ends.values("at")[:1]),
                ending=models.Subquery(ends.values("word")[:1]),
            )
        )

    def endless(self, before: datetime) -> "HappeningQuerySet":
        """Sessions opened before a moment whose end nobody wrote down."""
        rows = self.there().filter(kind=Happening.Kind.OPENED, at__lt=before)
        return rows.filter(~models.Exists(_ends()))


def _ends() -> HappeningQuerySet:
    """Return how the session of an outer row ended."""
    return Happening.objects.filter(kind=Happening.Kind.ENDED, session=models.OuterRef("session"))


class Happening(models.Model):
    """One thing a session host wrote down. `name` is its file's: each is taken once.

    `word` is what the kind says in one word: the ending, the host visited, the file's number, which
    way a text went, why a ticket was refused. `refused` says why a host was not reached, or why a
    file did not come out. Destroyed, a row keeps its name, its kind, its time and a digest, by
    which its batch is still proven.
    """

    class Kind(models.TextChoices):
        """What happened."""

        OPENED = "opened", _("開いた")
        ENDED = "ended", _("終わった")
        VISIT = "visit", _("閲覧先")
        FILE = "file", _("ファイルの保存")
        TEXT = "text", _("文字の受渡し")
        LENT = "lent", _("ファイルの持込み")
        REFUSED = "refused", _("券の拒否")

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="happenings")
    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    host = models.CharField(max_length=100)
    session = models.CharField(max_length=64, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    word = models.CharField(max_length=255, blank=True)
    refused = models.CharField(max_length=20, blank=True)
    said = models.BinaryField()  # the bytes the host wrote
    said_sha256 = models.CharField(max_length=64, blank=True)  # of those destroyed
    destroyed_at = models.DateTimeField(null=True)
    objects = HappeningQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["kind", "-at"], name="happening_kind_at"),
            models.Index(fields=["session", "kind"], name="happening_session"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(destroyed_at=None)
                | models.Q(person=None, session="", word="", host="", refused=""),
                name="happening_destroyed_says_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"
