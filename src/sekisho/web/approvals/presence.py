"""Who holds a medium by a permit: compared with the scope register by the organization room."""

from collections.abc import Iterable
from datetime import date

from sekisho.web.approvals.models import Permit
from sekisho.web.organization.presence import Presence, PresenceKind


class MediaSource:
    """Everybody with something that is to come back and has not, its time over or not."""

    kind: PresenceKind = "media"

    def present_on(self, day: date) -> Iterable[Presence]:
        """Yield the holder of each permit begun by the day whose thing is not back; one query."""
        rows = Permit.objects.filter(needs_return=True, returned_at=None, starts__lte=day)
        for pk, holder in rows.order_by("pk").values_list("pk", "holder__opaque_id"):
            yield Presence(str(holder), f"permit:{pk}", "media")
