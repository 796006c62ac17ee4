"""Taking a file of a move in: every row a line of the move being prepared, all or nothing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.organization.models import Person
from sekisho.web.personnel.actions.preparing import Entry, put_line
from sekisho.web.personnel.errors import PersonnelError
from sekisho.web.personnel.models import Line, Move


@dataclass(frozen=True, slots=True)
class Told:
    """What a row says: its line's entry, and the staff number of the successor (or none)."""

    entry: Entry
    successor: str = ""


@transaction.atomic
def take_in(*, move: Move, told: Sequence[Told], by: Person, at: datetime) -> int:
    """Put every row into the move; return how many. Raises PersonnelError: nothing is done.

    A successor may be somebody who joins with the same file: names are given when all lines stand.
    """
    known = {line.number: line for line in move.lines.exclude(number="")}
    for each in told:
        number = each.entry.number
        known[number] = put_line(move=move, entry=each.entry, line=known.get(number), by=by, at=at)
    people = _people(each.successor for each in told)
    for each in told:
        if each.successor:
            entry = _with_successor(each, known, people)
            put_line(move=move, entry=entry, line=known[each.entry.number], by=by, at=at)
    return len(told)


def _people(numbers: Iterable[str]) -> Mapping[str, Person]:
    wanted = {each for each in numbers if each}
    return {row.number: row for row in Person.objects.filter(number__in=wanted)}


def _with_successor(told: Told, known: Mapping[str, Line], people: Mapping[str, Person]) -> Entry:
    person = people.get(told.successor)
    if person is not None:
        return replace(told.entry, successor=person)
    line = known.get(told.successor)
    if line is None or not line.joins:
        raise PersonnelError(
            _("後任の職員番号「{number}」の人が見つかりません。").format(number=told.successor)
        )
    return replace(told.entry, successor_line=line)
