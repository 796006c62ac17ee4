"""Routes the body has decided for itself, in place of the catalogue's."""

from django.db import models

from sekisho.web.organization.models import Person


class BodyRoute(models.Model):
    """A route proposed by one and decided by another; the newest decided one of a kind counts.

    `stages` is what the catalogue writes for a route: a list of act, need, seats and when.
    """

    kind = models.CharField(max_length=40)
    stages = models.JSONField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["kind", "-decided_at", "-id"]

    def __str__(self) -> str:
        return self.kind
