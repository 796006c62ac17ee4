"""Whether reviews, their points and the changes they want are what was sealed of them."""

from collections.abc import Iterator

from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables
from sekisho.web.reviews.models import Amendment, Point, Review

TABLES = Tables(
    kinds=frozenset({
        "review.prepared", "review.changed", "review.gathered", "review.answered",
        "review.concluded", "review.dropped",
    }),
    kept=(
        Kept(Review, "review"),
        Kept(Point, "review-point"),
        Kept(Amendment, "review-amendment"),
    ),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; a query a table, and one."""
    return TABLES.differences()
