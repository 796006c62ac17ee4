"""In which order, and under which headings, a body keeps the columns of a register."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from sekisho.web.registers.apart.grid import plain_heading
from sekisho.web.registers.columns import Column
from sekisho.web.registers.errors import TableRefusedError
from sekisho.web.registers.register import Register


@dataclass(frozen=True, slots=True)
class Place:
    """One column of the body's file: its heading, and our column or None for the body's own."""

    heading: str
    column: Column | None


Layout = tuple[Place, ...]


def standard(register: Register) -> Layout:
    """Return the layout of a body that has not sent a file yet."""
    return tuple(Place(column.heading, column) for column in register.columns)


def stored(register: Register, entries: Iterable[Any]) -> Layout:
    """Return a layout as it was kept: pairs of heading and key; columns new since then at the end.

    A key the register no longer has is left out.
    """
    known = {column.key: column for column in register.columns}
    places = [Place(heading, known.get(key)) for heading, key in entries if not key or key in known]
    there = {place.column.key for place in places if place.column}
    missing = [each for each in register.columns if each.key not in there]
    return (*places, *(Place(column.heading, column) for column in missing))


def entries_of(layout: Layout) -> list[list[str]]:
    """Return what `stored` reads."""
    return [[place.heading, place.column.key if place.column else ""] for place in layout]


def of_file(register: Register, before: Layout, headings: Sequence[str]) -> Layout:
    """Return the layout of a file's headings. Raises TableRefusedError for two of one column."""
    by_heading = _by_heading(register, before)
    own = {plain_heading(place.heading): place.heading for place in before if not place.column}
    places = []
    for heading in headings:
        column = by_heading.get(plain_heading(heading))
        kept = heading if column else own.get(plain_heading(heading), heading)
        places.append(Place(kept, column))
    _check(register, tuple(places))
    return tuple(places)


def arranged(register: Register, places: Sequence[Place]) -> Layout:
    """Return a layout somebody made by hand, if a file of it is read back the same.

    Raises TableRefusedError for a column twice, without heading, or called by another's word.
    """
    words = _by_heading(register, standard(register))
    for place in places:
        meant = words.get(plain_heading(place.heading))
        if meant is not None and meant is not place.column:
            raise TableRefusedError(
                _(
                    "「{heading}」は「{column}」の列を指す言葉です。別の見出しにしてください。"
                ).format(heading=place.heading, column=_(meant.heading))
            )
    _check(register, tuple(places))
    return tuple(places)


def merged(file: Layout, before: Layout) -> Layout:
    """Return the file's layout, with what only the layout before knew at the end."""
    keys = {place.column.key for place in file if place.column}
    own = {plain_heading(place.heading) for place in file if not place.column}
    rest = (
        place
        for place in before
        if (
            place.column.key not in keys
            if place.column
            else plain_heading(place.heading) not in own
        )
    )
    return (*file, *rest)


def headings_of(register: Register, layout: Layout) -> set[str]:
    """Return every heading that names a column."""
    return set(_by_heading(register, layout))


def _by_heading(register: Register, layout: Layout) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for column in register.columns:
        for heading in (*column.others, column.heading):
            found[plain_heading(heading)] = column
    for place in layout:  # the body's own words go first
        if place.column is not None:
            found[plain_heading(place.heading)] = place.column
    return found


def _check(register: Register, places: Layout) -> None:
    if any(not plain_heading(place.heading) for place in places):
        raise TableRefusedError(
            _("見出しのない列があります。見出しを付けるか、列を削除してください。")
        )
    seen: set[str] = set()
    for place in places:
        name = f"={place.column.key}" if place.column else plain_heading(place.heading)
        if name in seen:
            raise TableRefusedError(
                _("「{heading}」の列が二つあります。一つにしてください。").format(
                    heading=place.heading
                )
            )
        seen.add(name)
    key = register.column(register.key)
    if f"={key.key}" not in seen:
        raise TableRefusedError(
            _("「{heading}」の列がありません。この列で行を見分けます。").format(heading=key.heading)
        )
