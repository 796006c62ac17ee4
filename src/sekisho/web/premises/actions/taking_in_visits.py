"""Taking a visitors' book in: every row in a few statements, sealed as a form does."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.changes import changes_file, values_of
from sekisho.web.organization.models import Person
from sekisho.web.premises.actions.sealing import opaque
from sekisho.web.premises.actions.taking_in import Own, Told, seal_told
from sekisho.web.premises.actions.visits import Visitor, refuse_visit
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import Area, Passage, Visit

_BATCH = 100  # rows written by one statement
_RECEIVED = "visit.received"


@dataclass(frozen=True, slots=True)
class TakenVisit:
    """A line of the book: the visit it ends, or the one it adds."""

    row: Visit | None
    number: str
    area: Area
    visitor: Visitor
    host: Person
    escort: Person | None
    identified: bool
    badge: str
    in_at: datetime
    out_at: datetime | None
    own: Own


@transaction.atomic
def take_in_visits(*, taken: Sequence[TakenVisit], by: Person, at: datetime) -> None:
    """Enter visits of a book kept by hand, and let those out who left; see `receive`.

    Raises PremisesError for what the door would refuse and a number in use: nothing is done.
    """
    new = [each for each in taken if each.row is None]
    for each in new:
        refuse_visit(each.area, each.visitor, each.escort)
    if Visit.objects.filter(number__in=[each.number for each in new]).exists():
        raise PremisesError(_("同じ受付番号の来訪があります。別の番号にしてください。"))
    before = [(values_of(each.row, ()), each.row.out_at) if each.row else None for each in taken]
    rows = [_visit(each) for each in taken]
    fresh = [row for row, each in zip(rows, taken, strict=True) if each.row is None]
    Visit.objects.bulk_create(fresh, batch_size=_BATCH)
    known = [each.row for each in taken if each.row]
    Visit.objects.bulk_update(known, ("out_at", "own"), batch_size=_BATCH)
    told = [
        each
        for row, was, one in zip(rows, before, taken, strict=True)
        for each in _events(row, was, one)
    ]
    passages = [each for _event, written in told for each in written if isinstance(each, Passage)]
    Passage.objects.bulk_create(passages, batch_size=_BATCH)
    _put_beside(told, seal_told(told, by=by, at=at))


def _put_beside(told: Sequence[Told], indexes: Sequence[int]) -> None:
    """Write on each new visit where its entry stands, by which who it was can be erased."""
    visits = []
    for (event, rows), index in zip(told, indexes, strict=True):
        if event.kind == _RECEIVED and isinstance(rows[0], Visit):
            rows[0].attachment = index
            visits.append(rows[0])
    Visit.objects.bulk_update(visits, ("attachment",), batch_size=_BATCH)


def _visit(taken: TakenVisit) -> Visit:
    row = taken.row or Visit(
        number=taken.number,
        area=taken.area,
        host=taken.host,
        escort=taken.escort,
        identified=taken.identified,
        badge=taken.badge.strip(),
        in_at=taken.in_at,
        **{name: value.strip() for name, value in asdict(taken.visitor).items()},
    )
    if taken.out_at is not None and row.out_at is None:
        row.out_at = max(taken.out_at, row.in_at)
    row.own = dict(taken.own)
    return row


def _events(
    row: Visit, before: tuple[dict[str, str], datetime | None] | None, taken: TakenVisit
) -> Iterator[Told]:
    """Yield what the door would seal, with passages to be written, and own fields that changed."""
    subject, (own, out_at) = f"visit:{row.pk}", before or ({}, None)
    if before is None:
        yield _received(row, taken, subject)
    if row.out_at is not None and row.out_at != out_at:
        passage = Passage(area_id=row.area_id, at=row.out_at, way=Passage.Way.OUT, visit=row)
        facts = {"area": row.area_id, "tablet": None}
        yield evidence.Event("visit.left", subject, facts), [row, passage]
    if files := changes_file(own, values_of(row, ())):
        yield evidence.Event("visit.own", subject, {}, files), [row]


def _received(row: Visit, taken: TakenVisit, subject: str) -> Told:
    content = json.dumps(asdict(taken.visitor), ensure_ascii=False).encode()
    facts = {
        "area": row.area_id,
        "host": opaque(row.host),
        "escort": opaque(row.escort),
        "identified": row.identified,
        "tablet": None,
    }
    files = (evidence.File("visitor.json", "application/json", content),)
    passage = Passage(area_id=row.area_id, at=row.in_at, way=Passage.Way.IN, visit=row)
    return evidence.Event(_RECEIVED, subject, facts, files), [row, passage]
