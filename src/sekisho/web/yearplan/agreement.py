"""Whether the feeds of calendars are what was sealed of them."""

from collections.abc import Iterator

from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables
from sekisho.web.yearplan.models import Feed

TABLES = Tables(
    kinds=frozenset({"feed.made", "feed.withdrawn"}),
    kept=(Kept(Feed, "feed"),),
)


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; two queries."""
    return TABLES.differences()
