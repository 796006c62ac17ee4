"""A register as a room declares it: columns, who may see and keep it, its rows, how it is written.

Nothing here knows a model: the room that owns the rows hands in functions. `person` is whoever
the organization room knows as signed in; this room only passes it on.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeAlias

from sekisho.web.registers.columns import Column, Kind, Options, Value

Own: TypeAlias = Mapping[str, str | int | float]  # the body's own fields, by heading


@dataclass(frozen=True, slots=True)
class Reader:
    """Whoever looks or keeps: the person, their permission words, the day.

    `asked` are the page's own filters (`?zone=`), by which an export may be narrowed; empty when
    a file is compared. `wanted` are the numbers a file has: a register may give just those rows;
    None wants all.
    """

    person: Any
    rights: frozenset[str]
    on: date
    asked: Mapping[str, str] = field(default_factory=dict)
    wanted: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row as it stands: the value of every column by key, and the body's own fields."""

    values: Mapping[str, Value]
    own: Own = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """A row to be written whole. `before` is None for a new one."""

    number: str
    values: Mapping[str, Value]
    own: Own
    before: Row | None

    @property
    def changed(self) -> frozenset[str]:
        """The keys of the columns whose value changes."""
        old = self.before.values if self.before else {}
        return frozenset(key for key, value in self.values.items() if old.get(key) != value)


@dataclass(frozen=True, slots=True)
class Source:
    """The file changes come from: its name and the SHA-256 of its bytes in hexadecimal."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """What of a register may leave in a file, and the mark its class puts on every page."""

    rows: Sequence[Row]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A file that was handed out: its format, its SHA-256, how many rows, and its mark."""

    register: str
    form: str
    sha256: str
    rows: int
    mark: str


Renames: TypeAlias = Mapping[str, str | None]  # old heading to new; None: the column is removed
Rewrite: TypeAlias = Callable[[Renames, Reader, datetime], int]
Rows: TypeAlias = Callable[[Reader, bool], Iterable[Row]]
Write: TypeAlias = Callable[[Sequence[Change], Source, Reader, datetime], None]


def _untold(_file: HandedOut, _reader: Reader, _at: datetime) -> None:
    """Tell nobody."""


def _no_options(_reader: Reader) -> Mapping[str, Options]:
    return {}


def _nothing_taken(_reader: Reader) -> Collection[str]:
    return ()


def _never_written(
    _changes: Sequence[Change], _source: Source, _reader: Reader, _at: datetime
) -> None:
    raise ValueError("this register is not written from a file")


def _no_judgement(_changes: Sequence[Change], _reader: Reader) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True)
class Register:
    """A register of the product.

    `key` names the column (text, required, unique) by which rows of a file find their row.
    `rows(reader, locked)` gives what the reader may know of, in the order of an export, in a flat
    number of queries; locked until the transaction ends when asked. `taken` are numbers of rows
    the reader may not know of. `options` hands in what references point to. `judge` says, by the
    number of a change, in Japanese, why it cannot be made. `write` makes the changes and seals
    them; it runs inside a transaction and may raise Refused. With a `count` of the rows the reader
    may know of, a small file is compared with its own rows only (`reader.wanted`). `outgoing` says
    what of the rows may be handed out and how the file is marked; `handed_out` is told afterwards.
    `rewrite` gives the body's own fields other headings, or takes them out, in every row there is,
    and seals each; it returns how many. Without it the body's own columns keep their headings.
    A register nobody may `keep` from a file only goes out: `one_way` says why, in Japanese, and is
    shown beside its links.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    key: str
    look: tuple[str, ...]
    keep: tuple[str, ...]
    rows: Rows
    write: Write = _never_written
    options: Callable[[Reader], Mapping[str, Options]] = _no_options
    taken: Callable[[Reader], Collection[str]] = _nothing_taken
    judge: Callable[[Sequence[Change], Reader], Mapping[str, str]] = _no_judgement
    count: Callable[[Reader], int] | None = None
    outgoing: Callable[[Sequence[Row]], Outgoing] = Outgoing
    handed_out: Callable[[HandedOut, Reader, datetime], None] = _untold
    rewrite: Rewrite | None = None
    one_way: str = ""

    def __post_init__(self) -> None:
        if bool(self.keep) == bool(self.one_way):
            raise ValueError(f"{self.id}: it comes back from files, or says why not")
        if len({column.key for column in self.columns}) != len(self.columns):
            raise ValueError(f"{self.id}: a column stands twice")
        key = self.column(self.key)
        if key.kind is not Kind.TEXT or not key.required or not key.unique:
            raise ValueError(f"{self.id}: the key must be a required and unique text")

    @property
    def unique_besides(self) -> tuple[Column, ...]:
        """The unique columns besides the key: they are compared with every row there is."""
        return tuple(each for each in self.columns if each.unique and each.key != self.key)

    def column(self, key: str) -> Column:
        """Return the column of that key. Raises LookupError."""
        for column in self.columns:
            if column.key == key:
                return column
        raise LookupError(key)
