"""Whether terminals, agents, keys and what people said of them are what was sealed of them.

What terminals report by themselves is not: it comes by the minute and is sealed only where the
take-out block changes. The users of a terminal can be forgotten and are not compared either.
"""

from collections.abc import Iterator

from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables
from sekisho.web.terminals.models import (
    Attestation,
    EnrolSecret,
    Node,
    PermittedSoftware,
    Terminal,
    UploadKey,
)

TABLES = Tables(
    kinds=frozenset({
        "terminal.recorded", "terminal.changed", "terminal.own", "terminal.retired",
        "terminal.attested", "terminal.enrolled", "terminal.assigned", "terminal.revoked",
        "terminal.secret-made", "terminal.key-added", "terminal.key-revoked",
        "software.permitted", "software.changed", "software.forbidden",
    }),
    kept=(
        Kept(Terminal, "terminal", without=frozenset({"asked_at"})),
        Kept(EnrolSecret, "enrol-secret"),
        Kept(Node, "node", without=frozenset({"seen_at"})),
        Kept(Attestation, "terminal-attestation"),
        Kept(UploadKey, "upload-key", without=frozenset({"last_made_at"})),
        Kept(PermittedSoftware, "permitted-software"),
    ),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; seven queries."""
    return TABLES.differences()
