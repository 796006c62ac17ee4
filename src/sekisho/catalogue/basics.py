"""Reads chapters, zones, threats, topics and standards from their entries."""

from collections.abc import Iterable
from datetime import date

from sekisho.catalogue.entry import Entry
from sekisho.catalogue.model import (
    Chapter,
    StandardEdition,
    Term,
    Threat,
    ThreatFamily,
    Topic,
    Where,
    Zone,
)

WHERE: tuple[Where, ...] = ("demand", "heading", "whole")


def chapter(entry: Entry) -> Chapter:
    """Read one chapter."""
    return Chapter(entry.word("id"), entry.number("number"), entry.text("title"))


def zone(entry: Entry) -> Zone:
    """Read one zone."""
    return Zone(entry.word("id"), entry.text("title"), entry.words("aliases", optional=True))


def family(entry: Entry) -> tuple[ThreatFamily, tuple[Threat, ...]]:
    """Read one family of threats with the threats named under it."""
    found = ThreatFamily(entry.word("id"), entry.number("number"), entry.text("title"))
    return found, tuple(_threat(found.id, each) for each in entry.entries("threats"))


def _threat(family_id: str, entry: Entry) -> Threat:
    threat = Threat(entry.word("id"), family_id, entry.text("title"))
    entry.done()
    return threat


def topic(entry: Entry) -> Topic:
    """Read one topic with the terms it is recognised by."""
    identifier = entry.word("id")
    return Topic(
        id=identifier,
        chapter=entry.word("chapter"),
        title=entry.text("title"),
        terms=tuple(_terms(entry, entry.take("terms"))),
    )


def _terms(entry: Entry, raw: object) -> Iterable[Term]:
    if not isinstance(raw, list):
        raise entry.error("field 'terms' must be a list")
    for each in raw:
        if isinstance(each, str):
            yield Term(all_of=(_alternatives(entry, each),))
        elif isinstance(each, list):
            yield Term(all_of=tuple(_alternatives(entry, word) for word in each))
        else:
            yield _full_term(Entry(entry.file, each, f"{entry.name}.terms"))


def _full_term(entry: Entry) -> Term:
    term = Term(
        all_of=tuple(_alternatives(entry, word) for word in entry.words("all")),
        none_of=entry.words("none", optional=True),
        where=entry.one_of("where", WHERE) if entry.has("where") else "demand",
    )
    entry.done()
    return term


def _alternatives(entry: Entry, word: object) -> tuple[str, ...]:
    """Split `策定|制定` into its alternatives."""
    if not isinstance(word, str) or not all(word.split("|")):
        raise entry.error(f"term {word!r} is not text, or has an empty alternative")
    return tuple(word.split("|"))


def standard(entry: Entry) -> StandardEdition:
    """Read one standard's edition and all its numbers."""
    return StandardEdition(
        id=entry.one_of("id", ("mic", "iso27001", "nist-csf")),
        edition=entry.word("edition"),
        published=_month(entry),
        title=entry.text("title"),
        numbers=entry.words("numbers"),
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
    )


def _month(entry: Entry) -> date:
    """Read the month an edition came out (`2025-03`); the month alone is what sources agree on."""
    try:
        return date.fromisoformat(f"{entry.word('published')}-01")
    except ValueError:
        raise entry.error("'published' must be a month such as 2025-03") from None
