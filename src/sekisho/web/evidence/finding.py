"""What of the evidence can be found: by its number, kind, subject and who acted.

What was sealed is bytes; searching them all would read the whole ledger. So each word is first
turned into the kinds, subjects and people it may mean, and those stand in indexes: the cost does
not grow with the ledger.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sekisho.catalogue import Text, load
from sekisho.web.evidence import access
from sekisho.web.evidence.models import Record
from sekisho.web.evidence.naming import names_of, people_named
from sekisho.web.evidence.wording import KINDS, kind_label, person_of, subject_name
from sekisho.web.search.sources import Hit
from sekisho.web.search.words import Word, Words
from sekisho.web.ui.access import RightsRequest
from sekisho.web.ui.templatetags.ui import wareki_time

MOST = 201  # of each meaning of a word; the page shows fewer
MEANINGS = 24  # of one word; whoever means more of them wants another word
Condition = tuple[str, str]  # a column and its value, both in an index


@dataclass(frozen=True, slots=True)
class Found:
    """A record with the names the reader may know."""

    record: Record
    people: Mapping[str, str]


class Evidence:
    """The records of the ledger, the newest first."""

    id = "evidence"
    label: str | Promise = _("証跡")

    def found(self, request: RightsRequest, words: Words) -> tuple[Found, ...]:
        """Return the newest records that every word means, for those who read evidence."""
        if access.READ not in request.rights:
            return ()
        meant = sorted((tuple(islice(meanings(word), MEANINGS)) for word in words), key=len)
        if not all(meant):
            return ()
        rows = _newest(meant[0], [_any(each) for each in meant[1:]])
        people = names_of(
            {row.actor for row in rows if row.actor}
            | {person_of(row.subject) for row in rows if person_of(row.subject)}
        )
        return tuple(Found(row, people) for row in rows)

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
        if form.isascii() and form.isdecimal():
            yield "leaf_id", form
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


def _newest(meant: tuple[Condition, ...], others: list[Q]) -> list[Record]:
    """Return the newest of each meaning that fulfil the other words too; a query a meaning."""
    found: dict[int, Record] = {}
    for column, value in meant:
        rows = Record.objects.filter(*others, **{column: value}).order_by("-leaf_id")
        found.update((row.leaf_id, row) for row in rows[:MOST])
    return [found[index] for index in sorted(found, reverse=True)[:MOST]]


def _any(meant: tuple[Condition, ...]) -> Q:
    anyone = Q()
    for column, value in meant:
        anyone |= Q(**{column: value})
    return anyone


def _titled(entry: object, stands_in: Callable[[str], bool]) -> bool:
    title = getattr(entry, "title", None)
    return isinstance(title, Text) and (stands_in(title.ja) or stands_in(title.en))


SOURCES = (Evidence(),)
