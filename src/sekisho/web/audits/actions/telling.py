"""Telling people what they are to answer, and heads what they are to confirm.

Titles are stored and read by others: they are in the body's language, whoever's run it is.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.catalogue import load_inspection
from sekisho.web.audits.access import confirmers
from sekisho.web.audits.models import Sheet
from sekisho.web.notices.actions import Telling, tell_standing
from sekisho.web.organization.models import Person
from sekisho.web.ui.words import worded

TOPIC = "inspection"


def tell_inspections(*, at: datetime) -> int:
    """Make the open notices of self-inspections exactly what waits; return how many are new."""
    with translation.override(settings.LANGUAGE_CODE):
        return tell_standing(topic=TOPIC, tellings=list(_tellings(at)), at=at)


def _tellings(at: datetime) -> Iterator[Telling]:
    today = timezone.localdate(at)
    rows = Sheet.objects.filter(confirmed_at=None).counting(today).with_names()
    waiting: dict[int, list[Sheet]] = defaultdict(list)
    heads, people = confirmers(today), dict[int, Person]()
    for row in rows:
        if row.answered_at is None:
            yield _asked(row)
        elif (head := heads.of(row)) is not None:
            waiting[head.pk].append(row)
            people[head.pk] = head
    days = timedelta(days=load_inspection().confirm_days)
    for pk, sheets in waiting.items():
        first = min(row.answered_at for row in sheets if row.answered_at)
        yield Telling(
            people[pk], f"{TOPIC}:confirm:{sheets[0].inspection_id}",
            _("自己点検の回答を確認してください（%(count)d件）") % {"count": len(sheets)},
            reverse("inspections:confirm"), timezone.localdate(first) + days,
        )  # fmt: skip


def _asked(row: Sheet) -> Telling:
    audience = load_inspection().audiences.get(row.audience)
    words = {
        "title": row.inspection.title,
        "audience": worded(audience.title) if audience else row.audience,
    }
    return Telling(
        row.person, f"{TOPIC}:{row.pk}",
        _("自己点検に答えてください: %(title)s（%(audience)s）") % words,
        reverse("inspections:sheet", args=[row.pk]), row.inspection.due_on,
    )  # fmt: skip
