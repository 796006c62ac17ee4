"""Saying what becomes of each thing a person of the move holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person
from sekisho.web.personnel.actions.preparing import draft
from sekisho.web.personnel.actions.sealing import seal
from sekisho.web.personnel.errors import PersonnelError
from sekisho.web.personnel.holdings import Way
from sekisho.web.personnel.models import Handover, Line
from sekisho.web.personnel.queries import Thing, state_of


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of a thing; of `to` and `to_line` one, when it passes."""

    way: Way
    to: Person | None = None
    to_line: Line | None = None


@transaction.atomic
def decide(*, line: Line, choices: Mapping[str, Choice], by: Person, at: datetime) -> int:
    """Say what becomes of things, by their `Thing.ref`; return how many changed.

    Raises PersonnelError for a way the thing cannot go, and a successor who is not there.
    """
    draft(line.move)
    things = {each.ref: each for each in state_of(line).to_decide}
    changed: list[Handover] = []
    for ref, choice in choices.items():
        if ref not in things:
            raise PersonnelError(_("引き継ぐものが変わっています。画面を開き直してください。"))
        row = _decided(line, things[ref], choice)
        if row is not None:
            changed.append(row)
    if changed:
        rows = list(Handover.objects.filter(pk__in=[each.pk for each in changed]))
        seal("move.handed", line.move, by=by, at=at, lines=1, handed=len(rows), rows=rows)
    return len(changed)


@transaction.atomic
def hand_all(*, line: Line, by: Person, at: datetime) -> int:
    """Decide what nobody has: to the line's successor where it can pass, else it ends.

    Raises PersonnelError for a line without a successor while something can only pass.
    """
    open_things = [each for each in state_of(line).to_decide if not each.decided]
    choices = {each.ref: _usual(line, each) for each in open_things if each.ways}
    return decide(line=line, choices=choices, by=by, at=at)


def _usual(line: Line, thing: Thing) -> Choice:
    if Way.PASS in thing.ways and (line.successor or line.successor_line):
        return Choice(Way.PASS, line.successor, line.successor_line)
    if Way.END in thing.ways:
        return Choice(Way.END)
    raise PersonnelError(_("先に、この人の後任を選んでください。"))


def _decided(line: Line, thing: Thing, choice: Choice) -> Handover | None:
    """Write the choice; None when it stood so already."""
    if choice.way not in thing.ways:
        raise PersonnelError(
            _("「{thing}」は、選んだとおりにはできません。").format(thing=thing.held.label)
        )
    _check_taker(line, choice)
    said = thing.said
    if said and (said.way, said.to, said.to_line) == (choice.way, choice.to, choice.to_line):
        return None
    row = said or Handover(line=line, holder=thing.holdings.id, key=thing.held.key)
    row.way, row.to, row.to_line = choice.way, choice.to, choice.to_line
    row.save()
    return row


def _check_taker(line: Line, choice: Choice) -> None:
    if choice.way != Way.PASS:
        if choice.to or choice.to_line:
            raise PersonnelError(_("後任は、引き継ぐときだけ選びます。"))
        return
    if (choice.to is None) == (choice.to_line is None):
        raise PersonnelError(_("後任を一人選んでください。"))
    if choice.to_line is not None and not (
        choice.to_line.move_id == line.move_id and choice.to_line.joins
    ):
        raise PersonnelError(
            _("後任は、在任している人か、この人事異動で着任する人にしてください。")
        )
    if choice.to is not None:
        _check_stays(line, choice.to)


def _check_stays(line: Line, taker: Person) -> None:
    leaving = Line.objects.filter(move=line.move, kind=Line.Kind.LEAVE, person=taker).exists()
    if taker == line.person or leaving or not taker.is_present(line.move.on):
        raise PersonnelError(
            _(
                "「{name}」は後任にできません。異動日の後も在任する、ほかの人を選んでください。"
            ).format(name=taker.name)
        )
