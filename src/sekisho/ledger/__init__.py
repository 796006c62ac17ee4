"""The ledger: append, prove, verify. A transparency log with the tree of RFC 9162.

Pure values: no storage, no clock, no network. A store keeps per entry its bytes, `leaf_hash` and
`Appended.packed`; everything else (roots, proofs, checkpoints, an audit) is computed from them.
"""

from sekisho.ledger.audit import AuditReport, audit
from sekisho.ledger.canonical import JsonValue, canonical_bytes, parse_canonical
from sekisho.ledger.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from sekisho.ledger.commitment import SALT_BYTES, commit, opens
from sekisho.ledger.damage import Damage, Fault
from sekisho.ledger.entry import Entry, claimed_index, entry_bytes, parse_entry
from sekisho.ledger.errors import (
    EntryError,
    LedgerError,
    NoteError,
    ProofError,
    SignatureError,
    TimestampError,
    UnwritableError,
)
from sekisho.ledger.frontier import (
    Appended,
    Frontier,
    Node,
    NodeReader,
    frontier_needs,
    home,
    load_frontier,
    node_reader,
)
from sekisho.ledger.keys import SigningKey, VerifierKey, parse_vkey
from sekisho.ledger.limits import DEFAULT_LIMITS, Limits
from sekisho.ledger.merkle import EMPTY_ROOT, HASH_BYTES, leaf_hash, node_hash, root
from sekisho.ledger.note import Note, add_signature, check_signed, parse_note
from sekisho.ledger.proofs import (
    consistency_needs,
    consistency_proof,
    inclusion_needs,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)
from sekisho.ledger.scan import Row
from sekisho.ledger.seals import Seal, SealState
from sekisho.ledger.timestamp import (
    Timestamp,
    TimestampQuestion,
    ask_timestamp,
    verify_timestamp,
)

__all__ = [
    "DEFAULT_LIMITS",
    "EMPTY_ROOT",
    "HASH_BYTES",
    "SALT_BYTES",
    "Appended",
    "AuditReport",
    "Checkpoint",
    "Damage",
    "Entry",
    "EntryError",
    "Fault",
    "Frontier",
    "JsonValue",
    "LedgerError",
    "Limits",
    "Node",
    "NodeReader",
    "Note",
    "NoteError",
    "ProofError",
    "Row",
    "Seal",
    "SealState",
    "SignatureError",
    "SigningKey",
    "Timestamp",
    "TimestampError",
    "TimestampQuestion",
    "UnwritableError",
    "VerifierKey",
    "add_signature",
    "ask_timestamp",
    "audit",
    "canonical_bytes",
    "check_signed",
    "claimed_index",
    "commit",
    "consistency_needs",
    "consistency_proof",
    "entry_bytes",
    "frontier_needs",
    "home",
    "inclusion_needs",
    "inclusion_proof",
    "leaf_hash",
    "load_frontier",
    "node_hash",
    "node_reader",
    "open_checkpoint",
    "opens",
    "parse_canonical",
    "parse_entry",
    "parse_note",
    "parse_vkey",
    "root",
    "sign_checkpoint",
    "verify_consistency",
    "verify_inclusion",
    "verify_timestamp",
]
