"""Reads of this room: what hangs together with an asset, and its history in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sekisho.catalogue import load
from sekisho.ledger import JsonValue
from sekisho.web.assets import access
from sekisho.web.assets.models import Asset, Relation
from sekisho.web.assets.picture import DEEPEST, Edge, Node
from sekisho.web.evidence import queries as evidence
from sekisho.web.evidence.wording import kind_label
from sekisho.web.organization.queries import names_of
from sekisho.web.ui.words import worded

MOST_NODES = 400  # read for one picture
HISTORY = 30


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What hangs together with an asset, as far as the reader may know of it."""

    nodes: Mapping[int, Node]
    edges: tuple[Edge, ...]
    relations: tuple[Relation, ...]  # of the asset itself


def neighbourhood(asset: Asset, rights: frozenset[str]) -> Neighbourhood:
    """Return what is above and below the asset; two queries a step, four steps at most."""
    known = access.visible_relations(rights).select_related("upper", "lower")
    found: dict[int, Relation] = {}
    for ends in (("upper", "lower"), ("lower", "upper")):
        _walk(known, asset.pk, ends, found)
    rows = {asset.pk: asset}
    for relation in found.values():
        rows |= {relation.upper_id: relation.upper, relation.lower_id: relation.lower}
    sorts = {sort.id: worded(sort.title) for sort in load().asset_sorts.values()}
    return Neighbourhood(
        nodes={
            pk: Node(pk, row.number, row.name, sorts.get(row.sort, row.sort))
            for pk, row in rows.items()
        },
        edges=tuple(Edge(r.upper_id, r.lower_id, r.get_kind_display()) for r in found.values()),
        relations=tuple(r for r in found.values() if asset.pk in {r.upper_id, r.lower_id}),
    )


def _walk(
    known: QuerySet[Relation],
    start: int,
    ends: tuple[str, str],
    found: dict[int, Relation],
) -> None:
    """Follow relations from one end to the other, breadth first, as far as a picture shows."""
    near, far = ends
    reached, edge = {start}, {start}
    for _step in range(DEEPEST):
        rows = list(known.filter(**{f"{near}__in": edge})[: MOST_NODES - len(found)])
        found |= {row.pk: row for row in rows}
        edge = {getattr(row, f"{far}_id") for row in rows} - reached
        reached |= edge
        if not edge or len(found) >= MOST_NODES:
            return


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was sealed about an asset."""

    index: int
    at: datetime
    what: str
    who: str
    fields: str


def history_of(asset: Asset) -> tuple[Event, ...]:
    """Return what was sealed about the asset, the newest first; three queries."""
    entries = evidence.history(f"asset:{asset.pk}", HISTORY)
    facts = {
        each.index: each.facts
        for each in evidence.sealed({e.kind for e in entries}, [f"asset:{asset.pk}"])
    }
    names = names_of(each.actor for each in entries)
    return tuple(
        Event(
            each.index,
            each.at,
            kind_label(each.kind),
            names.get(each.actor, ""),
            _field_words(facts.get(each.index, {}).get("fields")),
        )
        for each in entries
    )


def _field_words(names: JsonValue) -> str:
    if not isinstance(names, list):
        return ""
    known = {field.name: str(field.verbose_name) for field in Asset._meta.concrete_fields}  # noqa: SLF001  # Django's public API
    known |= {"own": _("独自の項目")}
    return "、".join(known.get(str(name), str(name)) for name in names)
