"""Notices to people, and the mails that carry them."""

from django.db import models

from sekisho.web.organization.models import Person


class Notice(models.Model):
    """Something a person is told, with the page where they act."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="notices")
    key = models.CharField(max_length=200)  # what it is about; one open notice a person and key
    title = models.CharField(max_length=200)
    url = models.CharField(max_length=300)
    due_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = [models.F("due_on").asc(nulls_last=True), "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "key"],
                condition=models.Q(done_at=None),
                name="notice_open_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Mail(models.Model):
    """A mail waiting to be handed to the mail server; sent at least once, never lost."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()  # says that there is something, never what
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["queued_at", "id"]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
