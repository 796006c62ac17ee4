"""How assets hang together: system, terminals, media, information."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.assets.actions.keeping import check_place
from sekisho.web.assets.agreement import TABLES
from sekisho.web.assets.errors import NotRelatedError
from sekisho.web.assets.models import Asset, Relation
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person

if TYPE_CHECKING:
    from sekisho.ledger import JsonValue


@transaction.atomic
def relate(*, upper: Asset, lower: Asset, kind: str, by: Person, at: datetime) -> Relation:
    """Say that the upper asset works with the lower; saying it again changes how.

    Raises NotRelatedError for an asset and itself, or two that already stand the other way round;
    NotYoursToPlaceError for one the person may not know of.
    """
    for each in (upper, lower):
        check_place(each.zone, each.confidentiality, by=by, at=at)
    if upper == lower:
        raise NotRelatedError(_("同じ情報資産どうしは結び付けられません。"))
    if Relation.objects.filter(upper=lower, lower=upper).exists():
        raise NotRelatedError(_("この二つは、逆の向きで既に結び付いています。"))
    said = {"kind": Relation.Kind(kind)}
    row, _new = Relation.objects.update_or_create(
        upper=upper,
        lower=lower,
        defaults=said,
        create_defaults={**said, "number": next_relation_number()},
    )
    _seal("asset.related", row, by, at, TABLES.stands("asset.related", [row]))
    return row


@transaction.atomic
def unrelate(*, relation: Relation, by: Person, at: datetime) -> None:
    """Take a relation away. Raises NotYoursToPlaceError."""
    for each in (relation.upper, relation.lower):
        check_place(each.zone, each.confidentiality, by=by, at=at)
    gone = f"relation:{relation.pk}"
    relation.delete()
    _seal("asset.unrelated", relation, by, at, TABLES.stands("asset.unrelated", gone=[gone]))


def next_relation_number() -> str:
    """Return the number after the highest of our own pattern, R-0001 and so on."""
    rows = Relation.objects.filter(number__regex=r"^R-[0-9]{4,9}$").order_by()
    used = max((int(number[2:]) for number in rows.values_list("number", flat=True)), default=0)
    return f"R-{used + 1:04}"


def event_of(
    kind: str, row: Relation, stands: Mapping[str, "JsonValue"] | None = None
) -> evidence.Event:
    """Return what is sealed of a relation, under its upper asset.

    Without `stands` a later entry of the transaction says how the row stands.
    """
    body: dict[str, JsonValue] = {"lower": row.lower_id, "relation": str(row.kind)}
    return evidence.Event(kind, f"asset:{row.upper_id}", body | dict(stands or {}))


def _seal(
    kind: str, row: Relation, by: Person, at: datetime, stands: Mapping[str, "JsonValue"]
) -> None:
    evidence.seal_many(events=[event_of(kind, row, stands)], at=at, by=str(by.opaque_id))
