"""Proves that the ledger of one checkpoint only adds to that of an earlier one (RFC 9162 §2.1.4).

Who holds both signed notes needs nothing else of this system: not the entries, not our word.
"""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from sekisho.ledger import (
    Checkpoint as Head,
)
from sekisho.ledger import (
    LedgerError,
    consistency_needs,
    consistency_proof,
    open_checkpoint,
    verify_consistency,
)
from sekisho.web.evidence import keys, queries
from sekisho.web.evidence.models import Checkpoint


@dataclass(frozen=True, slots=True)
class Consistency:
    """The proof between two checkpoints, and whether it verified now."""

    old: Checkpoint
    new: Checkpoint
    path: tuple[bytes, ...]
    reason: str = ""  # why it did not verify, in plain words

    @property
    def verified(self) -> bool:
        """Whether the newer ledger begins with the older one, entry by entry."""
        return not self.reason

    def as_json(self) -> dict[str, object]:
        """Return what anybody can check without this system; hashes as hexadecimal digits."""
        return {
            "old": {"size": self.old.size, "checkpoint": self.old.text},
            "new": {"size": self.new.size, "checkpoint": self.new.text},
            "path": [each.hex() for each in self.path],
            "verifier_key": keys.verifier_key().text,
            "hashing": "RFC 9162 §2.1, SHA-256",
        }


def prove_consistency(old: Checkpoint, new: Checkpoint) -> Consistency:
    """Build the proof between two stored checkpoints, and verify it like anybody; one query.

    Only the path and the two signed notes are used to verify: no size or root we keep ourselves.
    """
    try:
        path = _path(old.size, new.size)
    except (KeyError, ValueError):  # a row on the way is gone, or no ledger has such sizes
        return Consistency(old, new, (), _lost())
    try:
        before, after = _opened(old), _opened(new)
        verify_consistency(before.size, after.size, path, before.root, after.root)
    except LedgerError as error:
        return Consistency(old, new, path, str(error))
    return Consistency(old, new, path)


def _path(old: int, new: int) -> tuple[bytes, ...]:
    homes = (((place + 1) << level) - 1 for level, place in consistency_needs(old, new))
    return consistency_proof(old, new, queries.nodes(homes))


def _opened(row: Checkpoint) -> Head:
    return open_checkpoint(row.text.encode(), [keys.verifier_key()], origin=settings.LEDGER_ORIGIN)


def _lost() -> str:
    return _("証明に要る行が台帳から失われています。台帳を確かめてください。")
