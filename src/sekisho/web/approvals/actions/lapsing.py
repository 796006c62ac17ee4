"""Permits near their end and past it: holder and head are told, the lapse is sealed.

A permit stops counting by its date alone; nothing here has to run for that.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.web.approvals import permit_kinds
from sekisho.web.approvals.actions.sealing import seal
from sekisho.web.approvals.models import Permit
from sekisho.web.approvals.seating import head_of, people_in
from sekisho.web.notices import actions as notices
from sekisho.web.notices.actions import Telling
from sekisho.web.organization.models import Person
from sekisho.web.ui.words import worded

AHEAD = (timedelta(days=14), timedelta(days=3))  # told before the last day, each once
AFTER = timedelta(days=7)  # told of the end for so long where nothing is owed
_TOPIC = "permit"


@transaction.atomic
def seal_lapses(*, at: datetime) -> int:
    """Seal, once each, that permits have lapsed by their date; return how many. Run daily."""
    rows = Permit.objects.filter(
        ends__lt=timezone.localdate(at), ended_at=None, lapse_sealed=False
    ).select_related("holder")
    for row in rows:
        body: dict[str, str | bool] = {
            "kind": row.kind,
            "holder": str(row.holder.opaque_id),
            "until": row.ends.isoformat(),
            "owed": row.owes_return or row.owes_wipe,
        }
        seal("permit.lapsed", f"permit:{row.pk}", by=None, at=at, body=body)
        row.lapse_sealed = True
        row.save(update_fields=["lapse_sealed"])
    return len(rows)


def tell_permits(*, at: datetime) -> int:
    """Tell holder and head what ends within 14 days, again within 3, and what is over; run daily.

    What is over and owes nothing is told for a week; what is owed until it is done. Returns how
    many notices are new.
    """
    with translation.override(settings.LANGUAGE_CODE):
        found = [*_ending(at), *_over(at)]
        return notices.tell_standing(topic=_TOPIC, tellings=found, at=at)


def _ending(at: datetime) -> Iterator[Telling]:
    today = timezone.localdate(at)
    rows = Permit.objects.in_force(at).filter(ends__lte=today + max(AHEAD)).with_people()
    for row in rows:
        stage = min(step.days for step in AHEAD if row.ends <= today + step)
        title = _("許可が%(day)sに終わります（%(kind)s、%(decision)s）。")
        yield from _tell(row, f"ends-{stage}", title, at)


def _over(at: datetime) -> Iterator[Telling]:
    today = timezone.localdate(at)
    for row in Permit.objects.over(at).owing().with_people():
        title = _(
            "許可が終わりました。返却と消去の確認を済ませてください（%(kind)s、%(decision)s）。"
        )
        yield from _tell(row, "owed", title, at)
    recent = Permit.objects.filter(ends__lt=today, ends__gte=today - AFTER, ended_at=None)
    owing = Permit.objects.owing().values("pk")
    for row in recent.exclude(pk__in=owing).with_people():
        title = _("許可が%(day)sに終わりました（%(kind)s、%(decision)s）。")
        yield from _tell(row, "over", title, at)


def _tell(row: Permit, what: str, title: str, at: datetime) -> Iterator[Telling]:
    kind = permit_kinds.known(row.kind)
    words = title % {
        "day": row.ends.isoformat(),
        "kind": worded(kind.title) if kind else row.kind,
        "decision": row.decision,
    }
    url = reverse("approvals:permit", args=[row.pk])
    for person in _concerned(row, at):
        yield Telling(person, f"{_TOPIC}:{what}:{row.pk}", words, url, row.ends)


def _concerned(row: Permit, at: datetime) -> Iterable[Person]:
    """Return the holder and the head of the unit it was given in."""
    on = timezone.localdate(at)
    heads = people_in(head_of(row.unit, {row.holder_id}, on), "", on)
    return [row.holder, *heads.exclude(pk=row.holder_id).order_by("pk")]
