"""Security roles given and ended."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.catalogue import load
from sekisho.web.organization import telling
from sekisho.web.organization.actions.accounts import OneTimePassword, reopen_account
from sekisho.web.organization.actions.assigning import assigning_roles, somebody_still_assigns
from sekisho.web.organization.actions.sealing import day, seal_about, seal_change
from sekisho.web.organization.errors import OrganizationError
from sekisho.web.organization.models import Person, Post, RoleHolding, Unit


@transaction.atomic
def assign_role(  # noqa: PLR0913  # the columns of a holding
    *,
    role: str,
    person: Person,
    from_date: date,
    by: Person | None,
    at: datetime,
    until_date: date | None = None,
    post: Post | None = None,
    unit: Unit | None = None,
    joint: bool = False,
    order: str = "",
) -> RoleHolding:
    """Give a person a role for a period (both days inclusive; open without an end).

    Of a role with great power those who watch are told. Without `by` (the set-up at the terminal)
    there is nobody yet to tell. Raises OrganizationError for a role the catalogue does not know,
    oneself, a period outside the person's time with the body, and a role held already then.
    """
    if role not in load().roles:
        raise OrganizationError(_("役割を一覧から選んでください。"))
    if person == by:
        raise OrganizationError(
            _("自分に役割を割り当てることはできません。ほかの担当者に依頼してください。")
        )
    _check_period(person, from_date, until_date)
    _check_overlap(role, person, unit, from_date, until_date)
    holding = RoleHolding.objects.create(
        role=role,
        person=person,
        post=post,
        unit=unit,
        from_date=from_date,
        until_date=until_date,
        joint=joint,
        order=order,
    )
    index = _seal("role.assigned", holding, by, at)
    great = telling.great(role)
    if great and by is not None:
        telling.tell_watchers("role.assigned", person, great, by=by, index=index, at=at)
    return holding


@transaction.atomic
def restore_assigner(*, person: Person, at: datetime) -> OneTimePassword | None:
    """Give a named person, at the terminal, the role that assigns roles, from today on.

    A closed account is opened again, and its one-time password returned. Those who watch are told
    whoever else still assigns roles: the terminal is a way past everybody. Raises OrganizationError
    for somebody who has left, has no account, or holds the role already.
    """
    if person.account is None:
        raise OrganizationError(
            _("この人にはアカウントがありません。アカウントのある人を選んでください。")
        )
    role = assigning_roles()[0]
    today = timezone.localdate(at)
    holding = assign_role(role=role, person=person, from_date=today, by=None, at=at)
    index = seal_about(person, "role.restored", by=None, at=at, role=role, holding=holding.pk)
    given = None
    if not person.account.is_active:
        given = reopen_account(person=person, by=None, at=at)
    telling.tell_watchers("role.restored", person, telling.great(role), by=None, index=index, at=at)
    return given


@transaction.atomic
def end_role(*, holding: RoleHolding, on: date, by: Person, at: datetime) -> RoleHolding:
    """End a role on a day (the last day it is held).

    Raises OrganizationError for a day before it began or after it ends anyway, and for an end
    after which nobody could assign roles. Of a role with great power, or one that watches, others
    are told.
    """
    if on < holding.from_date:
        raise OrganizationError(_("終了日は開始日以後の日にしてください。"))
    if holding.until_date is not None and on > holding.until_date:
        raise OrganizationError(
            _(
                "決まっている終了日より後にはできません。期間を延ばすときは改めて割り当ててください。"
            )
        )
    with somebody_still_assigns(at):
        holding.until_date = on
        holding.save(update_fields=["until_date"])
    index = _seal("role.ended", holding, by, at)
    watching = telling.watching(holding.role)
    if watching:
        telling.tell_watchers("role.ended", holding.person, watching, by=by, index=index, at=at)
    return holding


def _check_period(person: Person, start: date, end: date | None) -> None:
    if end is not None and end < start:
        raise OrganizationError(_("終了日は開始日以後の日にしてください。"))
    if start < person.joined_on:
        raise OrganizationError(_("開始日は着任日以後の日にしてください。"))
    if person.left_on is not None and (end is None or end > person.left_on):
        raise OrganizationError(_("離任が決まっている人です。終了日を離任日以前にしてください。"))


def _check_overlap(
    role: str, person: Person, unit: Unit | None, start: date, end: date | None
) -> None:
    same = RoleHolding.objects.filter(role=role, person=person, unit=unit)
    if end is not None:
        same = same.filter(from_date__lte=end)
    if same.filter(Q(until_date=None) | Q(until_date__gte=start)).exists():
        raise OrganizationError(_("その期間には、既に同じ役割に就いています。"))


def _seal(kind: str, holding: RoleHolding, by: Person | None, at: datetime) -> int:
    body = {
        "role": holding.role,
        "person": str(holding.person.opaque_id),
        "unit": holding.unit_id,
        "post": holding.post_id,
        "from": day(holding.from_date),
        "until": day(holding.until_date),
        "joint": holding.joint,
    }
    return seal_change(kind, f"holding:{holding.pk}", by=by, at=at, body=body)
