"""Publishing a bulletin, ending it, and noting that somebody opened it."""

from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.web.awareness.agreement import TABLES
from sekisho.web.awareness.errors import AwarenessError
from sekisho.web.awareness.models import Bulletin, Opening
from sekisho.web.evidence import actions as evidence
from sekisho.web.notices import actions as notices
from sekisho.web.organization.models import Person

TOPIC = "bulletin"


@transaction.atomic
def publish(  # noqa: PLR0913  # the columns of a bulletin
    *, title: str, text: str, from_date: date, until_date: date, by: Person, at: datetime
) -> Bulletin:
    """Hang a bulletin up for a time. Raises AwarenessError for a period that is none or over."""
    if until_date < from_date or until_date < timezone.localdate(at):
        raise AwarenessError(_("掲示の最終日は、初日以後で、今日以後の日にしてください。"))
    row = Bulletin.objects.create(
        title=title.strip(), text=text.strip(), from_date=from_date, until_date=until_date,
        made_by=by, made_at=at,
    )  # fmt: skip
    _seal("bulletin.published", row, by, at)
    return row


@transaction.atomic
def end(*, bulletin: Bulletin, by: Person, at: datetime) -> Bulletin:
    """Take a bulletin down. Raises AwarenessError when it is down."""
    row = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    if row.ended_at is not None:
        raise AwarenessError(_("この注意喚起は、既に終わっています。"))
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    _seal("bulletin.ended", row, by, at)
    notices.done_for_all(key=f"{TOPIC}:{row.pk}", at=at)
    return row


def open_bulletin(*, bulletin: Bulletin, by: Person, at: datetime) -> bool:
    """Note that somebody opened it; False when they had before."""
    _row, new = Opening.objects.get_or_create(bulletin=bulletin, person=by, defaults={"at": at})
    if new:
        notices.done(person=by, key=f"{TOPIC}:{bulletin.pk}", at=at)
    return new


def tell_shown(*, at: datetime) -> int:
    """Tell everybody asked of bulletins they have not opened; return how many notices are new."""
    from sekisho.web.awareness.queries import asked  # noqa: PLC0415  # reads these models too

    today = timezone.localdate(at)
    told = []
    with translation.override(settings.LANGUAGE_CODE):  # stored, and read by others
        for row in Bulletin.objects.shown(today):
            opened = set(row.openings.values_list("person", flat=True))
            told += [
                notices.Telling(
                    person,
                    f"{TOPIC}:{row.pk}",
                    _("注意喚起: %(title)s") % {"title": row.title},
                    reverse("awareness:bulletin", args=[row.pk]),
                    row.until_date,
                )
                for person in asked(today).exclude(pk__in=opened)
            ]
    return notices.tell_standing(topic=TOPIC, tellings=told, at=at)


def _seal(kind: str, row: Bulletin, by: Person, at: datetime) -> None:
    body = TABLES.stands(kind, [row])
    actor = str(by.opaque_id)
    evidence.seal(kind=kind, subject=f"bulletin:{row.pk}", at=at, by=actor, body=body)
