"""Reads kinds of permits and routes from their entries."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TypeVar

from sekisho.catalogue.entry import Entry
from sekisho.catalogue.handling import ACTS as HANDLING_ACTS
from sekisho.catalogue.model import Text
from sekisho.catalogue.people import PERMISSIONS
from sekisho.catalogue.permits import (
    DUTIES,
    FIELD_TYPES,
    Duty,
    Field,
    Option,
    PermitKind,
    Shorter,
    SubjectField,
)
from sekisho.catalogue.routes import (
    ACTS,
    NEEDS,
    SEAT_WORDS,
    UNIT_HEAD,
    Route,
    Routing,
    Stage,
    When,
)

Read = TypeVar("Read")


def permit_kind(entry: Entry) -> PermitKind:
    """Read one kind of permit; what a shorter time depends on must be one of its choices."""
    fields = tuple(_done(each, _field(each)) for each in entry.entries("fields"))
    found = PermitKind(
        id=entry.word("id"),
        title=entry.text("title"),
        help=entry.text("help"),
        subject=_subject(entry, "subject"),
        carries=_subject(entry, "carries"),
        act=entry.one_of("act", HANDLING_ACTS) if entry.has("act") else None,
        fields=fields,
        longest_days=entry.number("longest_days"),
        shorter=tuple(
            _done(each, _shorter(each)) for each in entry.entries("shorter", optional=True)
        ),
        duties=_duties(entry),
        source=entry.word("source"),
        confirmed=entry.flag("confirmed"),
    )
    if found.carries is not None and found.act is None:
        raise entry.error("carries something, but says no act")
    names = [field.name for field in fields]
    if len(set(names)) != len(names):
        raise entry.error("two fields have the same name")
    for shorter in found.shorter:
        _answers(entry, found, shorter.field, shorter.values)
    return found


def routing(
    entry: Entry, permits: Mapping[str, PermitKind], roles: Mapping[str, object]
) -> Routing:
    """Read all routes; every seat names something that exists, every route can decide."""
    routes = {}
    for each in entry.entries("routes"):
        found = route(each, roles)
        kind = permits.get(found.kind)
        for stage in found.stages:
            if stage.when is not None and kind is None:
                raise each.error("has a condition, but is no kind of permit")
            if stage.when is not None and kind is not None:
                _answers(each, kind, stage.when.field, tuple(stage.when.values))
        if found.kind in routes:
            raise each.error("has two routes")
        each.done()
        routes[found.kind] = found
    if missing := permits.keys() - routes.keys():
        raise entry.error(f"no route for {', '.join(sorted(missing))}")
    return Routing(
        routes=MappingProxyType(routes),
        stand_ins=MappingProxyType(_stand_ins(entry, roles)),
        heads=_known_roles(entry, "heads", roles),
        above=_known_roles(entry, "above", roles),
    )


def route(entry: Entry, roles: Mapping[str, object]) -> Route:
    """Read the route of one kind. Raises CatalogueError."""
    entry.name = entry.word("kind")
    stages = tuple(_done(each, _stage(each, roles)) for each in entry.entries("stages"))
    found = Route(entry.name, stages)
    if fault := found.fault():
        raise entry.error(fault)
    return found


def _stage(entry: Entry, roles: Mapping[str, object]) -> Stage:
    return Stage(
        act=entry.one_of("act", ACTS),
        need=entry.one_of("need", NEEDS),
        seats=_seats(entry, "seats", roles),
        when=_when(entry) if entry.has("when") else None,
    )


def _when(entry: Entry) -> When:
    raw = Entry(entry.file, entry.take("when"), f"{entry.name}.when")
    negated = raw.has("not_in")
    values = raw.words("not_in" if negated else "in")
    found = When(raw.word("field"), frozenset(values), negated)
    raw.done()
    return found


def _seats(entry: Entry, field: str, roles: Mapping[str, object]) -> tuple[str, ...]:
    seats = entry.words(field)
    for seat in seats:
        if not _is_seat(seat, roles):
            raise entry.error(f"nobody can sit in {seat!r}")
    return seats


def _is_seat(seat: str, roles: Mapping[str, object]) -> bool:
    word, _, name = seat.partition(":")
    known = {"role": name in roles, "permission": name in PERMISSIONS, "post": bool(name)}
    return seat == UNIT_HEAD or (word in SEAT_WORDS and known[word])


def _stand_ins(entry: Entry, roles: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    found = {}
    for each in entry.entries("stand_ins"):
        seat = each.word("for")
        each.name = seat
        if not _is_seat(seat, roles):
            raise each.error("is no seat")
        found[seat] = _seats(each, "by", roles)
        each.done()
    return found


def _known_roles(entry: Entry, field: str, roles: Mapping[str, object]) -> tuple[str, ...]:
    names = entry.words(field)
    for name in names:
        if name not in roles:
            raise entry.error(f"{field}: there is no role {name!r}")
    return names


def _field(entry: Entry) -> Field:
    kind = entry.one_of("type", FIELD_TYPES)
    options = tuple(
        _done(each, Option(each.word("id"), each.text("title")))
        for each in entry.entries("options", optional=True)
    )
    if (kind == "choice") is not bool(options):
        raise entry.error("options stand at a choice and nowhere else")
    return Field(
        name=entry.word("name"),
        type=kind,
        title=entry.text("title"),
        help=_help(entry),
        required=entry.flag("required"),
        scope=entry.flag("scope"),
        options=options,
    )


def _subject(entry: Entry, name: str) -> SubjectField | None:
    if not entry.has(name):
        return None
    raw = Entry(entry.file, entry.take(name), f"{entry.name}.{name}")
    found = SubjectField(
        raw.word("room"),
        raw.text("title"),
        _help(raw),
        raw.flag("many"),
        raw.flag("in_words") if raw.has("in_words") else False,
    )
    raw.done()
    return found


def _help(entry: Entry) -> Text | None:
    return entry.text("help") if entry.has("help") else None


def _shorter(entry: Entry) -> Shorter:
    return Shorter(entry.word("field"), entry.words("values"), entry.number("days"))


def _duties(entry: Entry) -> tuple[Duty, ...]:
    words = entry.words("duties", optional=True)
    found = tuple(duty for duty in DUTIES if duty in words)
    if len(found) != len(words):
        raise entry.error(f"a duty is one of {', '.join(DUTIES)}")
    return found


def _answers(entry: Entry, kind: PermitKind, name: str, values: tuple[str, ...]) -> None:
    """Refuse a condition on an answer nobody can give."""
    field = next((each for each in kind.fields if each.name == name), None)
    known = {option.id for option in field.options} if field else set()
    if not known.issuperset(values):
        raise entry.error(f"{name!r} of {kind.id!r} is never one of {', '.join(values)}")


def _done(entry: Entry, read: Read) -> Read:
    entry.done()
    return read
