"""Telling who mends and who judges what waits for them, before the day and after it.

Titles are stored and read by others: they are in the body's language, whoever's run it is.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.catalogue import load_correction_rules
from sekisho.web.corrections import access
from sekisho.web.corrections.models import Correction, State
from sekisho.web.notices.actions import Telling, tell_standing
from sekisho.web.organization.access import holders_of, rights_of
from sekisho.web.organization.models import Person

TOPIC = "correction"


def tell_open(*, at: datetime) -> int:
    """Make the open notices of this room exactly what waits; return how many are new.

    The room of notices reminds seven days before the day, on it and weekly after it.
    """
    rows = list(Correction.objects.open().with_names())
    with translation.override(settings.LANGUAGE_CODE):
        return tell_standing(topic=TOPIC, tellings=list(_tellings(rows, at)), at=at)


def _tellings(rows: list[Correction], at: datetime) -> Iterator[Telling]:
    today = timezone.localdate(at)
    holding = {word: list(holders_of(word, today)) for word in (access.MANAGE, access.AUDIT)}
    rights = {each.pk: rights_of(each, today) for some in holding.values() for each in some}
    for row in rows:
        judges = [
            each
            for each in holding[access.judging(row.source)]
            if access.may_judge(row, each, rights[each.pk])
        ]
        yield from _of(row, judges, at)
        if row.is_overdue(today):
            yield from (
                Telling(each, f"{TOPIC}:late:{row.pk}", _late(row), _url(row), row.due_on)
                for each in judges
                if row.owner_id != each.pk
            )


def _of(row: Correction, judges: list[Person], at: datetime) -> Iterator[Telling]:
    """Tell the one step that is next of whoever is to take it."""
    rules, key = load_correction_rules(), f"{TOPIC}:{row.state}:{row.pk}"
    if row.state in {State.PLANNED, State.REPORTED}:
        since = row.reported_at or row.planned_at or at
        days = rules.confirm_days if row.state is State.REPORTED else rules.plan_days
        due = timezone.localdate(since) + timedelta(days=days)
        yield from (Telling(each, key, _waiting(row), _url(row), due) for each in judges)
        return
    if row.owner is not None and row.owner.is_present(timezone.localdate(at)):
        yield Telling(row.owner, key, _mend(row), _url(row), row.due_on)
        return
    yield from (Telling(each, key, _ownerless(row), _url(row), row.due_on) for each in judges)


def _mend(row: Correction) -> str:
    if row.state is State.OPEN:
        return _("是正案を出してください: %(title)s") % {"title": row.title}
    return _("直して報告してください: %(title)s") % {"title": row.title}


def _waiting(row: Correction) -> str:
    if row.state is State.PLANNED:
        return _("是正案に合意できるか見てください: %(title)s") % {"title": row.title}
    return _("直ったことを確かめてください: %(title)s") % {"title": row.title}


def _ownerless(row: Correction) -> str:
    return _("直す人が決まっていません: %(title)s") % {"title": row.title}


def _late(row: Correction) -> str:
    return _("是正措置が期限を過ぎています: %(title)s") % {"title": row.title}


def _url(row: Correction) -> str:
    return reverse("corrections:detail", args=[row.pk])
