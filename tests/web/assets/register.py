"""Rows of the register for these tests."""

from datetime import datetime

from tests.web.factories import AT, make_person, make_unit

from sekisho.web.assets import actions
from sekisho.web.assets.actions import Entry
from sekisho.web.assets.models import CoveredAsset, Zone
from sekisho.web.organization.models import Person


def zone(key: str) -> Zone:
    """Return the zone of that catalogue id."""
    actions.install_zones(at=AT)
    return Zone.objects.get(key=key)


def entry(
    name: str = "給付システムのサーバ", *, kind: str = "equipment", zone_key: str = "lgwan"
) -> Entry:
    """Return what a row says; an empty zone key: no zone."""
    return Entry(kind, name, zone(zone_key) if zone_key else None, make_unit())


def recorded(
    name: str = "給付システムのサーバ",
    *,
    by: Person | None = None,
    at: datetime = AT,
    kind: str = "equipment",
    zone_key: str = "lgwan",
) -> CoveredAsset:
    """Record a row, by a system manager unless told otherwise."""
    person = by or make_person(roles=("system-manager",))
    return actions.record(entry=entry(name, kind=kind, zone_key=zone_key), by=person, at=at)
