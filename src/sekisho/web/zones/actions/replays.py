"""Counter-examples replayed in a kernel: by the machine once a proof found one, or when asked."""

import json
import logging
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person
from sekisho.web.ui.errors import Refused
from sekisho.web.zones import queries, replaying
from sekisho.web.zones.actions.configurations import file_of
from sekisho.web.zones.actions.sealing import seal
from sekisho.web.zones.errors import ZonesRefusedError
from sekisho.web.zones.keeping import opened
from sekisho.web.zones.models import Proof, Replay

_log = logging.getLogger(__name__)


def replay(*, proof: Proof, by: Person | None, at: datetime) -> Replay:
    """Send a proof's packets through the rules in a kernel; say what was seen, or why nothing.

    Raises ZonesRefusedError for a proof without a packet, of several devices, or of a device whose
    rules no kernel of ours can load.
    """
    row = Proof.objects.select_related("configuration__device").get(pk=proof.pk)
    if row.verdict != "violated":
        raise ZonesRefusedError(_("この証明には、確かめる通信がありません。"))
    if row.beside or row.configuration.vendor not in replaying.REPLAYABLE:
        raise ZonesRefusedError(
            _("カーネルで確かめられるのは、nftables か iptables の1台の設定だけです。")
        )
    told = json.loads(opened(row.detail))
    found = replaying.replayed_apart(file_of(row.configuration), told["violations"])
    made = Replay(
        proof=row,
        at=at,
        by=by,
        seen=list(found.seen),
        why=found.why,
        lacking=list(found.lacking),
    )
    with transaction.atomic():
        made.save()
        seal("separation-replay.made", made, by=by, at=at)
    return made


def replay_due(*, at: datetime) -> int:
    """Replay the newest proofs that found a packet and were not replayed; return how many."""
    due = queries.not_replayed()
    for each in due:
        try:
            replay(proof=each, by=None, at=at)
        except Refused as refusal:
            _log.warning("proof %d could not be replayed: %s", each.pk, refusal)
    return len(due)
