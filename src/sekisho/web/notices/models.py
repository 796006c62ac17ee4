"""Notices to people, and the mails that carry them."""

from datetime import date, datetime

from django.db import models
from django.db.models import Q

from sekisho.web.organization.models import Person

TITLE_LENGTH = 200


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Reads of notices."""

    def open(self) -> "NoticeQuerySet":
        """Notices not done yet."""
        return self.filter(done_at=None)

    def closed(self) -> "NoticeQuerySet":
        """Notices that are done, the newest first."""
        return self.exclude(done_at=None).order_by("-done_at", "-id")

    def open_count(self, person: Person) -> int:
        """Return how many open notices the person has; one query, for the page frame."""
        return self.open().filter(person=person).count()


class Notice(models.Model):
    """Something a person is told, with the page where they act (empty: there is none).

    `urgent`: its mails wait for no digest and no morning.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=200)  # what it is about; one open notice a person and key
    title = models.CharField(max_length=TITLE_LENGTH)
    url = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True)
    urgent = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key"],
                condition=Q(done_at=None),
                name="notice_open_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, on: date) -> bool:
        """Whether the last day for it has passed."""
        return self.due_on is not None and self.due_on < on


class Wish(models.Model):
    """How a person wants to be mailed; without a row: at once, at any time."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="mail_wish")
    daily = models.BooleanField(default=False)  # all of a day in one mail
    quiet = models.BooleanField(default=False)  # nothing by night and at the weekend
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.person_id}"


class MailQuerySet(models.QuerySet["Mail"]):
    """Reads of queued mails."""

    def queued(self) -> "MailQuerySet":
        """Mails neither sent nor given up."""
        return self.filter(sent_at=None, given_up_at=None)

    def gone(self, before: datetime) -> "MailQuerySet":
        """Mails sent or given up before a moment."""
        return self.filter(Q(sent_at__lt=before) | Q(given_up_at__lt=before))

    def joinable(self, to: str, when: datetime) -> "MailQuerySet":
        """Mails of notices to that address that wait for that moment and were never tried."""
        return self.queued().filter(to=to, queued_at=when, attempts=0, urgent=False, count__gt=0)

    def due(self, at: datetime) -> "MailQuerySet":
        """Queued mails whose next try is due."""
        return self.queued().filter(next_try_at__lte=at)


class Mail(models.Model):
    """A mail waiting to be handed to the mail server.

    It is handed over at least once, or given up after days of trying and kept as such. `queued_at`
    is when it may first go: later than what caused it, where somebody wants a digest or quiet.
    `count` notices are in it, the nearest due on `due_on`; none: words to an outsider.
    """

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()  # says that there is something, never what; emptied once gone
    count = models.PositiveIntegerField(default=0)
    due_on = models.DateField(null=True)
    urgent = models.BooleanField(default=False)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True)
    given_up_at = models.DateTimeField(null=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        ordering = ["queued_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(given_up_at=None), name="mail_sent_or_given_up"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(sent_at=None, given_up_at=None),
                name="mail_queue",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
