"""Rows of this room: what crossed in batches, and what became of the originals."""

from sekisho.web.transfers.models.crossings import (
    Batch,
    Crossing,
    CrossingQuerySet,
    Recipient,
)
from sekisho.web.transfers.models.originals import (
    DestroyedOriginal,
    Destruction,
    Release,
    ReleaseQuerySet,
)
from sekisho.web.transfers.models.parcels import Parcel, ParcelFile
from sekisho.web.transfers.models.sendings import Sending
from sekisho.web.transfers.models.standings import Standing
from sekisho.web.transfers.models.uploads import Upload

__all__ = [
    "Batch",
    "Crossing",
    "CrossingQuerySet",
    "DestroyedOriginal",
    "Destruction",
    "Parcel",
    "ParcelFile",
    "Recipient",
    "Release",
    "ReleaseQuerySet",
    "Sending",
    "Standing",
    "Upload",
]
