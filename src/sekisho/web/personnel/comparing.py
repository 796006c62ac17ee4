"""How a list of people from outside and the register of people differ: pure, without a database.

The laws: people are told apart by their staff number. Of somebody in the register without one,
nothing is said, unless exactly one listed person has the same mail address. What the list leaves
empty says nothing. Nobody is told twice, and comparing what agrees yields nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class What(StrEnum):
    """How somebody differs."""

    COME = "come"  # listed, and not in the register
    GONE = "gone"  # in the register, and not listed
    MOVED = "moved"  # another unit or post
    CHANGED = "changed"  # another name, address or number


@dataclass(frozen=True, slots=True)
class Listed:
    """A person as listed outside; empty: the list does not say."""

    number: str
    name: str = ""
    furigana: str = ""
    email: str = ""
    unit: str = ""
    post: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """A person of the register, by row."""

    pk: int
    number: str
    name: str
    furigana: str
    email: str
    unit: str
    post: str


@dataclass(frozen=True, slots=True)
class Difference:
    """How one person differs; `values` is what the list says, of the columns that differ."""

    what: What
    number: str
    known: Known | None
    values: tuple[tuple[str, str], ...]


_WORDS = ("name", "furigana", "email", "number")
_PLACE = ("unit", "post")
_ALL = ("name", "furigana", "email", "unit", "post")


def compare(listed: Sequence[Listed], known: Sequence[Known]) -> tuple[Difference, ...]:
    """Return every difference, by staff number; a number listed twice counts once, the first."""
    by_number = {each.number: each for each in reversed(listed) if each.number}
    pairs = _paired(by_number, known)
    found = [*_differing(by_number, pairs), *_come(by_number, pairs), *_gone(known, pairs)]
    return tuple(sorted(found, key=lambda each: (each.number, each.what)))


def doubles(listed: Iterable[Listed]) -> tuple[str, ...]:
    """Return the staff numbers that stand in the list more than once."""
    counts = Counter(each.number for each in listed if each.number)
    return tuple(sorted(number for number, times in counts.items() if times > 1))


def _paired(listed: dict[str, Listed], known: Sequence[Known]) -> dict[str, Known]:
    """Return who of the register each listed number is: by number, else by the one address."""
    pairs = {each.number: each for each in known if each.number in listed}
    free = [each for each in listed.values() if each.number not in pairs]
    addresses = Counter(each.email.casefold() for each in free)
    bare = [each for each in known if not each.number and each.email]
    known_once = Counter(each.email.casefold() for each in bare)
    by_address = {each.email.casefold(): each for each in bare}
    for each in free:
        email = each.email.casefold()
        if email and addresses[email] == known_once[email] == 1:
            pairs[each.number] = by_address[email]
    return pairs


def _differing(listed: dict[str, Listed], pairs: dict[str, Known]) -> Iterator[Difference]:
    for number, known in pairs.items():
        said = listed[number]
        for what, names in ((What.CHANGED, _WORDS), (What.MOVED, _PLACE)):
            values = _values(said, known, names)
            if values:
                yield Difference(what, number, known, values)


def _values(said: Listed, known: Known, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return the columns in which the list says something else."""
    both = ((name, getattr(said, name), getattr(known, name)) for name in names)
    return tuple((name, new) for name, new, old in both if new and new != old)


def _come(listed: dict[str, Listed], pairs: dict[str, Known]) -> Iterator[Difference]:
    for number, each in listed.items():
        if number not in pairs:
            values = tuple((name, getattr(each, name)) for name in _ALL if getattr(each, name))
            yield Difference(What.COME, number, None, values)


def _gone(known: Iterable[Known], pairs: dict[str, Known]) -> Iterator[Difference]:
    here = {each.pk for each in pairs.values()}
    for each in known:
        if each.number and each.pk not in here:
            yield Difference(What.GONE, each.number, each, ())
