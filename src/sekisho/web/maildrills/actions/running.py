"""A drill begins on its day and closes after its last: both happen by themselves."""

import secrets
from collections import Counter
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from sekisho.catalogue import load_drill_letters
from sekisho.web.maildrills.actions.sealing import seal
from sekisho.web.maildrills.folding import SMALLEST, Figures, folded
from sekisho.web.maildrills.models import Drill, Letter, UnitResult, Waiting
from sekisho.web.maildrills.reach import reached
from sekisho.web.maildrills.tokens import digest_of, word_for

_SALT = 32
_BEGINS = 9  # o'clock: letters arrive while the desk is there
_BATCH = 500


def start_due(*, at: datetime) -> int:
    """Begin the drills whose day has come, from nine in the morning; return how many began."""
    now = timezone.localtime(at)
    if now.hour < _BEGINS:
        return 0
    due = Drill.objects.planned().filter(send_on__lte=now.date()).order_by("pk")
    return sum(_start(row, at) for row in due)


@transaction.atomic
def _start(drill: Drill, at: datetime) -> bool:
    """Make the letters, in an order of chance; cancel a drill that has lost its people or day."""
    row = Drill.objects.select_for_update().get(pk=drill.pk)
    if row.state != "planned":
        return False
    today = timezone.localdate(at)
    people = list(reached(row, today).values_list("pk", "opaque_id", "unit_id"))
    letter = load_drill_letters().get(row.letter)
    if letter is None or len(people) < SMALLEST or today >= row.closes_on:
        row.cancelled_at = at
        row.save(update_fields=["cancelled_at"])
        seal("maildrill.cancelled", row, by=None, at=at, people=len(people))
        return False
    row.started_at, row.salt, row.digest = at, secrets.token_hex(_SALT), letter.digest
    row.save(update_fields=["started_at", "salt", "digest"])
    secrets.SystemRandom().shuffle(people)
    Letter.objects.bulk_create(
        [
            Letter(drill=row, unit_id=unit, digest=digest_of(word_for(row.salt, opaque)))
            for _person, opaque, unit in people
        ],
        batch_size=_BATCH,
    )
    Waiting.objects.bulk_create(
        [Waiting(drill=row, person_id=person, next_try_at=at) for person, *_more in sorted(people)],
        batch_size=_BATCH,
    )
    seal("maildrill.started", row, by=None, at=at, people=len(people), digest=letter.digest)
    return True


def close_due(*, at: datetime) -> int:
    """Close the drills whose last day is over; return how many."""
    over = Drill.objects.running().filter(closes_on__lt=timezone.localdate(at)).order_by("pk")
    return sum(_close(row, at) for row in over)


@transaction.atomic
def _close(drill: Drill, at: datetime) -> bool:
    """Keep the figures of units, small ones together, and destroy what could lead to people."""
    row = Drill.objects.select_for_update().get(pk=drill.pk)
    if row.state != "running":
        return False
    results = [
        UnitResult(
            drill=row, units=list(group.units), sent=group.figures.sent,
            opened=group.figures.opened, reported=group.figures.reported,
        )
        for group in folded(_by_unit(row))
    ]  # fmt: skip
    row.sent = sum(each.sent for each in results)
    row.opened = sum(each.opened for each in results)
    row.reported = sum(each.reported for each in results)
    row.closed_at, row.salt = at, ""
    row.save(update_fields=["sent", "opened", "reported", "closed_at", "salt"])
    UnitResult.objects.bulk_create(results, batch_size=_BATCH)
    unsent = row.waiting.count()
    row.waiting.all().delete()
    row.letters.all().delete()
    seal(
        "maildrill.closed", row, by=None, at=at, rows=UnitResult.objects.filter(drill=row),
        sent=row.sent, opened=row.opened, reported=row.reported, unsent=unsent,
    )  # fmt: skip
    return True


def _by_unit(drill: Drill) -> dict[int, Figures]:
    """Count the letters the mail server took, by unit in the order of pages; one query."""
    sent, opened, reported = Counter[int](), Counter[int](), Counter[int]()
    rows = drill.letters.filter(sent=True).order_by("unit__position", "unit_id")
    for unit, opened_on, reported_on in rows.values_list("unit_id", "opened_on", "reported_on"):
        sent[unit] += 1
        opened[unit] += opened_on is not None
        reported[unit] += reported_on is not None
    return {unit: Figures(sent[unit], opened[unit], reported[unit]) for unit in sent}
