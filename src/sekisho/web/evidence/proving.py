"""Proves one entry to a reader: from its bytes up the tree to a signed checkpoint."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from sekisho.ledger import LedgerError, leaf_hash, open_checkpoint, verify_inclusion
from sekisho.web.evidence import keys, queries
from sekisho.web.evidence.models import Checkpoint


@dataclass(frozen=True, slots=True)
class ProofReport:
    """A proof and whether it verified now. Without a checkpoint large enough it ends in no seal."""

    proof: queries.Proof
    checkpoint: str  # the signed note; empty: none seals this entry yet
    root: bytes
    verified: bool
    reason: str  # why not, in plain words


def prove(index: int) -> ProofReport:
    """Build the proof to the newest checkpoint that covers the entry, and verify it like anybody.

    Only the entry's bytes, the path and the signed note are used: not the stored leaf hash.
    """
    sealing = Checkpoint.objects.filter(size__gt=index).order_by("-size").first()
    if sealing is None:
        proof = queries.proof_without_path(index, queries.size())
        reason = _("この記録の後にチェックポイントがまだ作られていません。")
        return ProofReport(proof, "", b"", verified=False, reason=reason)
    try:
        proof = queries.proof(index, sealing.size)
    except KeyError:  # a row on the way to the root is gone
        proof = queries.proof_without_path(index, sealing.size)
        reason = _("証明に要る行が台帳から失われています。台帳を確かめてください。")
        return ProofReport(proof, sealing.text, b"", verified=False, reason=reason)
    try:
        head = open_checkpoint(
            sealing.text.encode(), [keys.verifier_key()], origin=settings.LEDGER_ORIGIN
        )
        verify_inclusion(leaf_hash(proof.data), index, head.size, proof.path, head.root)
    except LedgerError as error:
        return ProofReport(proof, sealing.text, b"", verified=False, reason=str(error))
    return ProofReport(proof, sealing.text, head.root, verified=True, reason="")
