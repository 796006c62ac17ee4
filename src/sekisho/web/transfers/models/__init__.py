"""Rows of this room: what crossed, in batches as it was taken from the gateway."""

from sekisho.web.transfers.models.crossings import (
    Batch,
    Crossing,
    CrossingQuerySet,
    Recipient,
)

__all__ = ["Batch", "Crossing", "CrossingQuerySet", "Recipient"]
