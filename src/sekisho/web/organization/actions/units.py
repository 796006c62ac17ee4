"""Units and posts of the body."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.organization.actions.sealing import seal_change
from sekisho.web.organization.errors import OrganizationError
from sekisho.web.organization.models import Person, Post, Unit


@transaction.atomic
def add_unit(
    *, name: str, by: Person | None, at: datetime, parent: Unit | None = None, position: int = 0
) -> Unit:
    """Add a unit. Raises OrganizationError for a name used twice under one parent."""
    _check_name(name, parent, None)
    unit = Unit.objects.create(name=name, parent=parent, position=position)
    _seal_unit("unit.added", unit, by, at)
    return unit


@transaction.atomic
def change_unit(  # noqa: PLR0913  # the columns of a unit
    *, unit: Unit, name: str, parent: Unit | None, position: int, by: Person, at: datetime
) -> Unit:
    """Change a unit. Raises OrganizationError for a unit placed under itself."""
    _check_name(name, parent, unit)
    above = parent
    while above is not None:
        if above == unit:
            raise OrganizationError(_("上位の所属に、その所属自身や下位の所属は選べません。"))
        above = above.parent
    unit.name, unit.parent, unit.position = name, parent, position
    unit.save()
    _seal_unit("unit.changed", unit, by, at)
    return unit


@transaction.atomic
def add_post(*, title: str, unit: Unit, by: Person | None, at: datetime) -> Post:
    """Add a post to a unit. Raises OrganizationError for a title used twice in the unit."""
    _check_title(title, unit, None)
    post = Post.objects.create(title=title, unit=unit)
    _seal_post("post.added", post, by, at)
    return post


@transaction.atomic
def change_post(*, post: Post, title: str, unit: Unit, by: Person, at: datetime) -> Post:
    """Rename a post or give it to another unit."""
    _check_title(title, unit, post)
    post.title, post.unit = title, unit
    post.save()
    _seal_post("post.changed", post, by, at)
    return post


def _check_name(name: str, parent: Unit | None, itself: Unit | None) -> None:
    """Refuse a second unit of the name; the constraint lets units at the top pass (NULL)."""
    same = Unit.objects.filter(name=name, parent=parent)
    if itself is not None:
        same = same.exclude(pk=itself.pk)
    if same.exists():
        raise OrganizationError(_("同じ名称の所属があります。別の名称にしてください。"))


def _check_title(title: str, unit: Unit, itself: Post | None) -> None:
    same = Post.objects.filter(title=title, unit=unit)
    if itself is not None:
        same = same.exclude(pk=itself.pk)
    if same.exists():
        raise OrganizationError(_("この所属には同じ職名があります。別の職名にしてください。"))


def _seal_unit(kind: str, unit: Unit, by: Person | None, at: datetime) -> None:
    body = {"parent": unit.parent_id, "position": unit.position}
    seal_change(kind, f"unit:{unit.pk}", by=by, at=at, body=body)


def _seal_post(kind: str, post: Post, by: Person | None, at: datetime) -> None:
    seal_change(kind, f"post:{post.pk}", by=by, at=at, body={"unit": post.unit_id})
