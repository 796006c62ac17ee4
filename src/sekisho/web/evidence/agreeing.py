"""Asks the rooms above whether their rows still say what was sealed of them.

Status is computed from rows of other rooms too: which edition is in force, who holds a role, who
confirmed. Each room hands in, through `site`, a function that compares its rows with the ledger.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from sekisho.ledger import JsonValue
from sekisho.web.evidence.comparing import Problem
from sekisho.web.evidence.naming import names_of
from sekisho.web.evidence.wording import person_of, subject_name


class Fault(StrEnum):
    """How a row differs from what was sealed."""

    CHANGED = "row-changed"
    REMOVED = "row-removed"
    UNSEALED = "row-unsealed"  # nothing was ever sealed of it


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that is not what was sealed; `index` is the entry it should agree with."""

    subject: str  # as the ledger calls it
    fault: Fault
    index: int | None = None  # None: there is no entry


@dataclass(frozen=True, slots=True)
class Said:
    """What the ledger says of one row, and the entry that said it last."""

    index: int
    facts: tuple[JsonValue, ...]


Comparer = Callable[[], Iterable[Difference]]

_comparers: list[Comparer] = []


def install(comparers: Iterable[Comparer]) -> None:
    """Take the rooms' comparisons; called once at start-up."""
    _comparers[:] = comparers


def installed() -> tuple[Comparer, ...]:
    """Return the rooms' comparisons, as they were handed in."""
    return tuple(_comparers)


def compare(
    rows: Mapping[str, tuple[JsonValue, ...]], sealed: Mapping[str, Said]
) -> Iterator[Difference]:
    """Compare rows with what was sealed of them, both by subject."""
    for subject, facts in rows.items():
        said = sealed.get(subject)
        if said is None:
            yield Difference(subject, Fault.UNSEALED)
        elif said.facts != facts:
            yield Difference(subject, Fault.CHANGED, said.index)
    for subject in sealed.keys() - rows.keys():
        yield Difference(subject, Fault.REMOVED, sealed[subject].index)


def disagreements(size: int) -> Iterator[Problem]:
    """Yield every row of the rooms that is not what was sealed of it.

    `size` is the ledger's length: it stands as the place of what was never sealed.
    """
    for comparer in _comparers:
        try:
            found = list(comparer())
        except (ValueError, TypeError, AttributeError):  # what another program left in a column
            yield Problem("row-unreadable", size, size, _unreadable(comparer))
            continue
        for each in found:
            index = size if each.index is None else each.index
            yield Problem(each.fault.value, index, index, _sentence(each))


def _unreadable(comparer: Comparer) -> str:
    room = comparer.__module__.split(".")[-2]
    return _("台帳の外の行（{room}）に、読み取れない値があります。控えと照合してください。").format(
        room=room
    )


def _sentence(each: Difference) -> str:
    words = {"row": _row(each.subject), "index": each.index}
    if each.fault is Fault.CHANGED:
        return _("「{row}」の行が、{index}番に封印した内容と違います。").format(**words)
    if each.fault is Fault.REMOVED:
        return _("「{row}」の行がありません。{index}番に封印した記録が残っています。").format(
            **words
        )
    return _("「{row}」の行について、封印した記録がありません。").format(**words)


def _row(subject: str) -> str:
    opaque = person_of(subject)
    if opaque:
        return _("人 {name}").format(name=names_of({opaque}).get(opaque) or opaque)
    return subject_name(subject, {}) or subject
