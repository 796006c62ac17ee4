"""Signing the ledger's size and root."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from sekisho.ledger import Checkpoint as SignedHead
from sekisho.ledger import sign_checkpoint
from sekisho.web.evidence import keys
from sekisho.web.evidence.actions.sealing import frontier_of, locked_head, utc_text
from sekisho.web.evidence.models import Checkpoint


@transaction.atomic
def make_checkpoint(*, at: datetime) -> Checkpoint:
    """Sign the ledger as it stands; the checkpoint of that size is kept when there is one."""
    frontier = frontier_of(locked_head())
    existing = Checkpoint.objects.filter(size=frontier.size).first()
    if existing:
        return existing
    signed_at = (f"time {utc_text(at)}",)  # the day of a checkpoint must not be a mere column
    head = SignedHead(settings.LEDGER_ORIGIN, frontier.size, frontier.root, signed_at)
    note = sign_checkpoint(head, keys.signing_key())
    return Checkpoint.objects.create(size=frontier.size, text=note.decode(), at=at)
