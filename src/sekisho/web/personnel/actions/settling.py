"""Settling a move, and carrying it out on its day: whole, or not at all."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from sekisho.web.notices import actions as notices
from sekisho.web.organization import actions as organization
from sekisho.web.organization.access import holders_of, rights_of
from sekisho.web.organization.kinds import kinds
from sekisho.web.organization.models import Person
from sekisho.web.personnel.access import MANAGE, may_settle
from sekisho.web.personnel.actions.preparing import draft
from sekisho.web.personnel.actions.sealing import seal
from sekisho.web.personnel.errors import PersonnelError, UndecidedError
from sekisho.web.personnel.holdings import Passing, Way
from sekisho.web.personnel.models import Handover, Line, Move
from sekisho.web.personnel.queries import LineState, Thing, lines_of, undecided
from sekisho.web.ui.errors import Refused

_log = logging.getLogger(__name__)
_DAY = timedelta(days=1)
TOPIC = "move"


@transaction.atomic
def settle(*, move: Move, by: Person, at: datetime) -> Move:
    """Settle a move: it is carried out on its day, at once when that has come.

    Raises UndecidedError while something would be left without an owner, PersonnelError for an
    empty move, one that gives the settler themselves something, and without the rights for it; and
    what a room refuses when it is carried out at once.
    """
    row = draft(move)
    states = lines_of(row)
    _check(row, states, by, at)
    row.state, row.settled_by, row.settled_at, row.failure = Move.State.SETTLED, by, at, ""
    row.save()
    seal("move.settled", row, by=by, at=at, on=row.on.isoformat(), rows=[row], **_figures(states))
    if row.on <= timezone.localdate(at):
        carry_out(move=row, at=at)
        row.refresh_from_db()
    return row


@transaction.atomic
def reopen(*, move: Move, by: Person, at: datetime) -> Move:
    """Take a settled move back into preparation before it is carried out. Raises PersonnelError."""
    row = Move.objects.select_for_update().get(pk=move.pk)
    if row.state != Move.State.SETTLED:
        raise PersonnelError(_("確定して異動日を待っている人事異動だけ、準備中に戻せます。"))
    if Move.objects.drafts().exists():
        raise PersonnelError(_("準備中の人事異動がほかにあります。先にそれを確定してください。"))
    row.state, row.settled_by, row.settled_at, row.failure = Move.State.DRAFT, None, None, ""
    row.save()
    seal("move.reopened", row, by=by, at=at, rows=[row])
    notices.done_for_all(key=f"{TOPIC}:{row.pk}", at=at)
    return row


@transaction.atomic
def carry_out(*, move: Move, at: datetime) -> Move:
    """Carry out a settled move whose day has come, whole. Raises Refused: nothing is done.

    Who joins is entered first, then what is held passes, then units and posts change, then people
    leave on the day before.
    """
    row = Move.objects.select_for_update().get(pk=move.pk)
    by = row.settled_by
    if row.state != Move.State.SETTLED or by is None or row.on > timezone.localdate(at):
        raise PersonnelError(_("異動日の来た、確定した人事異動だけを反映できます。"))
    _check(row, lines_of(row), by, at)
    for line in row.lines.filter(kind=Line.Kind.JOIN).order_by("pk"):
        _join(line, by, at)
    states = lines_of(row)  # as joiners are people now
    for state in states:
        _hand_over(state, by, at)
    for state in states:
        _go(state.line, by, at)
    row.state, row.applied_at, row.failure = Move.State.APPLIED, at, ""
    row.save()
    lines = list(row.lines.all())
    seal("move.applied", row, by=by, at=at, on=row.on.isoformat(), rows=[row, *lines],
         **_figures(states))  # fmt: skip
    notices.done_for_all(key=f"{TOPIC}:{row.pk}", at=at)
    return row


def carry_out_due(*, at: datetime) -> int:
    """Carry out every settled move whose day has come; return how many were.

    One that is refused stays settled: the reason is noted, sealed once and told to the desk.
    """
    done = 0
    for move in Move.objects.due(timezone.localdate(at)):
        try:
            carry_out(move=move, at=at)
            done += 1
        except Refused as refusal:
            with translation.override(settings.LANGUAGE_CODE):
                _note(move, str(refusal), at)
    return done


@transaction.atomic
def _note(move: Move, why: str, at: datetime) -> None:
    _log.warning("move %s could not be carried out", move.pk)
    row = Move.objects.select_for_update().get(pk=move.pk)
    if row.failure != why[:500]:
        row.failure = why[:500]
        row.save(update_fields=["failure"])
        seal("move.refused", row, by=None, at=at, rows=[row])
    for person in holders_of(MANAGE, timezone.localdate(at)):
        notices.tell(
            person=person,
            key=f"{TOPIC}:{row.pk}",
            title=_("人事異動「%(title)s」を反映できません") % {"title": row.title},
            url=reverse("personnel:move", args=[row.pk]),
            due_on=row.on,
            at=at,
        )


def _check(move: Move, states: Sequence[LineState], by: Person, at: datetime) -> None:
    if not may_settle(rights_of(by, timezone.localdate(at))):
        raise PersonnelError(_("人事異動を確定するには、人の登録と役割の割当ての権限が要ります。"))
    if not states:
        raise PersonnelError(_("異動する人が一人も入っていません。"))
    left = undecided(states)
    if left:
        raise UndecidedError(
            _(
                "引継ぎの決まっていないものが{left}件あります。"
                "後任を選ぶか、終了すると決めてから確定してください。"
            ).format(left=left)
        )
    mine = any(each.line.person == by for each in states)
    given = Handover.objects.filter(line__move=move, to=by, way=Way.PASS, holder="roles").exists()
    if mine or given:
        raise PersonnelError(
            _("自分が異動するか役割を引き継ぐ人事異動は、ほかの担当者が確定してください。")
        )


def _join(line: Line, by: Person, at: datetime) -> None:
    if line.unit is None:
        raise PersonnelError(_("新しい所属を選んでください。"))
    person = organization.add_person(
        name=line.name, furigana=line.furigana, category=line.category, unit=line.unit,
        post=line.post, email=line.email, number=line.number, joined_on=line.move.on, by=by, at=at,
    )  # fmt: skip
    if kinds()[line.category].in_scope:
        organization.enter_scope(
            person=person, relation=line.category, from_date=line.move.on, by=by, at=at
        )
    line.person = person
    line.name = line.furigana = line.email = ""  # they stand in the register now
    line.save()


def _hand_over(state: LineState, by: Person, at: datetime) -> None:
    for thing in state.to_decide:
        passing = _passing(state.line, thing, by)
        if passing is not None:
            thing.holdings.hand_over(passing, at)


def _passing(line: Line, thing: Thing, by: Person) -> Passing | None:
    """Return what is to be done with the thing; None when it stays."""
    said, giver = thing.said, line.person
    if said is None or giver is None or said.way == Way.KEEP:
        return None
    taker = said.to or (said.to_line.person if said.to_line else None)
    if said.way == Way.PASS and taker is None:
        raise PersonnelError(_("後任を一人選んでください。"))
    return Passing(thing.held.key, giver, taker, line.move.on, by)


def _go(line: Line, by: Person, at: datetime) -> None:
    if line.person is None or line.joins:
        return
    if line.leaves:
        organization.leave_person(person=line.person, on=line.move.on - _DAY, by=by, at=at)
        return
    organization.change_person(person=line.person, unit=line.unit, post=line.post, by=by, at=at)


def _figures(states: Sequence[LineState]) -> dict[str, Any]:
    kinds_ = [each.line.kind for each in states]
    ways = [each.said.way for state in states for each in state.to_decide if each.said is not None]
    return {
        **{kind.value: kinds_.count(kind) for kind in Line.Kind},
        "handed": ways.count(Way.PASS),
        "ended": ways.count(Way.END),
        "kept": ways.count(Way.KEEP),
    }
