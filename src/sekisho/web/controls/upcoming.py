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
from sekisho.web.assets.models import CoveredAsset
from sekisho.web.controls.models import SetAside
from sekisho.web.organization.models import RoleHolding
from sekisho.web.policies.models import Document, Edition, Pledge
from sekisho.web.ui.words import worded

_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Coming:
    """Something with a day: what it is, until when, and where it is done."""

    day: date
    what: str
    url: str


def coming(rights: frozenset[str], at: datetime, within: timedelta) -> list[Coming]:
    """Return what comes due within a time, soonest first, as far as the reader may know of it."""
    today = timezone.localdate(at)
    last = today + within
    found = [*_exemptions(today, last), *_reviews(rights, last), *_roles(today, last),
             *_pledges(), *_assets(last)]  # fmt: skip
    return sorted(found, key=lambda each: (each.day, each.what))


def _exemptions(today: date, last: date) -> Iterator[Coming]:
    for row in SetAside.objects.in_force(today).filter(until_date__lte=last):
        control = load().controls.get(row.control)
        name = worded(control.title) if control else row.control
        what = _("適用除外が終わります: %(name)s") % {"name": name}
        yield Coming(row.until_date, what, reverse("controls:control", args=[row.control]))


def _reviews(rights: frozenset[str], last: date) -> Iterator[Coming]:
    """Yield editions in force to be looked at again: a year after publication or last review."""
    rows = Edition.objects.filter(
        state=Edition.State.PUBLISHED, document__in=Document.objects.readable(rights)
    ).defer("source", "tree")
    for row in rows:
        since = row.reviewed_at or row.published_at
        day = timezone.localdate(since) + _YEAR if since else last
        if day <= last:
            what = _("見直しの期限です: %(title)s") % {"title": row.title}
            yield Coming(day, what, reverse("policies:edition", args=[row.pk]))


def _roles(today: date, last: date) -> Iterator[Coming]:
    rows = RoleHolding.objects.on(today).filter(until_date__lte=last).select_related("person")
    for row in rows:
        role = load().roles.get(row.role)
        what = _("役割の任期が終わります: %(role)s（%(name)s）") % {
            "role": worded(role.title) if role else row.role,
            "name": row.person.name,
        }
        if row.until_date:
            yield Coming(row.until_date, what, reverse("organization:roles"))


def _pledges() -> Iterator[Coming]:
    found = Pledge.objects.open().aggregate(number=Count("pk"), day=Min("due_on"))
    if found["number"]:
        what = ngettext(
            "遵守の確認がまだの人が %(number)d 人います",
            "遵守の確認がまだの人が %(number)d 人います",
            found["number"],
        ) % {"number": found["number"]}
        yield Coming(found["day"], what, reverse("pledges:progress"))


def _assets(last: date) -> Iterator[Coming]:
    """Each row of the scope register is confirmed once a year."""
    oldest = CoveredAsset.objects.aggregate(at=Min("confirmed_at"))["at"]
    if oldest and timezone.localdate(oldest) + _YEAR <= last:
        yield Coming(
            timezone.localdate(oldest) + _YEAR,
            _("情報資産の登録を確認し直してください"),
            reverse("assets:list"),
        )
