"""Probes: connections that were really tried between the zones, held against the policy."""

from django.db import models

from sekisho.web.organization.models import Person
from sekisho.web.zones.models.design import Salted
from sekisho.web.zones.models.devices import Configuration


class Probe(Salted):
    """The file a probe left, and what it shows.

    It is judged once, when it is taken, against the policy that counted when it was tried.
    `figures` hold what was counted, `reached` the crossings where something forbidden arrived,
    `untried` those nobody tried, both as [from, to]; `detail` is every attempt, as encrypted JSON.
    """

    name = models.CharField(max_length=200)  # of the file
    sha256 = models.CharField(max_length=64, unique=True)  # of the file as it came
    tried_at = models.DateTimeField()
    source = models.CharField(max_length=10, choices=Configuration.Source.choices)
    taken_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField()
    policy_sha256 = models.CharField(max_length=64)
    figures = models.JSONField(default=dict)
    reached = models.JSONField(default=list)
    untried = models.JSONField(default=list)
    detail = models.BinaryField()
    detail_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["-tried_at", "-id"]

    def __str__(self) -> str:
        return f"separation-probe:{self.pk}"

    @property
    def verdict(self) -> str:
        """How it stands: reached, blocked, untried, or agrees with the policy."""
        if self.reached:
            return "reached"
        if self.figures.get("blocked"):
            return "blocked"
        return "untried" if self.untried else "agrees"
