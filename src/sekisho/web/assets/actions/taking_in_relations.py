"""Taking in a file of relations: made, changed and taken away in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.assets import access
from sekisho.web.assets.actions.relating import event_of
from sekisho.web.assets.agreement import TABLES
from sekisho.web.assets.errors import NotYoursToPlaceError
from sekisho.web.assets.models import Asset, Relation
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person
from sekisho.web.registers import Change, Source

if TYPE_CHECKING:
    from sekisho.ledger import JsonValue

REMOVED = "removed"  # a row of a file that says so is taken away
_BATCH = 200


@transaction.atomic
def take_in_relations(
    *,
    changes: Sequence[Change],
    source: Source,
    rights: frozenset[str],
    by: Person,
    at: datetime,
) -> int:
    """Make the changes of a file that was compared and judged; return how many.

    Raises NotYoursToPlaceError when an asset is no longer one the person may know of.
    """
    assets = _assets(changes, rights)
    there = Relation.objects.select_for_update(of=("self",)).in_bulk(
        [each.number for each in changes], field_name="number"
    )
    gone = [there[each.number] for each in changes if each.values["kind"] == REMOVED]
    kept = [each for each in changes if each.values["kind"] != REMOVED]
    rows = [_row(each, there.get(each.number), assets) for each in kept]
    events = [event_of("asset.unrelated", row) for row in gone]
    events += [event_of("asset.related", row) for row in rows]
    names = [f"relation:{row.pk}" for row in gone]
    Relation.objects.filter(pk__in=[row.pk for row in gone]).delete()
    Relation.objects.bulk_create([row for row in rows if row.number not in there], _BATCH)
    known = [row for row in rows if row.number in there]
    Relation.objects.bulk_update(known, ["kind", "own"], _BATCH)
    body: dict[str, JsonValue] = {"sha256": source.sha256, "changes": len(changes)}
    body |= TABLES.stands("register.imported", rows, names)
    events.append(evidence.Event("register.imported", "register:relations", body))
    evidence.seal_many(events=events, at=at, by=str(by.opaque_id))
    return len(changes)


def _assets(changes: Sequence[Change], rights: frozenset[str]) -> Mapping[int, Asset]:
    wanted = {int(str(each.values[end])) for each in changes for end in ("upper", "lower")}
    found = access.visible_to(rights).filter(pk__in=wanted).in_bulk()
    if wanted - found.keys():
        raise NotYoursToPlaceError(
            _("結び付ける情報資産が、登録簿から変わりました。もう一度差分を確かめてください。")
        )
    return found


def _row(change: Change, row: Relation | None, assets: Mapping[int, Asset]) -> Relation:
    """Return the row as the change says, unsaved; one that is there keeps its assets."""
    if row is None:
        upper, lower = (assets[int(str(change.values[end]))] for end in ("upper", "lower"))
        row = Relation(number=change.number, upper=upper, lower=lower)
    row.kind, row.own = Relation.Kind(str(change.values["kind"])), dict(change.own)
    return row
