"""Whether corrections and their steps are what was sealed of them."""

from collections.abc import Iterator

from sekisho.web.corrections.models import Correction, FollowUp
from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables

TABLES = Tables(
    kinds=frozenset({
        "correction.opened", "correction.changed", "correction.own", "correction.planned",
        "correction.agreed", "correction.put-off", "correction.noted", "correction.reported",
        "correction.returned", "correction.confirmed", "correction.withdrawn",
        "correction.handed-over",
    }),
    kept=(
        Kept(Correction, "correction"),
        Kept(FollowUp, "correction-step", without=frozenset({"entry"})),
    ),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; three queries."""
    return TABLES.differences()
