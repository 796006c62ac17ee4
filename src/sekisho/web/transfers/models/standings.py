"""How the gateways of each machine stand, as its own worker last saw it."""

from datetime import datetime, timedelta

from django.db import models

STOPPED_AFTER = timedelta(minutes=10)


class Standing(models.Model):
    """One gateway (mail, or ICAP) of one machine: what it says of itself, and what lies with it.

    Each machine's worker writes its own rows at each tick, whichever machine judges them; nothing
    is sealed of them but what a check makes of them.
    """

    class Service(models.TextChoices):
        """What passes through it."""

        MAIL = "mail", "mail"
        ICAP = "icap", "icap"

    machine = models.CharField(max_length=300)
    service = models.CharField(max_length=4, choices=Service.choices)
    heard_at = models.DateTimeField()
    said_at = models.DateTimeField(null=True)  # by the gateway itself; null: it never ran
    layers = models.JSONField(default=dict)  # by profile of its sandbox
    waiting = models.PositiveIntegerField(default=0)  # messages on their way
    oldest_at = models.DateTimeField(null=True)
    records = models.PositiveIntegerField(default=0)  # finished, not taken in yet
    oldest_record_at = models.DateTimeField(null=True)
    unreadable = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["machine", "service"]
        constraints = [
            models.UniqueConstraint(fields=["machine", "service"], name="one_standing_a_gateway")
        ]

    def __str__(self) -> str:
        return f"standing:{self.pk}"

    def runs(self, at: datetime) -> bool:
        """Whether the gateway, and the worker that tells of it, were there a moment ago."""
        first = at - STOPPED_AFTER
        return self.said_at is not None and min(self.said_at, self.heard_at) >= first
