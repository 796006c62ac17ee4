"""What can be wrong in the ledger, by whose fault; the message says what to do next.

`LedgerError` is the one class a caller needs to catch for data from outside. A caller's own
slip (an index beyond the tree, a hash of the wrong length) is a plain `ValueError`.
"""


class LedgerError(Exception):
    """Something the ledger was given does not hold; `str(error)` is plain Japanese."""


class UnwritableError(LedgerError, ValueError):
    """Our own value has no canonical form (a float, a naive time, a number too large)."""


class EntryError(LedgerError):
    """Bytes read as an entry are not the canonical form of one."""


class ProofError(LedgerError):
    """An inclusion or consistency proof does not prove what it was given for."""


class NoteError(LedgerError):
    """A signed note, checkpoint or key text is malformed."""


class SignatureError(NoteError):
    """A well-formed note is not signed by the key it must be signed by."""


class TimestampError(LedgerError):
    """A time stamp answer is malformed, refused, or not about the bytes it must be about."""
