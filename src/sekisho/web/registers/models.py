"""Files that wait to be applied, and the order in which a body keeps its columns."""

import uuid

from django.db import models


class Upload(models.Model):
    """A table somebody sent, as read and compared; it waits a day at most to be applied.

    `person` is an opaque id: only that person sees it again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    register = models.CharField(max_length=40)
    person = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    table = models.BinaryField()  # zlib of `reading.as_json`
    lines = models.BinaryField()  # zlib of the plan's lines as JSON
    digest = models.CharField(max_length=64)  # of the plan that was shown
    counts = models.JSONField()
    left_alone = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.name


class KeptLayout(models.Model):
    """The body's own order and headings of a register, as its last file had them."""

    register = models.CharField(max_length=40, unique=True)
    places = models.JSONField()  # pairs of heading and column key; no key: the body's own field

    def __str__(self) -> str:
        return self.register
