"""Telling who can see to it what waits in this room: rounds, faults, counts, lists, lines unread.

Titles are stored and read by others, so they are in the body's language, whoever's run it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.catalogue import load_premises
from sekisho.web.notices.actions import Telling, tell_standing
from sekisho.web.organization.access import holders_of
from sekisho.web.premises.access import MANAGE, RECORD
from sekisho.web.premises.models import Area, Fault, Round, StockTaking, UnreadLine
from sekisho.web.premises.sheets import sheets

TOPIC = "premises"
AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Due:
    """Something that waits: its key, words, page, day, and the permission of who sees to it."""

    key: str
    what: str
    url: str
    day: date
    acting: str


def tell_due(*, at: datetime) -> int:
    """Tell what is due within two weeks, or overdue; return how many notices are new.

    What was seen to is taken back by itself.
    """
    today = timezone.localdate(at)
    people = {word: list(holders_of(word, today)) for word in (MANAGE, RECORD)}
    with translation.override(settings.LANGUAGE_CODE):
        found = [
            Telling(person, f"{TOPIC}:{each.key}", each.what, each.url, each.day)
            for each in due(today)
            for person in people[each.acting]
        ]
        return tell_standing(topic=TOPIC, tellings=found, at=at)


def due(today: date) -> Iterator[Due]:
    """Yield what waits on the day; a flat number of queries."""
    yield from due_until(today + AHEAD)
    yield from _unread(today)


def due_until(last: date) -> Iterator[Due]:
    """Yield what has a day up to the last one; a flat number of queries."""
    yield from _rounds(last)
    yield from _faults(last)
    yield from _counts(last)
    yield from _lists(last)


def _rounds(last: date) -> Iterator[Due]:
    rows = Round.objects.filter(done_at=None, ended_at=None, due_on__lte=last, area__closed_at=None)
    known = sheets()
    for row in rows.select_related("area"):
        sheet = known.get(row.sheet)
        what = _("点検の期限です: %(sheet)s（%(area)s）") % {
            "sheet": sheet.title if sheet else row.sheet,
            "area": row.area.name,
        }
        yield Due(
            f"round:{row.pk}", what, reverse("premises:round", args=[row.pk]), row.due_on, RECORD
        )


def _faults(last: date) -> Iterator[Due]:
    for row in Fault.objects.open().filter(due_on__lte=last).select_related("fixture"):
        what = _("不良を直す期限です: %(name)s") % {"name": row.fixture.name}
        yield Due(
            f"fault:{row.pk}", what, reverse("premises:mend", args=[row.pk]), row.due_on, RECORD
        )


def _counts(last: date) -> Iterator[Due]:
    for row in StockTaking.objects.open().filter(due_on__lte=last):
        what = _("棚卸の期限です: %(title)s") % {"title": row.title}
        url = reverse("premises:count", args=[row.pk])
        yield Due(f"stocktaking:{row.pk}", what, url, row.due_on, RECORD)


def _lists(last: date) -> Iterator[Due]:
    for row in Area.objects.in_use():
        days = timedelta(days=load_premises().levels[row.level].review_days)
        since = timezone.localdate(row.reviewed_at) if row.reviewed_at else row.log_from
        day = since + days if row.reviewed_at else since
        if day <= last:
            what = _("入室者名簿の見直しの期限です: %(name)s") % {"name": row.name}
            url = reverse("premises:area", args=[row.pk])
            yield Due(f"list:{row.pk}:{day}", what, url, day, MANAGE)


def _unread(today: date) -> Iterator[Due]:
    sources = UnreadLine.objects.open().order_by("source").values_list("source", flat=True)
    for source in sources.distinct():
        what = _("入退室記録に、読み取れない行があります")
        url = reverse("premises:import", args=[source])
        yield Due(f"unread:{source}", what, url, today, RECORD)
