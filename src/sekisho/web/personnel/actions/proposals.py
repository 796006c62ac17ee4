"""Settling what differs between a list of staff and the register: one by one, by a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.organization import actions as organization
from sekisho.web.organization.models import Person, Post, Unit
from sekisho.web.personnel.actions.preparing import Entry, put_line
from sekisho.web.personnel.actions.reading import seal_list, settle_row
from sekisho.web.personnel.comparing import What
from sekisho.web.personnel.errors import StaffListError
from sekisho.web.personnel.models import Line, Move, Proposal


@dataclass(frozen=True, slots=True)
class Place:
    """A unit, or a post of it, that the list names and the register does not have."""

    unit: str
    post: str = ""


@transaction.atomic
def take_proposal(
    *, proposal: Proposal, by: Person, at: datetime, category: str = "regular"
) -> Proposal:
    """Take what the list says: words into the register, comings and goings into the move.

    Who joins gets the `category`, which no list tells. Raises StaffListError when it is settled,
    when no move is being prepared, and for a unit or post that is not there; and what the register
    of people or the move refuses.
    """
    row = _open(proposal)
    if row.what == What.CHANGED:
        if row.person is None:
            raise StaffListError(_("この人は登録されていません。"))
        organization.change_person(person=row.person, by=by, at=at, **row.values)
    else:
        put_line(move=_move(), entry=_entry(row, category), by=by, at=at)
    what = row.what
    settle_row(row, Proposal.State.TAKEN, by, at)
    seal_list("staff-list.taken", by=by, at=at, rows=[row], what=what)
    return row


@transaction.atomic
def set_aside(*, proposal: Proposal, reason: str, by: Person, at: datetime) -> Proposal:
    """Say that the register is right, and why. Raises StaffListError."""
    row = _open(proposal)
    if not reason.strip():
        raise StaffListError(_("登録が正しいとする理由を書いてください。"))
    what = row.what
    settle_row(row, Proposal.State.ASIDE, by, at, reason.strip()[:200])
    seal_list("staff-list.aside", by=by, at=at, rows=[row], what=what)
    return row


@transaction.atomic
def add_places(*, by: Person, at: datetime) -> int:
    """Enter every unit and post that open proposals name and the register lacks; return how many.

    A unit new to the register stands at the top, to be moved to its place by hand.
    """
    missing = missing_places()
    for place in missing:
        unit = Unit.objects.filter(name=place.unit).first()
        if unit is None:
            unit = organization.add_unit(name=place.unit, by=by, at=at)
        if place.post:
            organization.add_post(title=place.post, unit=unit, by=by, at=at)
    return len(missing)


def missing_places() -> tuple[Place, ...]:
    """Return the units and posts that open proposals name and the register does not have."""
    units = set(Unit.objects.values_list("name", flat=True))
    posts = set(Post.objects.values_list("unit__name", "title"))
    found: dict[Place, None] = {}
    for unit, post in _named(Proposal.objects.open().select_related("person__unit")):
        if unit not in units:
            found[Place(unit)] = None
        if post and (unit, post) not in posts:
            found[Place(unit, post)] = None
    return tuple(found)


def _named(rows: Iterable[Proposal]) -> Iterable[tuple[str, str]]:
    for row in rows:
        unit = row.values.get("unit") or (row.person.unit.name if row.person else "")
        if unit and row.what in {What.COME, What.MOVED}:
            yield unit, row.values.get("post", "")


def _open(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("person__unit")
    row = rows.get(pk=proposal.pk)
    if row.state != Proposal.State.OPEN:
        raise StaffListError(_("この食い違いは、既に処理されています。"))
    return row


def _move() -> Move:
    move = Move.objects.drafts().first()
    if move is None:
        raise StaffListError(_("準備中の人事異動がありません。先に人事異動を作ってください。"))
    return move


def _entry(row: Proposal, category: str) -> Entry:
    if row.what == What.GONE:
        return Entry(Line.Kind.LEAVE, row.person)
    unit, post = _place(row)
    if row.what == What.MOVED:
        return Entry(Line.Kind.CHANGE, row.person, unit=unit, post=post)
    words = {name: row.values.get(name, "") for name in ("name", "furigana", "email")}
    words["furigana"] = words["furigana"] or words["name"]
    return Entry(
        Line.Kind.JOIN, None, number=row.number, category=category, unit=unit, post=post,
        name=words["name"], furigana=words["furigana"], email=words["email"],
    )  # fmt: skip


def _place(row: Proposal) -> tuple[Unit, Post | None]:
    """Return the unit and post the list names; the unit of now where it names none."""
    name = row.values.get("unit", "")
    now = row.person.unit if row.person else None
    unit = Unit.objects.filter(name=name).first() if name else now
    if unit is None:
        raise StaffListError(_("所属「{name}」が登録されていません。").format(name=name))
    title = row.values.get("post", "")
    post = Post.objects.filter(unit=unit, title=title).first() if title else None
    if title and post is None:
        raise StaffListError(
            _("「{unit}」に職「{name}」が登録されていません。").format(unit=unit.name, name=title)
        )
    return unit, post
