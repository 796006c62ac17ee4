"""What a stock-taking counts: the register's things with their numbers, read through a Protocol.

The register of assets gives the numbers on the labels. `site` may hand in another register; the
one of the assets room is the default.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import unquote

from django.db.models import Q

from sekisho.web.assets.access import MYNUMBER_ZONE, READ_MYNUMBER, visible_to
from sekisho.web.assets.actions.entry import folded
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

    def numbered(self, number: str) -> Sequence[StockItem]:
        """Return the things of that number, however it is written, wherever they belong."""
        ...


class AssetStock:
    """The equipment of the register of assets, by the number on its label.

    What wants a clearance of its own is counted by nobody here: who counts may not know of it.
    """

    def of_units(self, units: Iterable[int]) -> Iterable[StockItem]:
        """Return the covered equipment of the units."""
        rows = _known().filter(kind="equipment", covered=True, unit__in=list(units))
        return [_item(row) for row in rows.order_by("pk")]

    def numbered(self, number: str) -> Sequence[StockItem]:
        """Return the assets of the number, covered or not.

        The first line of what searches look through is the number, folded.
        """
        written = Q()
        for each in {folded(number), key_of(number)}:
            written |= Q(search__startswith=f"{each}\n")
        rows = _known().filter(written).order_by("pk") if number else ()
        return [_item(row) for row in rows if key_of(row.number) == key_of(number)]


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
    """Return the number in what a label's code says or a person typed; empty: there is none.

    The code of our labels is an address that ends in `/numbers/` and the number; of another
    address the last piece counts. Full-width signs become half-width, spaces around and doubled
    ones go. Whether such a number exists is for the register to say.
    """
    plain = _plain(scanned)
    if re.match(r"https?://", plain, re.IGNORECASE):
        plain = _plain(unquote(_ending(plain)))
    return plain if len(plain) <= _LONGEST else ""


def key_of(number: str) -> str:
    """Return a number as two writings of it are compared: case, width and kind of dash go."""
    return re.sub(_DASHES, "-", _plain(_plain(number).casefold()))


def looks_like_a_number(text: str) -> bool:
    """Whether a text the register does not know may be noted as the number of a thing.

    A digit, and nothing that stands in codes of other kinds: one for a wireless network holds its
    password.
    """
    return bool(re.search(r"\d", text) and re.fullmatch(r"\w[\w ./()#-]*", text))


def same_place(seen: str, registered: str) -> bool:
    """Whether two writings of a place can mean the same; one may say more than the other.

    本館2階 and 本館2階 給付課 do, 本館1 and 本館10階 do not. No place said contradicts none.
    """
    short, long = sorted((key_of(seen), key_of(registered)), key=len)
    cut = long[len(short) - 1 : len(short) + 1] if short else ""
    return long.startswith(short) and not re.fullmatch(r"\d\d", cut)


_LONGEST = 60
_DASHES = r"[\u2010-\u2015\u2212\u30fc]"  # as input methods give them for a hyphen


def _plain(text: str) -> str:
    """Return text half-width, without signs that print nothing, with single spaces."""
    words = unicodedata.normalize("NFKC", text).split()
    return " ".join("".join(c for c in word if unicodedata.category(c)[0] != "C") for word in words)


def _ending(address: str) -> str:
    """Return the part of an address that says the number, still encoded."""
    rest = address.partition("://")[2]
    _before, ours, number = rest.partition("/numbers/")
    if ours:
        return re.split(r"[?#]", number)[0].removesuffix("/")
    return re.split(r"[/=?&#]", rest.rstrip("/"))[-1]


def _item(row: Asset) -> StockItem:
    zone = row.zone.key if row.zone else ""
    hidden = zone == MYNUMBER_ZONE
    return StockItem(f"asset:{row.pk}", row.number, row.name, row.unit_id, row.place, hidden)
