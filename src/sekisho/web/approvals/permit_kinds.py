"""The kinds of permits in use, handed in by site at start-up, each with its route."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from sekisho.catalogue import PermitKind, Route

_known: dict[str, PermitKind] = {}
_routes: dict[str, Route] = {}


class UnknownPermitKindError(LookupError):
    """No kind of permit has that id: a fault of the calling room, never of the user."""


def hand_in(kinds: Iterable[PermitKind], routes: Mapping[str, Route]) -> None:
    """Add kinds and their routes; an id stands once. Raises ValueError, KeyError."""
    for kind in kinds:
        if _known.setdefault(kind.id, kind) != kind:
            raise ValueError(f"permit kind {kind.id!r} is defined twice")
        _routes[kind.id] = routes[kind.id]


def all_kinds() -> Mapping[str, PermitKind]:
    """Return every kind by id, in the order they were handed in."""
    return MappingProxyType(_known)


def known(kind_id: str) -> PermitKind | None:
    """Return the kind; None for one that is not in use (any more)."""
    return _known.get(kind_id)


def find(kind_id: str) -> PermitKind:
    """Return the kind. Raises UnknownPermitKindError."""
    try:
        return _known[kind_id]
    except KeyError:
        raise UnknownPermitKindError(kind_id) from None


def route_of(kind_id: str) -> Route | None:
    """Return the route the kind was handed in with; None for another kind of application."""
    return _routes.get(kind_id)
