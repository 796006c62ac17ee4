"""Telling people what is due, reminding them, and noting that it is done."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from sekisho.web.notices.actions.mailing import queue_mail
from sekisho.web.notices.errors import DoneElsewhereError
from sekisho.web.notices.models import TITLE_LENGTH, Notice
from sekisho.web.organization.models import Person

NOTICE_BEFORE = timedelta(days=7)
REPEAT = timedelta(days=7)


@transaction.atomic
def tell(  # noqa: PLR0913  # the columns of a notice
    *,
    person: Person,
    key: str,
    title: str,
    url: str,
    due_on: date | None,
    at: datetime,
    urgent: bool = False,
) -> Notice:
    """Tell a person something, once while it is open, on their page and by a mail that says little.

    `key` names what it is about (`pledge:12`). Told again while open, the open notice takes the
    new title, address and day, without a second mail. `url` is empty when there is no page to act.
    `urgent`: its mails wait for no digest and no morning.
    """
    notice, new = tell_quietly(
        person=person, key=key, title=title, url=url, due_on=due_on, at=at, urgent=urgent
    )
    if new:
        queue_mail(person=person, count=1, due_on=due_on, at=at, urgent=urgent)
    return notice


def tell_quietly(  # noqa: PLR0913  # the columns of a notice
    *,
    person: Person,
    key: str,
    title: str,
    url: str,
    due_on: date | None,
    at: datetime,
    urgent: bool = False,
) -> tuple[Notice, bool]:
    """Tell on the page only; return the open notice and whether it is new.

    A title longer than there is room for is cut, and shows that it is.
    """
    title = Truncator(title).chars(TITLE_LENGTH)
    told = {"title": title, "url": url, "due_on": due_on, "urgent": urgent}
    notice, new = Notice.objects.get_or_create(
        person=person, key=key, done_at=None, defaults={**told, "created_at": at}
    )
    changed = [name for name, value in told.items() if not new and getattr(notice, name) != value]
    for name in changed:
        setattr(notice, name, told[name])
    if changed:
        notice.save(update_fields=changed)
    return notice, new


def done(*, person: Person, key: str, at: datetime) -> bool:
    """Note that what the key names is done; False when no such notice is open."""
    return Notice.objects.open().filter(person=person, key=key).update(done_at=at) > 0


def done_for_all(*, key: str, at: datetime) -> int:
    """Note that what the key names is done, for everybody who was told; return how many were."""
    return Notice.objects.open().filter(key=key).update(done_at=at)


def finish(*, notice: Notice, by: Person, at: datetime) -> bool:
    """Note on the notices page that one's own notice is done; False when it was done already.

    Raises DoneElsewhereError when the notice has a page of its own.
    """
    if notice.url or notice.person_id != by.pk:
        raise DoneElsewhereError(
            _("このお知らせは、リンク先の画面で手続をすると自動で済みになります。")
        )
    return done(person=by, key=notice.key, at=at)


@transaction.atomic
def remind_due(*, at: datetime) -> int:
    """Remind of open notices 7 days before the day, on the day, and every 7 days after it.

    A day on which nothing ran is caught up once. A person gets one mail a run, however many
    notices they are reminded of; nobody is reminded before joining or after leaving. Returns the
    number of notices.
    """
    today = timezone.localdate(at)
    here = Q(person__joined_on__lte=today) & (
        Q(person__left_on=None) | Q(person__left_on__gte=today)
    )
    rows = Notice.objects.open().filter(here, due_on__lte=today + NOTICE_BEFORE)
    rows = rows.select_related("person").select_for_update(of=("self",))
    reminded: dict[Person, list[Notice]] = defaultdict(list)
    for notice in rows:
        if _is_due(notice, today):
            reminded[notice.person].append(notice)
    return sum(_remind(person, notices, at) for person, notices in reminded.items())


def _is_due(notice: Notice, today: date) -> bool:
    """Whether a day for reminding has come since the person last heard of it."""
    heard = timezone.localdate(notice.reminded_at or notice.created_at)
    newest = _newest_reminder(notice.due_on, today) if notice.due_on else None
    return newest is not None and newest > heard


def _newest_reminder(due_on: date, today: date) -> date | None:
    """Return the newest day for reminding up to today, or None before the first."""
    if today < due_on - NOTICE_BEFORE:
        return None
    if today < due_on:
        return due_on - NOTICE_BEFORE
    return due_on + REPEAT * ((today - due_on) // REPEAT)


def _remind(person: Person, notices: list[Notice], at: datetime) -> int:
    for notice in notices:
        notice.reminded_at = at
        notice.reminders += 1
    Notice.objects.bulk_update(notices, ["reminded_at", "reminders"])
    nearest = min(notice.due_on for notice in notices if notice.due_on)
    urgent = any(notice.urgent for notice in notices)
    queue_mail(person=person, count=len(notices), due_on=nearest, at=at, urgent=urgent)
    return len(notices)
