"""Rows of the register for these tests."""

from datetime import datetime
from typing import Any

from tests.web.factories import AT, make_person, make_unit

from sekisho.web.assets import actions
from sekisho.web.assets.actions import Entry
from sekisho.web.assets.models import Asset, Zone
from sekisho.web.organization.models import Person, Post

SORT_OF = {"equipment": "server", "information": "data", "documentation": "specification"}


def zone(key: str) -> Zone:
    """Return the zone of that catalogue id."""
    actions.install_zones(at=AT)
    return Zone.objects.get(key=key)


def post(title: str = "総務課長") -> Post:
    """Return a post that answers for assets."""
    return Post.objects.get_or_create(title=title, unit=make_unit())[0]


def entry(
    name: str = "給付システムのサーバ",
    *,
    kind: str = "equipment",
    zone_key: str = "lgwan",
    **fields: Any,
) -> Entry:
    """Return what a row says; an empty zone key: no zone."""
    fields.setdefault("sort", SORT_OF.get(kind, kind))
    fields.setdefault("unit", make_unit())
    return Entry(name=name, zone=zone(zone_key) if zone_key else None, **fields)


def graded(**fields: Any) -> dict[str, Any]:
    """Return the fields of a row nothing is wanting in."""
    whole = {"confidentiality": "3B", "integrity": "2", "availability": "2", "post": post()}
    return whole | fields


def recorded(
    name: str = "給付システムのサーバ",
    *,
    by: Person | None = None,
    at: datetime = AT,
    **fields: Any,
) -> Asset:
    """Record a row, by a system manager unless told otherwise."""
    person = by or make_person(roles=("system-manager",))
    return actions.record(entry=entry(name, **fields), by=person, at=at)
