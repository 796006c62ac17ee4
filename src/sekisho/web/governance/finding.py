"""What of governance can be found: meetings, decisions, and who is in the tree of contacts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sekisho.web.governance.access import LOOK
from sekisho.web.governance.models import Contact, Decision, Meeting
from sekisho.web.search.columns import ByColumns
from sekisho.web.search.sources import Hit
from sekisho.web.ui.templatetags.ui import wareki_time

READERS = frozenset({LOOK})


def _meeting(row: Meeting) -> Hit:
    url = reverse("governance:meeting", args=[row.pk])
    text = row.minutes or row.agenda
    return Hit(url=url, title=row.title, text=text, place=wareki_time(row.at))


def _decision(row: Decision) -> Hit:
    owner = row.owner.name if row.owner else ""
    url = reverse("governance:meeting", args=[row.meeting_id])
    return Hit(url=url, title=row.text, text=owner, place=row.meeting.title)


def _contact(row: Contact) -> Hit:
    """Return somebody in the tree; the number is for the page, which knows who may see it."""
    url = reverse("governance:contacts")
    return Hit(url=url, title=row.person.name, place=row.person.unit.name)


SOURCES = (
    ByColumns(
        id="meetings",
        label=_("情報セキュリティ委員会の会議"),
        readers=READERS,
        rows=lambda _request: Meeting.objects.all(),
        columns=("title", "place", "agenda", "minutes"),
        hit=_meeting,
    ),
    ByColumns(
        id="decisions",
        label=_("会議の決定事項"),
        readers=READERS,
        rows=lambda _request: Decision.objects.select_related("owner", "meeting"),
        columns=("text", "owner__name"),
        hit=_decision,
    ),
    ByColumns(
        id="contacts",
        label=_("緊急連絡網"),
        readers=None,
        rows=lambda _request: Contact.objects.select_related("person__unit"),
        columns=("person__name", "person__unit__name"),
        hit=_contact,
    ),
)
