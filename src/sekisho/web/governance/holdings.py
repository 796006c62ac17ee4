"""What people hold here when they move or leave: decisions to carry out, a place in the tree."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sekisho.web.governance.actions import hand_decision, remove_contact
from sekisho.web.governance.errors import GovernanceError
from sekisho.web.governance.models import Contact, Decision
from sekisho.web.personnel.holdings import Going, Held, Passing, Way


class Decisions:
    """Decisions of the committee the person is to carry out: they always have an owner."""

    id = "committee-decisions"
    title = gettext_lazy("委員会の決定")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return decisions not carried out; one query."""
        del on
        found: dict[int, list[Held]] = defaultdict(list)
        for row in Decision.objects.open().filter(owner__in=[each.person.pk for each in going]):
            if row.owner_id is not None:
                ways = frozenset({Way.PASS, Way.KEEP})
                found[row.owner_id].append(Held(str(row.pk), row.text, ways))
        return found

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Give it to the successor."""
        if passing.taker is None:
            raise GovernanceError(_("委員会の決定は、実施するか、引き継いでください。"))
        row = Decision.objects.get(pk=int(passing.key), owner=passing.giver)
        if row.done_at is None:
            hand_decision(decision=row, to=passing.taker, by=passing.by, at=at)


class Contacts:
    """A place in the tree of emergency contacts: taken out, or kept by who only moves."""

    id = "contacts"
    title = gettext_lazy("緊急連絡網")

    def of(self, going: Sequence[Going], on: date) -> Mapping[int, Iterable[Held]]:
        """Return each person's place; one query."""
        del on
        rows = Contact.objects.filter(person__in=[each.person.pk for each in going])
        return {row.person_id: [_place(row)] for row in rows}

    def hand_over(self, passing: Passing, at: datetime) -> None:
        """Take the person out; whom they called is called by who called them."""
        row = Contact.objects.get(pk=int(passing.key), person=passing.giver)
        remove_contact(contact=row, by=passing.by, at=at)


HOLDINGS = (Decisions(), Contacts())


def _place(row: Contact) -> Held:
    note = _("終了にすると連絡網から外れ、その先へは一つ上の人が連絡します。")
    return Held(str(row.pk), _("緊急連絡網の順番"), frozenset({Way.END, Way.KEEP}), note=note)
