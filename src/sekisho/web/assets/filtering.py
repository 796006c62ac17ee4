"""Which rows of the register are asked for; what cannot be understood shows all."""

from collections.abc import Collection, Mapping

from sekisho.catalogue import load
from sekisho.web.assets.access import zones_for
from sekisho.web.assets.actions.entry import folded
from sekisho.web.assets.models import AssetQuerySet
from sekisho.web.ui.numbers import row_number

NONE = "-"  # asks for the rows without a zone or without a grade
MOST_WORDS = 8


def narrowed(
    rows: AssetQuerySet, asked: Mapping[str, str], rights: frozenset[str]
) -> AssetQuerySet:
    """Return the rows asked for by kind, sort, grade, zone, unit and words."""
    catalogue = load()
    for name, known in (
        ("kind", catalogue.asset_kinds),
        ("sort", catalogue.asset_sorts),
        ("confidentiality", _grades()),
    ):
        rows = _only(rows, name, asked.get(name, ""), known)
    if zone := asked.get("zone", ""):
        rows = _in_zone(rows, zone, rights)
    if (unit := row_number(asked.get("unit", ""))) is not None:
        rows = rows.filter(unit=unit)
    for word in folded(asked.get("q", "")).split()[:MOST_WORDS]:
        rows = rows.filter(search__contains=word)
    return rows


def _only(rows: AssetQuerySet, name: str, value: str, known: Collection[str]) -> AssetQuerySet:
    if value == NONE:
        return rows.filter(**{name: ""})
    return rows.filter(**{name: value}) if value in known else rows


def _in_zone(rows: AssetQuerySet, zone: str, rights: frozenset[str]) -> AssetQuerySet:
    if zone == NONE:
        return rows.filter(zone=None)
    row = zones_for(rights).filter(key=zone).first()
    return rows.filter(zone=row) if row else rows


def _grades() -> frozenset[str]:
    return frozenset(level.id for scheme in load().schemes.values() for level in scheme.levels)
