"""What is held by whom in a move, and what of it nobody has decided yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sekisho.web.organization.models import Person
from sekisho.web.personnel.holdings import Going, Held, Holdings, Way, all_holdings
from sekisho.web.personnel.models import Handover, Line, Move


@dataclass(frozen=True, slots=True)
class Thing:
    """Something a person of the move holds, and what was said of it."""

    holdings: Holdings
    held: Held
    ways: frozenset[Way]  # what may become of it here
    said: Handover | None

    @property
    def ref(self) -> str:
        """What it is called in a form."""
        return f"{self.holdings.id}:{self.held.key}"

    @property
    def decided(self) -> bool:
        """Whether it needs nobody's word any more."""
        return self.held.follows or (self.said is not None and self.said.way in self.ways)

    @property
    def blocked(self) -> bool:
        """Whether it must first be settled in its own room."""
        return not self.ways and not self.held.follows


@dataclass(frozen=True, slots=True)
class LineState:
    """A line with all its person holds."""

    line: Line
    things: tuple[Thing, ...]

    @property
    def undecided(self) -> int:
        """How many things nobody has decided."""
        return sum(not each.decided for each in self.things)

    @property
    def to_decide(self) -> tuple[Thing, ...]:
        """The things that want somebody's word."""
        return tuple(each for each in self.things if not each.held.follows)


def lines_of(move: Move) -> tuple[LineState, ...]:
    """Return every line of the move with what its person holds; queries do not grow with lines."""
    lines = list(
        move.lines.select_related(
            "move", "person__unit", "person__post", "unit", "post", "successor",
            "successor_line__person",
        ).prefetch_related("handovers__to", "handovers__to_line__person")
    )  # fmt: skip
    held = held_by([_going(line) for line in lines if line.person and not line.joins], move.on)
    return tuple(LineState(line, _things(line, held)) for line in lines)


def lines_done(move: Move) -> tuple[LineState, ...]:
    """Return the lines of a move carried out or dropped: what people hold now is another matter."""
    lines = move.lines.select_related("move", "person__unit", "person__post", "unit", "post")
    return tuple(LineState(line, ()) for line in lines)


def state_of(line: Line) -> LineState:
    """Return one line with what its person holds."""
    return next(each for each in lines_of(line.move) if each.line.pk == line.pk)


Everything = Mapping[int, Sequence[tuple[Holdings, Held]]]


def held_by(going: Sequence[Going], on: date) -> Everything:
    """Return what each person, by row, holds in any room; a flat number of queries."""
    found: dict[int, list[tuple[Holdings, Held]]] = {each.person.pk: [] for each in going}
    if not going:
        return found
    for holdings in all_holdings():
        for person, things in holdings.of(going, on).items():
            found[person].extend((holdings, held) for held in things)
    return found


def ownerless(on: date) -> list[tuple[Person, Holdings, Held]]:
    """Return what people still hold who were gone by the day; follows are nobody's care."""
    gone = list(Person.objects.filter(left_on__lt=on).select_related("unit", "post").order_by("pk"))
    held = held_by([Going(each) for each in gone], on)
    return [
        (person, holdings, thing)
        for person in gone
        for holdings, thing in held[person.pk]
        if not thing.follows
    ]


def _things(line: Line, held: Everything) -> tuple[Thing, ...]:
    if line.person is None or line.joins:
        return ()
    said = {(each.holder, each.key): each for each in line.handovers.all()}
    return tuple(
        Thing(holdings, each, _ways(each, line), said.get((holdings.id, each.key)))
        for holdings, each in held.get(line.person.pk, ())
    )


def _ways(held: Held, line: Line) -> frozenset[Way]:
    return held.ways - {Way.KEEP} if line.leaves else held.ways


def _going(line: Line) -> Going:
    if line.person is None:
        raise ValueError("a joiner holds nothing yet")
    return Going(line.person, line.unit, line.post)


def undecided(states: Iterable[LineState]) -> int:
    """Return how many things of all lines nobody has decided."""
    return sum(each.undecided for each in states)
