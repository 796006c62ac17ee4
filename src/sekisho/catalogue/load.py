"""Builds the catalogue from its files and refuses what does not fit together."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import TypeVar

from sekisho.catalogue import basics, controls, decisions, handlings, organisation
from sekisho.catalogue.catalogue import Catalogue
from sekisho.catalogue.entry import Entry, Thing, by_id
from sekisho.catalogue.errors import CatalogueError
from sekisho.catalogue.files import (
    CHAPTER_FILES,
    data_folder,
    read_list,
    read_mapping,
)
from sekisho.catalogue.handling import GradeQuestion
from sekisho.catalogue.model import (
    Chapter,
    CheckSpec,
    Control,
    StandardEdition,
    Threat,
    ThreatFamily,
)

Read = TypeVar("Read")


@cache
def load() -> Catalogue:
    """Return the catalogue of this installation; it is read once per process.

    Raises CatalogueError, naming file and entry, when the data breaks the schema.
    """
    return read_catalogue(data_folder())


def read_catalogue(folder: Traversable) -> Catalogue:
    """Read a catalogue from a folder laid out like `data/`. Raises CatalogueError."""
    chapters = _list(folder, "chapters.yaml", basics.chapter)
    standards = _list(folder, "standards.yaml", basics.standard)
    automatic = _list(folder, "checks.yaml", controls.automatic_check)
    families, threats = _threats(folder)
    people = read_mapping(folder, "people.yaml")
    grades = read_mapping(folder, "classification.yaml")
    found = _controls(folder, chapters, automatic, standards)
    roles = _list(folder, "roles.yaml", organisation.role)
    permits = _list(folder, "permits.yaml", decisions.permit_kind)
    routes = read_mapping(folder, "routes.yaml")
    catalogue = Catalogue(
        chapters=chapters,
        zones=_list(folder, "zones.yaml", basics.zone),
        families=families,
        threats=threats,
        topics=_list(folder, "topics.yaml", basics.topic),
        controls=found,
        checks=_checks(found),
        roles=roles,
        staff_categories=_part(people, "categories", organisation.staff_category),
        relations=_part(people, "relations", organisation.relation),
        asset_kinds=_part(grades, "asset_kinds", organisation.asset_kind),
        asset_sorts=_part(grades, "asset_sorts", organisation.asset_sort),
        schemes=_part(grades, "schemes", organisation.scheme),
        handlings=_list(folder, "handling.yaml", handlings.handling_set),
        questions=_questions(folder),
        standards=standards,
        permit_kinds=permits,
        routing=decisions.routing(routes, permits, roles),
    )
    people.done()
    grades.done()
    routes.done()
    _joined(catalogue)
    return catalogue


def _list(folder: Traversable, name: str, read: Callable[[Entry], Thing]) -> Mapping[str, Thing]:
    return by_id(name, _each(read_list(folder, name), read))


def _part(entry: Entry, field: str, read: Callable[[Entry], Thing]) -> Mapping[str, Thing]:
    return by_id(entry.file, (read(each) for each in entry.each(field)))


def _each(entries: Iterable[Entry], read: Callable[[Entry], Read]) -> Iterable[Read]:
    for entry in entries:
        yield read(entry)
        entry.done()


def _questions(folder: Traversable) -> Mapping[str, tuple[GradeQuestion, ...]]:
    pairs = tuple(_each(read_list(folder, "questions.yaml"), handlings.questions))
    if len({scheme for scheme, _ in pairs}) != len(pairs):
        raise CatalogueError("questions.yaml", "scheme", "a scheme stands twice")
    return MappingProxyType(dict(pairs))


def _threats(
    folder: Traversable,
) -> tuple[Mapping[str, ThreatFamily], Mapping[str, Threat]]:
    pairs = tuple(_each_family(folder))
    return (
        by_id("threats.yaml", (family for family, _ in pairs)),
        by_id("threats.yaml", (threat for _, threats in pairs for threat in threats)),
    )


def _each_family(folder: Traversable) -> Iterable[tuple[ThreatFamily, tuple[Threat, ...]]]:
    for entry in read_list(folder, "threats.yaml"):
        yield basics.family(entry)
        entry.done()


def _controls(
    folder: Traversable,
    chapters: Mapping[str, Chapter],
    automatic: Mapping[str, CheckSpec],
    standards: Mapping[str, StandardEdition],
) -> Mapping[str, Control]:
    found: dict[str, Control] = {}
    for name in CHAPTER_FILES:
        chapter = _chapter_of(name, chapters)
        for entry in read_list(folder, name):
            control = controls.control(entry, chapter, automatic, standards)
            entry.done()
            if control.id in found:
                raise entry.error("the id is used twice")
            if not control.checks:
                raise entry.error("has no check: nothing could show that it holds")
            found[control.id] = control
    return MappingProxyType(found)


def _chapter_of(name: str, chapters: Mapping[str, Chapter]) -> str:
    """Return the id in `controls/6-technical.yaml`; number and id must be those of a chapter."""
    number, _, identifier = name.removeprefix("controls/").removesuffix(".yaml").partition("-")
    known = chapters.get(identifier)
    if known is None or str(known.number) != number:
        raise CatalogueError(name, "file", "is named after no chapter of chapters.yaml")
    return identifier


def _checks(found: Mapping[str, Control]) -> Mapping[str, CheckSpec]:
    checks: dict[str, CheckSpec] = {}
    for control in found.values():
        for check in control.checks:
            known = checks.setdefault(check.id, check)
            if known is not check:
                raise CatalogueError("controls", check.id, "the id of the check is used twice")
    return MappingProxyType(checks)


def _joined(catalogue: Catalogue) -> None:
    """Refuse every id that points to nothing."""
    for topic in catalogue.topics.values():
        _known("topics.yaml", topic.id, (topic.chapter,), catalogue.chapters)
    for role in catalogue.roles.values():
        _known("roles.yaml", role.id, role.conflicts, catalogue.roles)
    for relation in catalogue.relations.values():
        _known("people.yaml", relation.id, relation.categories, catalogue.staff_categories)
    for sort in catalogue.asset_sorts.values():
        _known("classification.yaml", sort.id, (sort.kind,), catalogue.asset_kinds)
    _grades_joined(catalogue)
    for control in catalogue.controls.values():
        file = f"controls of {control.chapter}"
        _known(file, control.id, control.topics, catalogue.topics)
        _known(file, control.id, control.threats, catalogue.threats)
        _known(file, control.id, control.zones, catalogue.zones)
        _known(file, control.id, (control.role,), catalogue.roles)


def _grades_joined(catalogue: Catalogue) -> None:
    """Refuse grades without handling rules, and questions that lead to no grade."""
    for scheme in catalogue.schemes.values():
        handled = scheme.aspect in {"confidentiality", "importance"}
        for level in scheme.levels:
            wanted = (level.handling,) if handled or level.handling else ()
            _known("classification.yaml", scheme.id, wanted, catalogue.handlings)
    for identifier, asked in catalogue.questions.items():
        _known("questions.yaml", identifier, (identifier,), catalogue.schemes)
        grades = {level.id: level for level in catalogue.schemes[identifier].levels}
        leads = {answer.level for question in asked for answer in question.answers} - {""}
        _known("questions.yaml", identifier, leads, grades)


def _known(file: str, entry: str, ids: Iterable[str], known: Mapping[str, object]) -> None:
    for identifier in ids:
        if identifier not in known:
            raise CatalogueError(file, entry, f"points to {identifier!r}, which does not exist")
