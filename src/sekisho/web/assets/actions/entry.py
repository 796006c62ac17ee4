"""What a row of the register says, from a form or a file, and how it is written into a row."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date

from sekisho.catalogue import load
from sekisho.web.assets.models import Asset, Zone
from sekisho.web.organization.models import Post, Unit


@dataclass(frozen=True, slots=True)
class Entry:
    """What a row says. `sort` is an asset sort of the catalogue; grades are of chosen schemes.

    An empty `number` lets the register give the next one.
    """

    sort: str
    name: str
    unit: Unit
    number: str = ""
    zone: Zone | None = None
    post: Post | None = None
    area: str = ""
    place: str = ""
    confidentiality: str = ""
    integrity: str = ""
    availability: str = ""
    personal_number: str = Asset.PersonalNumber.NONE
    subjects: int | None = None
    retention: str = ""
    retained_until: date | None = None
    copies: str = ""
    note: str = ""
    own: Mapping[str, str | int | float] = field(default_factory=dict)


def write_into(row: Asset, entry: Entry) -> frozenset[str]:
    """Put the entry into the row, unsaved; return the names of the fields that changed.

    Raises ValueError for a sort the catalogue does not know: a fault of the caller.
    """
    sort = load().asset_sorts.get(entry.sort)
    if sort is None:
        raise ValueError(f"unknown asset sort {entry.sort!r}")
    new = {each.name: getattr(entry, each.name) for each in fields(entry)}
    new |= {"own": dict(entry.own), "name": entry.name.strip(), "kind": sort.kind}
    new["number"] = entry.number.strip() or row.number or next_number()
    changed = frozenset(name for name, value in new.items() if _now(row, name) != value)
    for name, value in new.items():
        setattr(row, name, value)
    row.search = searched(row)
    return changed


def searched(row: Asset) -> str:
    """Return what a search looks through: the row's words, half-width and in small letters."""
    words = (row.number, row.name, row.place, row.copies, row.note, *map(str, row.own.values()))
    return folded("\n".join(words))


def folded(text: str) -> str:
    """Return text as searches compare it."""
    return unicodedata.normalize("NFKC", text).casefold()


def next_number() -> str:
    """Return the number after the highest of our own pattern, A-0001 and so on."""
    rows = Asset.objects.filter(number__regex=r"^A-[0-9]{4,9}$").order_by()
    used = max((int(number[2:]) for number in rows.values_list("number", flat=True)), default=0)
    return f"A-{used + 1:04}"


def _now(row: Asset, name: str) -> object:
    """Return what the row says of a field without reading a related row."""
    if name in {"unit", "zone", "post"}:
        found = row._state.fields_cache.get(name)  # noqa: SLF001  # no public way not to query
        return found if found is not None or not getattr(row, f"{name}_id") else object()
    return getattr(row, name)
