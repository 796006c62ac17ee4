"""What comes due besides attestations: exemptions, reviews, roles that end, pledges, assets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sekisho.catalogue import load
from sekisho.web.assets.access import MANAGE as KEEP_ASSETS
from sekisho.web.assets.models import Asset
from sekisho.web.controls.access import ADOPT
from sekisho.web.controls.models import SetAside
from sekisho.web.organization.models import RoleHolding
from sekisho.web.policies.access import people_asked
from sekisho.web.policies.models import READ_PROCEDURES, Document, Edition
from sekisho.web.policies.queries import open_pledges
from sekisho.web.ui.words import worded

_YEAR = timedelta(days=365)
_REVIEW, _ASSIGN, _MANAGE_PLEDGES = "documents.draft", "roles.assign", "pledges.manage"


@dataclass(frozen=True, slots=True)
class Coming:
    """Something with a day: what it is, until when, where it is done, and who is to do it."""

    day: date
    what: str
    url: str
    key: str  # the same for the same thing, however it is worded
    acting: frozenset[str]  # all the permission words of whoever can see to it


def coming(rights: frozenset[str], at: datetime, within: timedelta) -> list[Coming]:
    """Return what comes due within a time, soonest first, as far as the reader may know of it."""
    today = timezone.localdate(at)
    last = today + within
    found = [*_exemptions(today, last), *_reviews(rights, last), *_roles(today, last),
             *_pledges(today, last), *_assets(last)]  # fmt: skip
    return sorted(found, key=lambda each: (each.day, each.what))


def _exemptions(today: date, last: date) -> Iterator[Coming]:
    for row in SetAside.objects.in_force(today).filter(until_date__lte=last):
        control = load().controls.get(row.control)
        name = worded(control.title) if control else row.control
        yield Coming(
            day=row.until_date,
            what=_("適用除外が終わります: %(name)s") % {"name": name},
            url=reverse("controls:control", args=[row.control]),
            key=f"set-aside:{row.pk}",
            acting=frozenset({ADOPT}),
        )


def _reviews(rights: frozenset[str], last: date) -> Iterator[Coming]:
    """Yield editions in force to be looked at again: a year after publication or last review."""
    readable = Document.objects.readable(rights)
    rows = Edition.objects.in_force().light().filter(document__in=readable)
    for row in rows:
        since = row.reviewed_at or row.published_at
        day = timezone.localdate(since) + _YEAR if since else last
        hidden = row.document.kind == Document.Kind.PROCEDURE
        if day <= last:
            yield Coming(
                day=day,
                what=_("見直しの期限です: %(title)s") % {"title": row.title},
                url=reverse("policies:edition", args=[row.pk]),
                key=f"review:{row.pk}:{day}",
                acting=frozenset({_REVIEW, READ_PROCEDURES} if hidden else {_REVIEW}),
            )


def _roles(today: date, last: date) -> Iterator[Coming]:
    rows = RoleHolding.objects.on(today).filter(until_date__lte=last).select_related("person")
    for row in rows:
        role = load().roles.get(row.role)
        what = _("役割の任期が終わります: %(role)s（%(name)s）") % {
            "role": worded(role.title) if role else row.role,
            "name": row.person.name,
        }
        if row.until_date:
            yield Coming(
                day=row.until_date,
                what=what,
                url=reverse("organization:roles"),
                key=f"role:{row.pk}:{row.until_date}",
                acting=frozenset({_ASSIGN}),
            )


def _pledges(today: date, last: date) -> Iterator[Coming]:
    """Yield each edition people confirm with how many have not, once the first day comes near."""
    rows = open_pledges(people_asked(today)).order_by()
    columns = ("edition", "edition__document", "edition__title")
    found = rows.values_list(*columns).annotate(number=Count("pk"), day=Min("due_on"))
    for edition, document, title, number, day in found:
        if day > last:
            continue
        what = ngettext(
            "「%(title)s」の遵守の確認がまだの人が %(number)d 人います",
            "「%(title)s」の遵守の確認がまだの人が %(number)d 人います",
            number,
        ) % {"title": title, "number": number}
        yield Coming(
            day=day,
            what=what,
            url=f"{reverse('pledges:progress')}?document={document}",
            key=f"pledges:{edition}",
            acting=frozenset({_MANAGE_PLEDGES}),
        )


def _assets(last: date) -> Iterator[Coming]:
    """Each row of the scope register is confirmed once a year."""
    oldest = Asset.objects.aggregate(at=Min("confirmed_at"))["at"]
    if oldest and timezone.localdate(oldest) + _YEAR <= last:
        yield Coming(
            day=timezone.localdate(oldest) + _YEAR,
            what=_("情報資産の登録を確認し直してください"),
            url=reverse("assets:list"),
            key="assets",
            acting=frozenset({KEEP_ASSETS}),
        )
