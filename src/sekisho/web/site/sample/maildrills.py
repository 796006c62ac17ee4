"""Mail drills of the sample: two held within a year, the second better reported; one planned."""

from datetime import datetime, timedelta

from django.utils import timezone

from sekisho.web.maildrills import actions
from sekisho.web.maildrills.models import Drill
from sekisho.web.maildrills.tokens import word_for
from sekisho.web.organization.models import Person
from sekisho.web.ui.dates import local_day

People = dict[str, Person]
_DAY = timedelta(days=1)
# title, letter, days ago, one in how many opened, and reported
_HELD = (("昨年度の訓練", "invoice", 300, 3, 4), ("今年度前期の訓練", "password", 120, 5, 2))


def make_drills(people: People, *, at: datetime) -> None:
    """Hold two drills and plan a third in three weeks."""
    by = people["nagai"]
    for title, letter, ago, opened, reported in _HELD:
        _hold(_plan(title, letter, by, at - ago * _DAY), opened, reported, at - ago * _DAY)
    _plan("今年度後期の訓練", "minutes", by, at, after=21 * _DAY)


def _plan(
    title: str, letter: str, by: Person, at: datetime, *, after: timedelta = timedelta()
) -> Drill:
    day = local_day(at) + after
    return actions.plan(
        title=title, letter=letter, audience=actions.Audience(everyone=True), send_on=day,
        closes_on=day + 7 * _DAY, goal=50, by=by, at=at,
    )  # fmt: skip


def _hold(row: Drill, opened: int, reported: int, at: datetime) -> None:
    """Run a drill to its end; its letters count as taken by a mail server there is not."""
    begins = timezone.localtime(at).replace(hour=10)
    actions.start_due(at=begins)
    row.refresh_from_db()
    row.letters.update(sent=True)
    asked = [each.person for each in row.waiting.select_related("person")]
    row.waiting.all().delete()
    for number, person in enumerate(asked):
        word = word_for(row.salt, person.opaque_id)
        if number % opened == 0:
            actions.note_opened(drill=row, untrusted_word=word, at=begins)
        if number % reported == 0:
            actions.note_reported(
                untrusted_text=f"/mail-drill/{row.pk}/{word}/", subject="", by=None,
                at=begins + timedelta(minutes=25),
            )  # fmt: skip
    actions.close_due(at=begins + 8 * _DAY)
