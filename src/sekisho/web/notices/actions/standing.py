"""Things that stand until they are mended or their day passes: told once, taken back by themselves.

Whoever computes what stands hands in the whole of a topic; nobody has to remember what was told.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Min

from sekisho.web.notices.actions.mailing import queue_mail
from sekisho.web.notices.actions.telling import tell_quietly
from sekisho.web.notices.models import Notice
from sekisho.web.organization.models import Person

QUIET = timedelta(days=7)  # what comes and goes is told anew by mail at most once a week

Pair = tuple[int, str]  # person's row, key


@dataclass(frozen=True, slots=True)
class Telling:
    """What one person is to be told, with the page where they act; `key` begins with the topic."""

    person: Person
    key: str
    title: str
    url: str
    due_on: date | None
    urgent: bool = False


@transaction.atomic
def tell_standing(*, topic: str, tellings: Iterable[Telling], at: datetime) -> int:
    """Make the open notices of a topic exactly these; return how many were opened.

    What was told already takes the new title, address and day without a mail; what stands no more
    is done. A person gets one mail for all that is new, and none for what they were first told of
    less than a week ago. Keys begin with `topic:`; ValueError for one that does not.
    """
    wanted = _by_pair(topic, tellings)
    rows = Notice.objects.open().filter(key__startswith=f"{topic}:")
    known = {(row.person_id, row.key): row for row in rows}
    _end([row for pair, row in known.items() if pair not in wanted], at)
    new = wanted.keys() - known.keys()
    lately = _told_lately(topic, new, at)
    for pair, each in wanted.items():
        _open(each, known.get(pair), again=lately.get(pair), at=at)
    _mail([each for pair, each in wanted.items() if pair in new and pair not in lately], at)
    return len(new)


def days_told(topic: str) -> dict[str, date]:
    """Return, by key, the earliest day of the open notices of a topic; one query."""
    rows = Notice.objects.open().filter(key__startswith=f"{topic}:").exclude(due_on=None)
    earliest = rows.order_by().values("key").annotate(day=Min("due_on"))
    return dict(earliest.values_list("key", "day"))


def _by_pair(topic: str, tellings: Iterable[Telling]) -> dict[Pair, Telling]:
    """Index what is to be told; of two about the same the first counts."""
    wanted: dict[Pair, Telling] = {}
    for each in tellings:
        if not each.key.startswith(f"{topic}:"):
            raise ValueError(f"{each.key!r} is not of the topic {topic!r}")
        wanted.setdefault((each.person.pk, each.key), each)
    return wanted


def _told_lately(topic: str, pairs: Iterable[Pair], at: datetime) -> dict[Pair, Notice]:
    """Return the notices among the pairs that were opened less than a week ago and ended since."""
    missing = set(pairs)
    rows = Notice.objects.closed().filter(
        key__startswith=f"{topic}:", created_at__gt=at - QUIET, created_at__lte=at
    )
    return {pair: row for row in rows if (pair := (row.person_id, row.key)) in missing}


def _end(rows: list[Notice], at: datetime) -> None:
    for row in rows:
        row.done_at = at
    Notice.objects.bulk_update(rows, ["done_at"], batch_size=500)


def _open(each: Telling, row: Notice | None, *, again: Notice | None, at: datetime) -> None:
    if row and _same(row, each):
        return
    if again is not None:
        again.done_at = None
        again.save(update_fields=["done_at"])
    tell_quietly(
        person=each.person, key=each.key, title=each.title, url=each.url, due_on=each.due_on, at=at,
        urgent=each.urgent,
    )  # fmt: skip


def _same(row: Notice, each: Telling) -> bool:
    told = (row.title, row.url, row.due_on, row.urgent)
    return told == (each.title, each.url, each.due_on, each.urgent)


def _mail(new: list[Telling], at: datetime) -> None:
    """Queue one mail a person."""
    by_person: dict[Person, list[Telling]] = {}
    for each in new:
        by_person.setdefault(each.person, []).append(each)
    for person, own in by_person.items():
        days = [each.due_on for each in own if each.due_on]
        nearest, urgent = min(days, default=None), any(each.urgent for each in own)
        queue_mail(person=person, count=len(own), due_on=nearest, at=at, urgent=urgent)
