"""Flow logs held against the permitted flows."""

from django.db import models

from sekisho.web.organization.models import Person
from sekisho.web.zones.models.design import Salted


class FlowLog(Salted):
    """What a log of flows showed; the log itself is not kept: it tells of people's work.

    `first_at` and `last_at` are the times of its oldest and newest record. `figures` count the
    records by kind; `detail` holds the conversations nothing permits, as encrypted JSON.
    """

    name = models.CharField(max_length=200)  # of the file
    sha256 = models.CharField(max_length=64, unique=True)  # of the file as it came
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField()
    policy_sha256 = models.CharField(max_length=64)
    figures = models.JSONField(default=dict)
    detail = models.BinaryField()
    detail_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-last_at", "-id"]

    def __str__(self) -> str:
        return f"flow-log:{self.pk}"

    @property
    def verdict(self) -> str:
        """How it stands: something unpermitted, something unread, or all permitted."""
        if self.figures.get("wrong"):
            return "unpermitted"
        return "unread" if self.figures.get("unread") else "permitted"
