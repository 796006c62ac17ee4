"""What of the plan of the year can be found: duties of this year and the next."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Words
from sekisho.web.ui.access import RightsRequest
from sekisho.web.ui.dates import fiscal_year, wareki
from sekisho.web.yearplan.duties import Duty
from sekisho.web.yearplan.queries import READ_ALL, Reader, known_duties


class PlannedDuties:
    """Duties by what they are, or by the room they come from: all, or one's own."""

    id = "duties"
    label = _("年間計画")

    def found(self, request: RightsRequest, words: Words) -> Sequence[tuple[str, Duty]]:
        """Return them with their room, the soonest first, as the plan itself shows them."""
        person: Any = request.person  # type: ignore[attr-defined]  # set beside the rights
        reader = Reader(person.pk, request.rights)
        known = known_duties(reader, timezone.now(), mine=READ_ALL not in request.rights)
        return [each for each in known if _stand_in(words, *each)]

    def hit(self, row: tuple[str, Duty]) -> Hit:
        """Return a duty; it leads to the plan of its year, where its own page is linked."""
        room, duty = row
        url = f"{reverse('yearplan:plan')}?year={fiscal_year(duty.day)}"
        return Hit(url=url, title=duty.title, text=wareki(duty.day), place=room)


def _stand_in(words: Words, room: str, duty: Duty) -> bool:
    return all(each.stands_in(f"{duty.title}\n{room}") for each in words)


SOURCES = (PlannedDuties(),)
