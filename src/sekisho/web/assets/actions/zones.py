"""Zones: installed from the catalogue, named by the body."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.catalogue import load
from sekisho.web.assets.agreement import TABLES
from sekisho.web.assets.errors import EmptyLabelError
from sekisho.web.assets.models import Zone
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person


@transaction.atomic
def install_zones(*, at: datetime) -> tuple[Zone, ...]:
    """Add the catalogue's zones that are not there yet and return them; labels stay as changed."""
    there = set(Zone.objects.values_list("key", flat=True))
    new = [
        Zone(key=zone.id, label=zone.title.ja, position=position)
        for position, zone in enumerate(load().zones.values())
        if zone.id not in there
    ]
    for zone in new:
        zone.save()
        body = TABLES.stands("zone.installed", [zone])
        evidence.seal(kind="zone.installed", subject=f"zone:{zone.key}", at=at, body=body)
    return tuple(new)


@transaction.atomic
def rename_zone(*, zone: Zone, label: str, by: Person, at: datetime) -> Zone:
    """Call a zone by the body's own name. Raises EmptyLabelError."""
    if not label.strip():
        raise EmptyLabelError(_("領域の名称を入力してください。"))
    zone.label = label.strip()
    zone.save(update_fields=["label"])
    body = {"label": zone.label, **TABLES.stands("zone.renamed", [zone])}
    evidence.seal(
        kind="zone.renamed", subject=f"zone:{zone.key}", at=at, by=str(by.opaque_id), body=body
    )
    return zone
