"""Every change to the ledger: seal, erase personal data, checkpoint, hand to a witness."""

from sekisho.web.evidence.actions.checkpoints import make_checkpoint
from sekisho.web.evidence.actions.erasing import erase_attachment
from sekisho.web.evidence.actions.handing_out import seal_handed_out
from sekisho.web.evidence.actions.sealing import (
    Event,
    File,
    seal,
    seal_many,
    seal_result,
    utc_text,
)
from sekisho.web.evidence.actions.witnessing import (
    mail_checkpoint,
    record_printing,
    timestamp_checkpoint,
)

__all__ = [
    "Event",
    "File",
    "erase_attachment",
    "mail_checkpoint",
    "make_checkpoint",
    "record_printing",
    "seal",
    "seal_handed_out",
    "seal_many",
    "seal_result",
    "timestamp_checkpoint",
    "utc_text",
]
