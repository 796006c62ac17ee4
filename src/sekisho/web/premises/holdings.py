"""Cards and places in lists of entrants as people hold them when they move or leave."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.personnel.holdings import Going, Held, Passing, Way
from sekisho.web.premises.actions import end_listed, list_entrant, take_card_back
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import Card, Listed

_DAY = timedelta(days=1)


class Cards:
    """Cards of door systems: they come back, or stay with who only moves."""

    id = "cards"
    title = gettext_lazy("入室カード")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return the cards each person has; one query."""
        del on
        rows = Card.objects.filter(person__in=[each.person.pk for each in going], until_date=None)
        found: dict[int, list[Held]] = defaultdict(list)
        for row in rows.select_related("system"):
            label = _("%(system)s カード %(number)s") % {
                "system": row.system.name,
                "number": row.number,
            }
            note = _("終了にすると、異動日の前日に返却されたものとして記録します。")
            found[row.person_id].append(
                Held(str(row.pk), label, frozenset({Way.END, Way.KEEP}), note=note)
            )
        return found

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Note that the card came back on the day before."""
        if passing.taker is not None:
            raise PremisesError(_("入室カードは引き継がず、返却してから渡してください。"))
        card = Card.objects.get(pk=int(passing.key), person=passing.giver)
        take_card_back(card=card, on=passing.on - _DAY, by=passing.by, at=at)


class Entrants:
    """Lines of the permanent lists of entrants (入室者名簿) that name the person."""

    id = "entrants"
    title = gettext_lazy("入室者名簿")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return the lines that run on the day; one query."""
        rows = Listed.objects.filter(
            person__in=[each.person.pk for each in going], until_date__gte=on, from_date__lt=on
        )
        found: dict[int, list[Held]] = defaultdict(list)
        for row in rows.select_related("area"):
            if row.person_id is not None:
                found[row.person_id].append(Held(str(row.pk), row.area.name, frozenset(Way)))
        return found

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """End the line on the day before; the successor gets one to the same last day."""
        row = Listed.objects.select_related("area").get(pk=int(passing.key), person=passing.giver)
        until = row.until_date
        end_listed(listed=row, on=passing.on - _DAY, by=passing.by, at=at)
        if passing.taker is not None:
            list_entrant(
                area=row.area, person=passing.taker, post=None, from_date=passing.on,
                until_date=until, reason=row.reason, by=passing.by, at=at,
            )  # fmt: skip


HOLDINGS = (Cards(), Entrants())
