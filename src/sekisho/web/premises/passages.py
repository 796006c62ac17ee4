"""Finding passages of the entry log by words: of areas, doors, people, visitors, cards, in or out.

A log of years is never searched through. Each word is first turned into what it may mean in the
small tables (areas, doors, people, visitors); those meanings, a card and what a door called
somebody unknown stand in indexes. Of the words the narrowest leads, newest passages first.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from sekisho.web.organization.models import Person
from sekisho.web.premises.models import Area, Door, Passage, Visit
from sekisho.web.search.sources import Numbered
from sekisho.web.search.words import Word, Words, standing_in

MOST = 201  # passages found; the pages show one fewer
MEANINGS = 24  # areas, people or visitors one word may mean


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word may mean, as a condition; a broad one fits a great part of the log."""

    condition: Q
    broad: bool = False


def passages_found(words: Words, within: Q | None = None) -> Sequence[Passage]:
    """Return the newest passages every word fits, `MOST` at most, of those within a condition.

    The number of queries depends on what the words mean, not on the log.
    """
    meant = sorted((_meanings(word) for word in words), key=_breadth)
    if not meant or not all(meant):
        return ()
    others = [_any(each) for each in meant[1:]]
    if within is not None:
        others.append(within)
    led = (Passage.objects.filter(meaning.condition, *others) for meaning in meant[0])
    newest = (rows.order_by("-at", "-id").values_list("at", "pk")[:MOST] for rows in led)
    found = {each for rows in newest for each in rows}
    return Numbered([number for _at, number in sorted(found, reverse=True)[:MOST]], _read)


def _read(numbers: Sequence[int]) -> dict[int, Passage]:
    rows = Passage.objects.select_related("area", "person", "visit__host", "explained_by")
    return rows.in_bulk(list(numbers))


def _breadth(meant: list[Meaning]) -> tuple[bool, int]:
    return any(each.broad for each in meant), len(meant)


def _any(meant: Iterable[Meaning]) -> Q:
    fits = Q()
    for each in meant:
        fits |= each.condition
    return fits


def _meanings(word: Word) -> list[Meaning]:
    return [*_narrow(word), *_broad(word)]


def _narrow(word: Word) -> Iterator[Meaning]:
    """Yield who it may have been."""
    yield Meaning(Q(card__in=word.forms) & ~Q(card=""))
    yield Meaning(Q(person=None) & ~Q(holder="") & standing_in((word,), "holder"))
    people = Person.objects.filter(standing_in((word,), "name", "furigana"), erased_at=None)
    if meant := list(people.order_by().values_list("pk", flat=True)[:MEANINGS]):
        yield Meaning(Q(person__in=meant))
    visits = Visit.objects.filter(standing_in((word,), "name", "company"), erased_at=None)
    if meant := list(visits.order_by("-pk").values_list("pk", flat=True)[:MEANINGS]):
        yield Meaning(Q(visit__in=meant))


def _broad(word: Word) -> Iterator[Meaning]:
    """Yield where it may have been, and which way: each alone, so that an index gives its order."""
    areas = Area.objects.filter(standing_in((word,), "name")).order_by()
    for area in areas.values_list("pk", flat=True)[:MEANINGS]:
        yield Meaning(Q(area=area), broad=True)
    doors = Door.objects.exclude(label="").filter(standing_in((word,), "label")).order_by()
    for area, label in doors.values_list("area", "label")[:MEANINGS]:
        yield Meaning(Q(area=area, door=label), broad=True)
    for way in Passage.Way:
        if word.stands_in(str(way.label)):
            yield Meaning(Q(way=way), broad=True)
