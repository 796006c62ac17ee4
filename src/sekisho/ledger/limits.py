"""How much the ledger reads from outside before it refuses."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on outside data. The defaults suit a body of some thousand people.

    `note_bytes` leaves room for the sixteen signatures a reader must accept (C2SP signed-note),
    post-quantum ones included. `damages` bounds the memory and the length of an audit's report.
    """

    entry_bytes: int = 1 << 20
    depth: int = 32  # of lists and objects inside one another
    note_bytes: int = 128 << 10
    signatures: int = 64
    timestamp_bytes: int = 64 << 10
    damages: int = 1000  # damaged places an audit keeps apart


DEFAULT_LIMITS = Limits()
