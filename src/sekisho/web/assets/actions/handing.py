"""Assets of a post that stays empty: they are kept by another post from a day on."""

from datetime import datetime

from django.db import transaction

from sekisho.web.assets.actions.keeping import event_of, told_of
from sekisho.web.assets.models import Asset
from sekisho.web.evidence import actions as evidence
from sekisho.web.organization.models import Person, Post

_BATCH = 100


@transaction.atomic
def hand_over(*, post: Post, to: Post, by: Person, at: datetime) -> int:
    """Give every asset of a post to another post and its unit; return how many.

    No row counts as confirmed by that: nobody looked at it.
    """
    rows = list(Asset.objects.select_for_update(of=("self",)).with_names().filter(post=post))
    before = [told_of(row) for row in rows]
    for row in rows:
        row.post, row.unit = to, to.unit
    Asset.objects.bulk_update(rows, ["post", "unit"], batch_size=_BATCH)
    changed = frozenset({"post", "unit"})
    events = [
        event_of("asset.changed", row, changed, before=said)
        for row, said in zip(rows, before, strict=True)
    ]
    if events:
        evidence.seal_many(events=events, at=at, by=str(by.opaque_id))
    return len(rows)
