"""What of the evidence can be found: by its number, kind, subject and who acted.

What was sealed is bytes; searching them all would read the whole ledger. So each word is first
turned into the kinds, subjects and people it may mean, and those stand in indexes: the cost does
not grow with the ledger.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from django.db import connection
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import Text, load
from sekisho.web.evidence import access
from sekisho.web.evidence.models import Record
from sekisho.web.evidence.naming import names_of, people_named
from sekisho.web.evidence.wording import KINDS, kind_label, person_of, subject_name
from sekisho.web.search.sources import Hit, Numbered
from sekisho.web.search.words import Word, Words
from sekisho.web.ui.access import RightsRequest
from sekisho.web.ui.templatetags.ui import wareki_time

MOST = 201  # of each meaning of a word; the page shows fewer
MEANINGS = 24  # of one word; whoever means more of them wants another word
Condition = tuple[str, str | int]  # a column of the record and its value, in an index
_LAST = 2**63 - 1  # what the databases call a number


@dataclass(frozen=True, slots=True)
class Found:
    """A record with the names the reader may know."""

    record: Record
    people: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Meant:
    """What one word may mean: a record under any of the conditions is of it."""

    word: Word
    by: tuple[Condition, ...]

    def breadth(self) -> tuple[bool, int]:
        """Return what is sorted by for the narrowest: a kind fits a great part of a ledger."""
        return any(column == "kind" for column, _value in self.by), len(self.by)


class Evidence:
    """The records of the ledger, the newest first."""

    id = "evidence"
    label: str | Promise = _("証跡")

    def found(self, request: RightsRequest, words: Words) -> Sequence[Found]:
        """Return the newest records that every word means, for those who read evidence."""
        if access.READ not in request.rights:
            return ()
        meant = [Meant(word, tuple(islice(meanings(word), MEANINGS))) for word in words]
        lead, *others = sorted(meant, key=Meant.breadth)
        fit = all(each.by for each in meant)
        return Numbered(_newest(_parts(lead, others)), _read) if fit else ()

    def hit(self, row: Found) -> Hit:
        """Return a record: what it is about, what was done, when and by whom."""
        record = row.record
        about = subject_name(record.subject, row.people) or record.subject
        actor = row.people.get(record.actor, "")
        return Hit(
            url=reverse("evidence:detail", args=[record.leaf_id]),
            title=f"{kind_label(record.kind)}：{about}",
            text=f"{wareki_time(record.at)} {actor}".strip(),
            place=str(record.leaf_id),
        )


def meanings(word: Word) -> Iterator[Condition]:
    """Yield what a word may mean, the narrowest first: a number, a subject, people, a kind."""
    for form in word.forms:
        if form.isascii() and form.isdecimal() and int(form) <= _LAST:
            yield "leaf_id", int(form)
        yield "subject", form
    for opaque in people_named(word.forms):
        yield "subject", f"person:{opaque}"
        yield "actor", opaque
    catalogue = load()
    titled: tuple[tuple[str, Mapping[str, object]], ...] = (
        ("", catalogue.checks),
        ("control:", catalogue.controls),
        ("zone:", catalogue.zones),
    )
    for prefix, entries in titled:
        for key, entry in entries.items():
            if _titled(entry, word.stands_in):
                yield "subject", f"{prefix}{key}"
    for kind, label in KINDS.items():
        if word.stands_in(str(label)):
            yield "kind", kind


def _parts(lead: Meant, others: Sequence[Meant]) -> Iterator[tuple[Condition, Sequence[Meant]]]:
    """Yield what the lead means, each with the words it does not fulfil by itself.

    Who is called all the words is meant by all of them, however many others one of them fits.
    """
    people = [_person_in(condition) for condition in lead.by]
    names = names_of(filter(None, people)) if others else {}
    for condition, person in zip(lead.by, people, strict=True):
        name = names.get(person, "")
        yield condition, [each for each in others if not each.word.stands_in(name)]


def _person_in(condition: Condition) -> str:
    column, value = condition
    return str(value) if column == "actor" else person_of(str(value))


def _newest(parts: Iterable[tuple[Condition, Sequence[Meant]]]) -> list[int]:
    """Return the numbers of the newest under each condition that fulfil its other words too.

    One query: each condition reads its own index from the newest on and stops at `MOST`.
    """
    table = Record._meta.db_table  # noqa: SLF001  # Django's public API
    one = "SELECT leaf_id FROM (SELECT leaf_id FROM {0} WHERE {1} = %s{2} ORDER BY leaf_id DESC LIMIT {3}) found"  # noqa: E501
    texts, values = [], list[str | int]()
    for (column, value), others in parts:
        fits, given = _fulfilling(others)
        texts.append(one.format(table, column, fits, MOST))
        values += (value, *given)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(texts), values)
        numbers = {number for (number,) in cursor.fetchall()}
    return sorted(numbers, reverse=True)[:MOST]


def _fulfilling(words: Iterable[Meant]) -> tuple[str, list[str | int]]:
    """Return the condition that each of the words means the record, and its values."""
    text, given = "", list[str | int]()
    for meant in words:
        by_column: dict[str, list[str | int]] = {}
        for column, value in meant.by:
            by_column.setdefault(column, []).append(value)
        either = (f"{name} IN ({', '.join(['%s'] * len(of))})" for name, of in by_column.items())
        text += f" AND ({' OR '.join(either)})"
        given += (each for of in by_column.values() for each in of)
    return text, given


def _read(numbers: Sequence[int]) -> dict[int, Found]:
    rows = Record.objects.in_bulk(list(numbers))
    people = names_of(
        {row.actor for row in rows.values() if row.actor}
        | {person_of(row.subject) for row in rows.values() if person_of(row.subject)}
    )
    return {number: Found(row, people) for number, row in rows.items()}


def _titled(entry: object, stands_in: Callable[[str], bool]) -> bool:
    title = getattr(entry, "title", None)
    return isinstance(title, Text) and (stands_in(title.ja) or stands_in(title.en))


SOURCES = (Evidence(),)
