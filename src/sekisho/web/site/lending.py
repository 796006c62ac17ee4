"""What was decided to leave, for the room whose sessions may read it."""

from collections.abc import Sequence
from datetime import datetime

from django.shortcuts import get_object_or_404
from django.utils import timezone

from sekisho.web.browsing.lending import Lendable
from sekisho.web.organization.models import Person
from sekisho.web.transfers.actions import take_oneself
from sekisho.web.transfers.models import Sending


class DecidedSendings:
    """One's own files whose sending out was decided and that nobody took yet."""

    def open_for(self, person: Person, at: datetime) -> Sequence[Lendable]:
        """Return what the person may take out now; two queries."""
        rows = Sending.objects.filter(
            parcel__by=person, special=False, decided_at__isnull=False, taken_at=None,
            returned_at=None, until__gte=timezone.localdate(at),
        ).exclude(secrets=None)  # fmt: skip
        return [
            Lendable(
                key=row.pk,
                purpose=row.purpose,
                receiver=row.receiver,
                decision=row.decision,
                last_day=row.until,
                files=sum(len(each.outputs) for each in row.parcel.files.all()),
            )
            for row in rows.prefetch_related("parcel__files")
            if row.until is not None  # asked for above; types cannot know
        ]

    def take(self, key: int, person: Person, at: datetime) -> Sequence[tuple[str, str]]:
        """Take it, once. Raises Refused; Http404 for somebody else's."""
        row = get_object_or_404(Sending, pk=key, parcel__by=person)
        return take_oneself(sending=row, by=person, at=at)
