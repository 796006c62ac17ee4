"""Whether zones, schemes, assets and their relations are what was sealed of them."""

from collections.abc import Iterator

from sekisho.web.assets.models import Asset, ChosenScheme, Relation, Zone
from sekisho.web.evidence.agreeing import Difference
from sekisho.web.evidence.standing import Kept, Tables

TABLES = Tables(
    kinds=frozenset({
        "asset.recorded", "asset.changed", "asset.confirmed", "asset.excluded", "asset.included",
        "asset.own", "asset.related", "asset.unrelated", "register.imported", "scheme.chosen",
        "zone.installed", "zone.renamed",
    }),
    kept=(
        Kept(Zone, "zone", key="key"),
        Kept(ChosenScheme, "scheme", key="aspect"),
        Kept(Asset, "asset", without=frozenset({"search"})),  # follows from the other columns
        Kept(Relation, "relation"),
    ),
)  # fmt: skip


def differences() -> Iterator[Difference]:
    """Compare every row of this room with the ledger; five queries."""
    return TABLES.differences()
