"""Counter-examples sent through the rules in a kernel, and whether they were seen to pass."""

from django.db import models

from sekisho.web.organization.models import Person
from sekisho.web.zones.models.devices import Proof


class Replay(models.Model):
    """What became of the packets of a proof's violations in a network of their own.

    `seen` has one entry a violation, in their order: true (it came out: 確認済み), false (it was
    sent and did not come out, which disproves nothing), null (it was not sent). `why` says why
    nothing was sent, by code; `lacking` names what is missing on this machine.
    """

    proof = models.ForeignKey(Proof, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    seen = models.JSONField(default=list)
    why = models.CharField(max_length=20, blank=True)
    lacking = models.JSONField(default=list)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"separation-replay:{self.pk}"
