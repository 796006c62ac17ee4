"""Lines of the timeline, people concerned, and what of other rooms the incident is about."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.incidents.actions.allowing import locked, refuse_future
from sekisho.web.incidents.actions.sealing import seal
from sekisho.web.incidents.errors import IncidentRefusedError
from sekisho.web.incidents.models import Affected, Entry, Incident, Link
from sekisho.web.organization.models import Person
from sekisho.web.search.sources import Hit


@transaction.atomic
def note(  # noqa: PLR0913  # the columns of a line
    *,
    incident: Incident,
    what: str,
    when: datetime,
    words: str,
    to: str = "",
    by: Person,
    at: datetime,
) -> Entry:
    """Add a line to the timeline. Raises IncidentRefusedError.

    A message outside names whom it went to; changes of the clock are written by the clock alone.
    """
    row = locked(incident, by, at)
    refuse_future(when, at)
    if what not in Entry.What.values or what == Entry.What.CLOCK or not words.strip():
        raise IncidentRefusedError(_("種別と内容を入力してください。"))
    if what == Entry.What.TOLD and not to.strip():
        raise IncidentRefusedError(_("外への連絡には、相手を入力してください。"))
    entry = Entry.objects.create(
        incident=row,
        what=what,
        at=when,
        words=words.strip(),
        to=to.strip(),
        noted_at=at,
        noted_by=by,
    )
    seal("incident.noted", row, by=by, at=at, rows=[entry], what=what)
    return entry


@transaction.atomic
def add_affected(  # noqa: PLR0913  # the columns of a group
    *, incident: Incident, who: str, count: int, items: str, by: Person, at: datetime
) -> Affected:
    """Record a group of people concerned. Raises IncidentRefusedError."""
    row = locked(incident, by, at)
    if not who.strip() or not items.strip():
        raise IncidentRefusedError(_("どのような人の、どの情報かを入力してください。"))
    group = Affected.objects.create(incident=row, who=who.strip(), count=count, items=items.strip())
    seal("incident.affected", row, by=by, at=at, rows=[group], count=count)
    return group


@transaction.atomic
def tell_affected(
    *, affected: Affected, told_on: date, way: str, by: Person, at: datetime
) -> Affected:
    """Record that a group was told, and how. Raises IncidentRefusedError."""
    row = locked(affected.incident, by, at)
    group = Affected.objects.select_for_update().get(pk=affected.pk)
    if told_on > timezone.localdate(at) or not way.strip():
        raise IncidentRefusedError(_("知らせた日（今日以前）と方法を入力してください。"))
    group.told_on, group.way = told_on, way.strip()
    group.save(update_fields=["told_on", "way"])
    seal("incident.affected", row, by=by, at=at, rows=[group], told_on=told_on.isoformat())
    return group


@transaction.atomic
def add_link(*, incident: Incident, source: str, hit: Hit, by: Person, at: datetime) -> Link:
    """Note what of another room the incident is about; noted once. Raises IncidentRefusedError."""
    row = locked(incident, by, at)
    link, new = Link.objects.get_or_create(
        incident=row,
        url=hit.url,
        defaults={"source": source, "title": hit.title[:200], "added_at": at, "added_by": by},
    )
    if new:
        seal("incident.linked", row, by=by, at=at, rows=[link], source=source)
    return link
