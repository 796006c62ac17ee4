"""Somebody can always assign roles: no change leaves a day on which nobody could."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load
from sekisho.web.organization.errors import OrganizationError
from sekisho.web.organization.models import Person, RoleHolding

Span = tuple[date, date]  # both days inclusive; `date.max`: open
_DAY = timedelta(days=1)


@contextmanager
def somebody_still_assigns(at: datetime) -> Iterator[None]:
    """Refuse the change made inside when it leaves a coming day without anybody who assigns roles.

    A day that had nobody before may stay so. Who counts holds such a role, is there, and has an
    open account whose one-time password, if it is still that, has not lapsed. Raises
    OrganizationError; used inside the action's transaction, which undoes it.
    """
    today = timezone.localdate(at)
    before = _uncovered(today, at)
    yield
    for start, end in _uncovered(today, at):
        if not any(first <= start and end <= last for first, last in before):
            raise OrganizationError(
                _(
                    "役割を割り当てられる人（アカウントを持つ人）がいなくなります。先に後任を割り当ててください。"
                )
            )


def assigning_roles() -> list[str]:
    """Return the ids of the catalogue's roles whose holders assign roles, in its order."""
    return [role.id for role in load().roles.values() if "roles.assign" in role.permissions]


def gaps(spans: Iterable[Span], today: date) -> list[Span]:
    """Return the days from today on that none of the spans covers, as spans in order."""
    found: list[Span] = []
    needed = today  # the first day not known to be covered
    for start, end in sorted(spans):
        if end < needed:
            continue
        if start > needed:
            found.append((needed, start - _DAY))
        if end == date.max:
            return found
        needed = end + _DAY
    return [*found, (needed, date.max)]


def _uncovered(today: date, at: datetime) -> list[Span]:
    rows = RoleHolding.objects.filter(role__in=assigning_roles(), person__account__is_active=True)
    found = rows.select_related("person__account")
    return gaps((_span(row) for row in found if _can_sign_in(row.person, at)), today)


def _can_sign_in(person: Person, at: datetime) -> bool:
    return person.account is not None and not person.account.is_lapsed(at)


def _span(holding: RoleHolding) -> Span:
    ends = [end for end in (holding.until_date, holding.person.left_on) if end is not None]
    return max(holding.from_date, holding.person.joined_on), min(ends, default=date.max)
