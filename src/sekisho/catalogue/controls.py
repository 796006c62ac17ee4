"""Reads checks and controls from their entries."""

from collections.abc import Mapping

from sekisho.catalogue.entry import Entry
from sekisho.catalogue.model import CheckSpec, Control, Reference, StandardEdition


def automatic_check(entry: Entry) -> CheckSpec:
    """Read one check that the system answers by itself."""
    return CheckSpec(
        id=entry.word("id"),
        mode="automatic",
        title=entry.text("title"),
        period_days=entry.number("period_days"),
        guidance=entry.text("guidance"),
    )


def control(
    entry: Entry,
    chapter: str,
    automatic: Mapping[str, CheckSpec],
    standards: Mapping[str, StandardEdition],
) -> Control:
    """Read one control of a chapter; what it points to is judged by the loader."""
    identifier = entry.word("id")
    return Control(
        id=identifier,
        chapter=chapter,
        title=entry.text("title"),
        statement=entry.text("statement"),
        topics=entry.words("topics"),
        threats=entry.words("threats"),
        zones=entry.words("zones"),
        level=entry.one_of("level", ("required", "recommended")),
        role=entry.word("role"),
        checks=_automatic(entry, automatic) + _attested(entry, identifier),
        references=_references(entry, standards),
    )


def _automatic(entry: Entry, known: Mapping[str, CheckSpec]) -> tuple[CheckSpec, ...]:
    names = entry.words("checks", optional=True)
    for name in names:
        if name not in known:
            raise entry.error(f"unknown automatic check {name!r}")
    return tuple(known[name] for name in names)


def _attested(entry: Entry, control_id: str) -> tuple[CheckSpec, ...]:
    return tuple(
        _attested_one(each, control_id) for each in entry.entries("attested", optional=True)
    )


def _attested_one(entry: Entry, control_id: str) -> CheckSpec:
    entry.name = f"{control_id}.{entry.word('name')}"
    found = CheckSpec(
        id=entry.name,
        mode="attested",
        title=entry.text("title"),
        period_days=entry.number("period_days"),
        guidance=entry.text("guidance"),
    )
    entry.done()
    return found


def _references(entry: Entry, standards: Mapping[str, StandardEdition]) -> tuple[Reference, ...]:
    raw = Entry(entry.file, entry.take("references"), f"{entry.name}.references")
    found = []
    for standard in standards.values():
        for number in raw.words(standard.id, optional=True):
            if number not in standard.numbers:
                raise entry.error(f"{standard.id} {standard.edition} has no number {number!r}")
            found.append(Reference(standard.id, standard.edition, number))
    raw.done()
    return tuple(found)
