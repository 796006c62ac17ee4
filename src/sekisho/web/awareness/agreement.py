"""Whether bulletins are what was sealed of them. Who opened one is counted, not sealed."""

from collections.abc import Iterator

from sekisho.web.awareness.models import Bulletin
from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables

TABLES = Tables(
    kinds=frozenset({"bulletin.published", "bulletin.ended"}),
    kept=(Kept(Bulletin, "bulletin"),),
)


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; two queries."""
    return TABLES.differences()
