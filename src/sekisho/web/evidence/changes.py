"""From what to what a row of a register was changed: written beside its entry, read on its page.

What a column says can be personal or secret, and what is sealed stays for ever. So the values are a
file beside the entry, of which only the salted commitment is sealed: it can be erased, and a file
that was altered is told from one that was not. The law: `{"place": ["2階", "3階"]}`, each column
by its name with the text before (empty for a new row) and after; `own:…` is a column of the
body's own, by its heading. A person stands as `person:` and the opaque id.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.paginator import Page
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from sekisho.ledger import EntryError, opens
from sekisho.ledger import parse_entry as read_entry
from sekisho.web.evidence import access
from sekisho.web.evidence.actions.sealing import File
from sekisho.web.evidence.models import Attachment, Record, stored_bytes
from sekisho.web.evidence.naming import names_of
from sekisho.web.evidence.wording import kind_label, person_of
from sekisho.web.ui.paging import page_of
from sekisho.web.ui.templatetags.ui import wareki

NAME = "changes.json"
OWN = "own:"
SIZE = 20
Values = Mapping[str, str]
Wording = Callable[[str, str], str]  # a column and its value, in the reader's words


def values_of(row: Model, names: Iterable[str], **others: str) -> dict[str, str]:
    """Return what the row says now: these columns and the body's own, as they are compared."""
    found = {name: _plain(getattr(row, name)) for name in names}
    own = getattr(row, "own", None) or {}
    return found | {f"{OWN}{heading}": str(value) for heading, value in own.items()} | others


def changes_file(before: Values, after: Values) -> tuple[File, ...]:
    """Return the file to seal beside an entry; none when nothing changed."""
    pairs = {
        name: [before.get(name, ""), after.get(name, "")]
        for name in dict.fromkeys((*after, *before))
        if before.get(name, "") != after.get(name, "")
    }
    if not pairs:
        return ()
    return (File(NAME, "application/json", json.dumps(pairs, ensure_ascii=False).encode()),)


@dataclass(frozen=True, slots=True)
class Field:
    """One column that changed, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One entry about the row. `lost` says why its values cannot be shown; empty when they are."""

    index: int
    at: datetime
    what: str
    who: str
    fields: tuple[Field, ...]
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A register's row whose changes a page tells: who it is, and where one comes from.

    `kinds` are the entries that write the row; `word` says a column's value in the reader's words.
    """

    subject: str
    title: str
    up: str
    kinds: tuple[str, ...]
    model: type[Model]
    word: Wording


@dataclass(frozen=True, slots=True)
class History:
    """A page of a row's changes, the newest first."""

    page: Page[Record]
    changes: tuple[Change, ...]


def history_of(request: HttpRequest, row: Told) -> History:
    """Return the entries about a row, with what they changed; four queries, five with people."""
    rows = Record.objects.filter(subject=row.subject, kind__in=row.kinds).select_related("leaf")
    page = page_of(request, rows.order_by("-leaf_id"), size=SIZE)
    files = {
        each.record_id: each for each in Attachment.objects.filter(record__in=list(page), name=NAME)
    }
    read = {each.pk: _read(each, files.get(each.pk)) for each in page}
    about = _people(pairs for pairs, _lost in read.values())
    names = names_of({*(each.actor for each in page), *about} - {""})
    labels = labels_of(row.model)

    def told(each: Record) -> Change:
        pairs, lost = read[each.pk]
        fields = tuple(
            Field(
                labels.get(name, name.removeprefix(OWN)),
                *(_words(name, text, row.word, names) for text in pair),
            )
            for name, pair in pairs.items()
        )
        who = names.get(each.actor, "")
        return Change(each.pk, each.at, kind_label(each.kind), who, fields, lost)

    return History(page, tuple(told(each) for each in page))


def changes_page(request: HttpRequest, row: Told, rights: frozenset[str]) -> HttpResponse:
    """Show a row's changes; the calling view has asked whether the reader may know of the row."""
    may_read = access.READ in rights
    context = {"row": row, "history": history_of(request, row), "may_read_evidence": may_read}
    return render(request, "evidence/changes.html", context)


Pairs = Mapping[str, Sequence[str]]


def labels_of(model: type[Model]) -> dict[str, str]:
    """Return the headings of a model's columns in the reader's language."""
    fields = (*model._meta.concrete_fields, *model._meta.many_to_many)  # noqa: SLF001  # Django's public API
    return {field.name: str(field.verbose_name) for field in fields}


def _read(row: Record, file: Attachment | None) -> tuple[Pairs, str]:
    """Return the changes kept beside an entry, or why they cannot be told."""
    if file is None:
        return {}, ""
    if file.erased_at is not None:
        return {}, _("変わった内容は消去されています。")
    content = stored_bytes(file.content)
    salt = stored_bytes(file.salt)
    if not any(opens(bytes.fromhex(each), content, salt) for each in _committed(row)):
        return {}, _("変わった内容が、封印した時のものと違います。")
    return json.loads(content), ""


def _committed(row: Record) -> frozenset[str]:
    try:
        body = read_entry(stored_bytes(row.leaf.data)).body
    except EntryError:
        return frozenset()
    files = body.get("files") if isinstance(body, dict) else None
    return frozenset(map(str, files)) if isinstance(files, list) else frozenset()


def _people(read: Iterable[Pairs]) -> set[str]:
    texts = (text for pairs in read for pair in pairs.values() for text in pair)
    return {person_of(word) for text in texts for word in text.split("\n")} - {""}


def _words(name: str, text: str, word: Wording, names: Mapping[str, str]) -> str:
    if text.startswith("person:"):
        unknown = _("（氏名の記録なし）")
        return "、".join(names.get(person_of(each), unknown) for each in text.split("\n"))
    return (text if name.startswith(OWN) else word(name, text)) if text else ""


def plain_words(model: type[Model]) -> Wording:
    """Return the words of a model's own choices, yes and no, and days."""
    fields = {field.name: field for field in model._meta.concrete_fields}  # noqa: SLF001  # as above

    def word(name: str, text: str) -> str:
        choices = getattr(fields.get(name), "flatchoices", None) or ()
        for value, label in choices:
            if str(value) == text:
                return str(label)
        return _day(text)

    return word


def _day(text: str) -> str:
    try:
        return wareki(date.fromisoformat(text)) if text[4:5] == "-" else text
    except ValueError:
        return text


def _plain(value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "○" if value else "×"
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value)
