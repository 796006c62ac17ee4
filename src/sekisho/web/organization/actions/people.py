"""People coming, changing and leaving."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from sekisho.web.organization import telling
from sekisho.web.organization.actions.accounts import end_access
from sekisho.web.organization.actions.assigning import somebody_still_assigns
from sekisho.web.organization.actions.sealing import day, seal_about
from sekisho.web.organization.errors import OrganizationError
from sekisho.web.organization.kinds import kinds
from sekisho.web.organization.models import Person, Post, RoleHolding, ScopeEntry, Unit

_NOT_ONES_OWN = frozenset({"unit", "category", "joined_on"})  # they decide what applies to oneself


@transaction.atomic
def add_person(  # noqa: PLR0913  # the columns of the register
    *,
    name: str,
    furigana: str,
    category: str,
    unit: Unit,
    joined_on: date,
    by: Person | None,
    at: datetime,
    post: Post | None = None,
    email: str = "",
    number: str = "",
) -> Person:
    """Enter a person into the register.

    Raises OrganizationError for an unknown kind, and for a staff number somebody else has.
    """
    _check_kind(category)
    _check_number(number, None)
    person = Person.objects.create(
        name=name,
        furigana=furigana,
        category=category,
        unit=unit,
        post=post,
        email=email,
        joined_on=joined_on,
        number=number.strip(),
    )
    seal_about(
        person,
        "person.added",
        by=by,
        at=at,
        category=category,
        unit=unit.pk,
        post=post.pk if post else None,
        joined_on=day(joined_on),
    )
    return person


@transaction.atomic
def change_person(*, person: Person, by: Person, at: datetime, **fields: Any) -> Person:
    """Change the given columns; sealed is which ones, and those that are no personal data.

    Of the mail address of somebody who decides, assigns roles or watches, others are told.

    Raises OrganizationError for an unknown kind, a staff number taken, a coming day after the
    leaving day or after which nobody could assign roles, somebody erased, and one's own unit, kind
    or coming day.
    """
    _check_not_erased(person)
    _check_kind(fields.get("category", person.category))
    if "number" in fields:
        fields["number"] = fields["number"].strip()
        _check_number(fields["number"], person)
    joined = fields.get("joined_on", person.joined_on)
    if person.left_on and joined > person.left_on:
        raise OrganizationError(_("着任日は離任日より前の日にしてください。"))
    changed = [name for name, value in fields.items() if getattr(person, name) != value]
    if not changed:
        return person
    if person == by and not _NOT_ONES_OWN.isdisjoint(changed):
        raise OrganizationError(
            _("自分の所属・身分・着任日は変えられません。ほかの担当者に依頼してください。")
        )
    with somebody_still_assigns(at):
        for name in changed:
            setattr(person, name, fields[name])
        person.save(update_fields=changed)
    index = seal_about(
        person,
        "person.changed",
        by=by,
        at=at,
        fields=sorted(changed),
        category=person.category,
        unit=person.unit_id,
        post=person.post_id,
        joined_on=day(person.joined_on),
    )
    watching = telling.watching(*telling.roles_to_come(person, timezone.localdate(at)))
    if watching and "email" in changed:
        telling.tell_watchers("person.changed", person, watching, by=by, index=index, at=at)
    return person


@transaction.atomic
def leave_person(*, person: Person, on: date, by: Person, at: datetime) -> Person:
    """Record the last day; roles and scope end with it, and an account past it is closed.

    Raises OrganizationError for a day before the person came, for oneself, for somebody erased, and
    for the last one who can assign roles.
    """
    _check_not_erased(person)
    if person == by:
        raise OrganizationError(_("自分の離任は記録できません。ほかの担当者に依頼してください。"))
    if on < person.joined_on:
        raise OrganizationError(_("離任日は着任日以後の日にしてください。"))
    watching = telling.watching(*telling.roles_to_come(person, timezone.localdate(at)))
    with somebody_still_assigns(at):
        person.left_on = on
        person.save(update_fields=["left_on"])
        ended = [_end_after(RoleHolding, person, on), _end_after(ScopeEntry, person, on)]
    index = seal_about(
        person, "person.left", by=by, at=at, on=day(on), roles_ended=ended[0], scope_ended=ended[1]
    )
    if watching:
        telling.tell_watchers("person.left", person, watching, by=by, index=index, at=at)
    if on < timezone.localdate(at) and person.account and person.account.is_active:
        end_access(person=person, by=by, at=at)
    return person


def _end_after(rows: type[RoleHolding] | type[ScopeEntry], person: Person, on: date) -> int:
    """End what runs past the day, and take back what would only begin after it."""
    mine = rows._default_manager.filter(person=person)  # noqa: SLF001  # Django's public name
    taken_back, _details = mine.filter(from_date__gt=on).delete()
    running = mine.filter(Q(until_date=None) | Q(until_date__gt=on))
    return taken_back + running.update(until_date=on)


def _check_not_erased(person: Person) -> None:
    if person.erased_at is not None:
        raise OrganizationError(_("この人の個人情報は消去されています。登録は変えられません。"))


def _check_kind(kind: str) -> None:
    if kind not in kinds():
        raise OrganizationError(_("身分を一覧から選んでください。"))


def _check_number(number: str, itself: Person | None) -> None:
    same = Person.objects.filter(number=number.strip()).exclude(number="")
    if itself is not None:
        same = same.exclude(pk=itself.pk)
    if same.exists():
        raise OrganizationError(
            _("この職員番号の人は既に登録されています。職員番号を確かめてください。")
        )
