"""Preparing a move: the day, who joins, moves and leaves."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.organization.kinds import kinds
from sekisho.web.organization.models import Person, Post, Unit
from sekisho.web.personnel.actions.sealing import seal
from sekisho.web.personnel.errors import PersonnelError
from sekisho.web.personnel.models import Line, Move


@dataclass(frozen=True, slots=True)
class Entry:
    """What is said of one person. `person` is None for who joins, `unit` for who leaves."""

    kind: str
    person: Person | None = None
    number: str = ""
    name: str = ""
    furigana: str = ""
    category: str = ""
    email: str = ""
    unit: Unit | None = None
    post: Post | None = None
    successor: Person | None = None
    successor_line: Line | None = None


@transaction.atomic
def draw_move(*, title: str, on: date, by: Person, at: datetime) -> Move:
    """Begin to prepare a move. Raises PersonnelError while another is being prepared."""
    if Move.objects.drafts().exists():
        raise PersonnelError(
            _("準備中の人事異動があります。それを確定するか取りやめてから作ってください。")
        )
    move = Move.objects.create(title=title.strip(), on=on, drawn_by=by, drawn_at=at)
    seal("move.drawn", move, by=by, at=at, on=on.isoformat(), rows=[move])
    return move


@transaction.atomic
def change_move(*, move: Move, title: str, on: date, by: Person, at: datetime) -> Move:
    """Change the title and the day. Raises PersonnelError for one no longer being prepared."""
    row = draft(move)
    row.title, row.on = title.strip(), on
    row.save(update_fields=["title", "on"])
    seal("move.changed", row, by=by, at=at, on=on.isoformat(), rows=[row])
    return row


@transaction.atomic
def drop_move(*, move: Move, by: Person, at: datetime) -> Move:
    """Give up a move that is being prepared. Raises PersonnelError."""
    row = draft(move)
    row.state = Move.State.DROPPED
    row.save(update_fields=["state"])
    Line.objects.filter(move=row).update(name="", furigana="", email="")
    seal("move.dropped", row, by=by, at=at, rows=[row])
    return row


@transaction.atomic
def put_line(
    *, move: Move, entry: Entry, by: Person, at: datetime, line: Line | None = None
) -> Line:
    """Enter a person into the move, or correct their line.

    Raises PersonnelError for oneself, somebody there already, gone or not yet come on the day, a
    post of another unit, and who joins without name, kind and unit.
    """
    row = draft(move)
    _check(row, entry, by, line)
    line = line or Line(move=row)
    for name in Entry.__dataclass_fields__:
        setattr(line, name, getattr(entry, name))
    if line.person is not None:
        line.number, line.name, line.furigana, line.email = line.person.number, "", "", ""
    line.save()
    seal("move.line", row, by=by, at=at, kind=line.kind, rows=[line])
    return line


@transaction.atomic
def remove_line(*, line: Line, by: Person, at: datetime) -> None:
    """Take a person out of a move that is being prepared. Raises PersonnelError."""
    row = draft(line.move)
    given = list(line.handovers.values_list("pk", flat=True))
    taken = Line.objects.filter(move=row, successor_line=line)
    changed = list(taken)
    taken.update(successor_line=None)
    to_it = list(row.lines.values_list("handovers", flat=True).filter(handovers__to_line=line))
    gone = [f"move-line:{line.pk}", *(f"handover:{pk}" for pk in {*given, *to_it} - {None})]
    line.delete()
    seal("move.line-removed", row, by=by, at=at, rows=changed, gone=gone)


def draft(move: Move) -> Move:
    """Return the move locked, if it is still being prepared. Raises PersonnelError."""
    row = Move.objects.select_for_update().get(pk=move.pk)
    if row.state != Move.State.DRAFT:
        raise PersonnelError(_("この人事異動は準備中ではないため、変えられません。"))
    return row


def _check(move: Move, entry: Entry, by: Person, line: Line | None) -> None:
    if entry.kind == Line.Kind.JOIN:
        _check_joiner(entry, move, line)
    elif entry.person is None:
        raise PersonnelError(_("異動する人を選んでください。"))
    else:
        _check_person(move, entry.person, by, line)
    if entry.kind == Line.Kind.LEAVE and (entry.unit or entry.post):
        raise PersonnelError(_("退職・転出する人に、新しい所属と職は選べません。"))
    if entry.kind != Line.Kind.LEAVE and entry.unit is None:
        raise PersonnelError(_("新しい所属を選んでください。"))
    if entry.post is not None and entry.post.unit_id != (entry.unit and entry.unit.pk):
        raise PersonnelError(_("職は、新しい所属の職から選んでください。"))
    if entry.person is not None and entry.successor == entry.person:
        raise PersonnelError(_("本人を後任にすることはできません。"))


def _check_joiner(entry: Entry, move: Move, line: Line | None) -> None:
    if not (entry.name.strip() and entry.furigana.strip() and entry.category in kinds()):
        raise PersonnelError(_("採用・転入する人の氏名・フリガナ・身分を入力してください。"))
    others = move.lines.exclude(pk=line.pk if line else 0).filter(number=entry.number)
    taken = Person.objects.filter(number=entry.number).exists() or others.exists()
    if entry.number and taken:
        raise PersonnelError(_("この職員番号は既に使われています。"))


def _check_person(move: Move, person: Person, by: Person, line: Line | None) -> None:
    if person == by:
        raise PersonnelError(_("自分の異動は記入できません。ほかの担当者に依頼してください。"))
    if not person.is_present(move.on) or person.joined_on >= move.on:
        raise PersonnelError(_("異動日の前日と異動日に在任している人を選んでください。"))
    if move.lines.filter(person=person).exclude(pk=line.pk if line else 0).exists():
        raise PersonnelError(_("この人は既にこの人事異動に入っています。"))
