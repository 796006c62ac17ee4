"""The secret address of a person's calendar."""

from django.db import models
from django.db.models import Q

from sekisho.web.organization.models import Person


class Feed(models.Model):
    """An address from which a calendar program reads one person's duties; only its SHA-256 is kept.

    Whoever knows the address reads: so it says nothing confidential, and ends when it is withdrawn.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(withdrawn_at=None), name="feed_one_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"feed:{self.pk}"
