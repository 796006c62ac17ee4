"""Which route counts for a kind: the body's own, else the catalogue's, else its permission word."""

from collections.abc import Iterable, Mapping
from typing import Any

from sekisho.catalogue import CatalogueError, Route, Stage, load
from sekisho.catalogue.decisions import route as read_route
from sekisho.catalogue.entry import Entry
from sekisho.web.approvals import permit_kinds
from sekisho.web.approvals.kinds import Kind
from sekisho.web.approvals.models import BodyRoute


def route_of(kind: Kind) -> Route:
    """Return the route that counts for the kind; one query.

    What the body once decided and cannot be read any more (a role that is gone) counts no more:
    the catalogue's route does.
    """
    rows = BodyRoute.objects.filter(kind=kind.id, decided_at__isnull=False)
    own = rows.order_by("-decided_at", "-pk").first()
    return (read_stages(kind.id, own.stages) if own else None) or default_route(kind)


def default_route(kind: Kind) -> Route:
    """Return the route without the body's own: the catalogue's, else one step by permission."""
    known = permit_kinds.route_of(kind.id) or load().routing.routes.get(kind.id)
    if known is not None:
        return known
    seat = f"permission:{kind.permission_to_decide}"
    return Route(kind.id, (Stage("decide", "any", (seat,)),))


def read_stages(kind: str, stages: Iterable[Mapping[str, Any]]) -> Route | None:
    """Return the route of a body's row; None for one that cannot be followed."""
    entry = Entry("route", {"kind": kind, "stages": [dict(each) for each in stages]}, kind)
    try:
        return read_route(entry, load().roles)
    except CatalogueError:
        return None
