"""What a stock-taking counts: the register's things with their numbers, read through a Protocol.

The register of assets gives the numbers on the labels. `site` may hand in another register; the
one of the assets room is the default.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from sekisho.web.assets.access import MYNUMBER_ZONE, READ_MYNUMBER, visible_to
from sekisho.web.assets.models import Asset, AssetQuerySet


@dataclass(frozen=True, slots=True)
class StockItem:
    """Something to be found: its row, the number on its label, where it should be.

    `hidden`: only for who may read the My Number zone.
    """

    ref: str  # `asset:12`
    number: str
    name: str
    unit: int
    place: str
    hidden: bool


class Stock(Protocol):
    """A register that says what should be there."""

    def of_units(self, units: Iterable[int]) -> Iterable[StockItem]:
        """Return the things of some units, in a flat number of queries."""
        ...

    def numbered(self, number: str) -> StockItem | None:
        """Return the thing of that number wherever it belongs, or nothing."""
        ...


class AssetStock:
    """The equipment of the register of assets, by the number on its label.

    What wants a clearance of its own is counted by nobody here: who counts may not know of it.
    """

    def of_units(self, units: Iterable[int]) -> Iterable[StockItem]:
        """Return the covered equipment of the units."""
        rows = _known().filter(kind="equipment", covered=True, unit__in=list(units))
        return [_item(row) for row in rows.order_by("pk")]

    def numbered(self, number: str) -> StockItem | None:
        """Return the asset of the number, covered or not."""
        row = _known().filter(number__iexact=number).first() if number else None
        return _item(row) if row else None


def _known() -> AssetQuerySet:
    return visible_to(frozenset({READ_MYNUMBER})).select_related("zone")


_stock: list[Stock] = [AssetStock()]


def install(stock: Stock) -> None:
    """Take another register; called once at start-up."""
    _stock[:] = [stock]


def stock() -> Stock:
    """Return the register that counts."""
    return _stock[0]


def number_in(scanned: str) -> str:
    """Return the number in what a label's code says or a person typed: the end of an address.

    Width and case of letters do not matter; what is no number at all gives an empty text.
    """
    plain = unicodedata.normalize("NFKC", scanned).strip().rstrip("/")
    last = re.split(r"[/=?&#\s]", plain)[-1].upper()
    return last[:60] if re.fullmatch(r"[0-9A-Z][0-9A-Z._-]*", last) else ""


def _item(row: Asset) -> StockItem:
    zone = row.zone.key if row.zone else ""
    hidden = zone == MYNUMBER_ZONE
    return StockItem(f"asset:{row.pk}", row.number, row.name, row.unit_id, row.place, hidden)
