"""Says in an entry how rows of a room stand, so that they can be compared with it later.

A room lists its tables once (`Kept`). Every action that writes their rows seals beside its figures
the digest each row has now: `{"stands": {"asset:12": "9f86…", "relation:3": null}}`; null: the row
is gone. The law: the last entry that speaks of a row tells what stands in the database.

A digest is the first half of the SHA-256 of the row's columns. Columns that are empty are left
out, so that a column added later changes no digest. What can be erased (names of visitors) is
never in one: what is sealed stays for ever.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import Model, QuerySet

from sekisho.ledger import JsonValue
from sekisho.web.evidence import queries
from sekisho.web.evidence.actions import Event, utc_text
from sekisho.web.evidence.agreeing import Difference, Said, compare

STANDS = "stands"
_HALF = 32  # hexadecimal digits
_BATCH = 500


@dataclass(frozen=True)
class Kept:
    """A table whose rows are compared; `word` is what its rows are called, as `asset:12`.

    `key` is the column behind the word. Rows of one value of `group` have one digest together,
    called by that value: for rows that come by the thousand. `where` leaves other rows out.
    Of the columns `only` these are said, or all but those `without`.
    """

    model: type[Model]
    word: str
    key: str = "pk"
    group: str = ""
    where: Mapping[str, object] = field(default_factory=dict)
    only: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns a digest says, the key's among them."""
        names = (each.attname for each in self.model._meta.concrete_fields)  # noqa: SLF001  # Django's public API
        return tuple(
            name
            for name in names
            if name not in self.without and (not self.only or name in {"id", *self.only})
        )

    def named(self, row: Model) -> str:
        """Return what the row, or the group it is in, is called."""
        return f"{self.word}:{getattr(row, self.group or self.key)}"

    def standing(self, rows: Iterable[Model] | None = None) -> Iterator[tuple[str, str]]:
        """Yield the name and digest of rows, or of their groups, as the database has them.

        Without `rows`: of the whole table, in one query; with them one for every 500.
        """
        name = self.group or self.key
        found = self.model._default_manager.filter(**self.where).order_by(name, "pk")  # noqa: SLF001  # as above
        if rows is None:
            yield from self._digests(found.values_list(name, *self.columns))
            return
        for some in _batched(dict.fromkeys(getattr(row, name) for row in rows), _BATCH):
            mine = found.filter(**{f"{name}__in": some})
            yield from self._digests(mine.values_list(name, *self.columns))

    def _digests(self, found: QuerySet[Any, Any]) -> Iterator[tuple[str, str]]:
        said = found.iterator(chunk_size=2000)
        if self.group:
            return self._by_group(said)
        return ((f"{self.word}:{key}", _digest(self._line(row))) for key, *row in said)

    def _by_group(self, said: Iterable[Sequence[Any]]) -> Iterator[tuple[str, str]]:
        together: dict[object, Any] = {}
        for key, *row in said:
            together.setdefault(key, hashlib.sha256()).update(self._line(row) + b"\n")
        for key, whole in together.items():
            yield f"{self.word}:{key}", whole.hexdigest()[:_HALF]

    def _line(self, row: Sequence[object]) -> bytes:
        told = {
            name: _plain(value)
            for name, value in zip(self.columns, row, strict=True)
            if value is not False and value not in (None, "", {}, [], b"")
        }
        return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()


@dataclass(frozen=True)
class Tables:
    """The tables of a room that are compared, and the kinds of entries that speak of them."""

    kinds: frozenset[str]
    kept: tuple[Kept, ...]

    def stands(
        self, kind: str, rows: Iterable[Model] = (), gone: Iterable[str] = ()
    ) -> dict[str, JsonValue]:
        """Return what an entry of that kind says of rows just written, and of names now gone.

        Rows no table keeps are left out. Raises ValueError for a kind nobody would read again.
        """
        if kind not in self.kinds:
            raise ValueError(f"{kind!r} is not among the kinds that speak of rows")
        said: dict[str, JsonValue] = dict.fromkeys(gone)
        written = list(rows)
        for kept in self.kept:
            mine = [row for row in written if isinstance(row, kept.model)]
            if mine:
                said |= dict(kept.standing(mine))
        return {STANDS: said} if said else {}

    def standing_so(self, told: Sequence[tuple[Event, Sequence[Model]]]) -> list[Event]:
        """Return events to seal together, each saying how the rows it wrote stand at the end.

        The rows are read together: the queries do not grow with the events.
        """
        written = [row for _event, rows in told for row in rows]
        kinds = {event.kind for event, _rows in told}
        if unknown := kinds - self.kinds:
            raise ValueError(f"{sorted(unknown)} are not among the kinds that speak of rows")
        said: dict[str, str] = {}
        for kept in self.kept:
            said |= kept.standing([row for row in written if isinstance(row, kept.model)])
        return [
            replace(event, body={**event.body, STANDS: self._named(rows, said)}) if rows else event
            for event, rows in told
        ]

    def _named(self, rows: Iterable[Model], said: Mapping[str, str]) -> dict[str, JsonValue]:
        names = [
            kept.named(row) for row in rows for kept in self.kept if isinstance(row, kept.model)
        ]
        return {name: said[name] for name in names if name in said}

    def differences(self) -> Iterator[Difference]:
        """Compare every row with the last entry that speaks of it; a query a table, and one."""
        rows: dict[str, tuple[JsonValue, ...]] = {}
        for kept in self.kept:
            rows |= {name: (digest,) for name, digest in kept.standing()}
        yield from compare(rows, self._sealed())

    def _sealed(self) -> Mapping[str, Said]:
        found: dict[str, Said] = {}
        for entry in queries.sealed(self.kinds):
            said = entry.facts.get(STANDS)
            for name, digest in said.items() if isinstance(said, dict) else ():
                if digest is None:
                    found.pop(name, None)
                else:
                    found[name] = Said(entry.index, (digest,))
        return found


def _batched(values: Iterable[object], size: int) -> Iterator[list[object]]:
    """Yield the values in lists of at most that size."""
    left = iter(values)
    while some := list(islice(left, size)):
        yield some


def _digest(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()[:_HALF]


def _plain(value: object) -> object:
    """Return a column's value as JSON can say it, the same from every database."""
    if isinstance(value, datetime):
        return utc_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return hashlib.sha256(value).hexdigest()
    return value
