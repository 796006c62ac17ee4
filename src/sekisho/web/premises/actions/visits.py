"""Visitors: received at the door, let out, and forgotten in time."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from sekisho.catalogue import load_premises
from sekisho.web.evidence import actions as evidence
from sekisho.web.evidence.actions.erasing import ErasureReason
from sekisho.web.evidence.errors import NotErasableError
from sekisho.web.evidence.queries import attachments_of
from sekisho.web.organization.models import Person
from sekisho.web.premises.actions.sealing import opaque, seal
from sekisho.web.premises.errors import PremisesError
from sekisho.web.premises.models import Area, Passage, Tablet, Visit


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who comes from outside, and why. Personal data: beside the ledger, never in it."""

    name: str
    company: str
    purpose: str
    brought: str = ""


@transaction.atomic
def receive(  # noqa: PLR0913  # the columns of a visit
    *,
    area: Area,
    visitor: Visitor,
    host: Person,
    escort: Person | None,
    identified: bool,
    badge: str,
    by: Person,
    at: datetime,
    tablet: Tablet | None = None,
) -> Visit:
    """Let a visitor in. Raises PremisesError when the grade asks for an escort and there is none.

    What says who it is goes beside the entry as a file that can be erased.
    """
    refuse_visit(area, visitor, escort)
    row = Visit.objects.create(
        area=area,
        host=host,
        escort=escort,
        identified=identified,
        badge=badge.strip(),
        in_at=at,
        **{name: value.strip() for name, value in asdict(visitor).items()},
    )
    content = json.dumps(asdict(visitor), ensure_ascii=False).encode()
    passage = Passage.objects.create(area=area, at=at, way=Passage.Way.IN, visit=row)
    sealed = seal(
        "visit.received",
        f"visit:{row.pk}",
        by=by,
        at=at,
        rows=[row, passage],
        files=(evidence.File("visitor.json", "application/json", content),),
        area=area.pk,
        host=opaque(host),
        escort=opaque(escort),
        identified=identified,
        tablet=tablet.pk if tablet else None,
    )
    row.attachment = sealed.index
    row.save(update_fields=["attachment"])
    return row


def refuse_visit(area: Area, visitor: Visitor, escort: Person | None) -> None:
    """Raise PremisesError for a visitor the area does not let in so."""
    if not visitor.name.strip() or not visitor.purpose.strip():
        raise PremisesError(_("来訪者の氏名と用件を入力してください。"))
    if load_premises().levels[area.level].escort and escort is None:
        raise PremisesError(_("この管理区域では、来訪者に付き添う職員を選んでください。"))


@transaction.atomic
def let_out(*, visit: Visit, by: Person, at: datetime, tablet: Tablet | None = None) -> Visit:
    """Record that a visitor left. Raises PremisesError for one who left already."""
    row = Visit.objects.select_for_update().get(pk=visit.pk)
    if row.out_at is not None:
        raise PremisesError(_("この来訪者は既に退室しています。"))
    row.out_at = at
    row.save(update_fields=["out_at"])
    passage = Passage.objects.create(area_id=row.area_id, at=at, way=Passage.Way.OUT, visit=row)
    seal("visit.left", f"visit:{row.pk}", by=by, at=at, area=row.area_id,
         tablet=tablet.pk if tablet else None, rows=[row, passage])  # fmt: skip
    return row


@transaction.atomic
def erase_visit(*, visit: Visit, reason: ErasureReason, by: Person | None, at: datetime) -> Visit:
    """Erase who a visitor was, here and beside the ledger; that somebody came stands.

    Raises PremisesError for a visitor still inside, or erased already.
    """
    row = Visit.objects.select_for_update().get(pk=visit.pk)
    if row.out_at is None:
        raise PremisesError(_("退室を記録してから消去してください。"))
    if row.erased_at is not None:
        raise PremisesError(_("この来訪者の個人情報は既に消去されています。"))
    row.name = row.company = row.purpose = row.brought = ""
    row.erased_at = at
    row.save(update_fields=["name", "company", "purpose", "brought", "erased_at"])
    _erase_beside(row, reason, by, at)
    seal("visit.erased", f"visit:{row.pk}", by=by, at=at, reason=reason.value, rows=[row])
    return row


def forget_old_visits(*, at: datetime) -> int:
    """Erase visitors whose time of keeping has passed; return how many."""
    until = at - timedelta(days=load_premises().visitor_days)
    rows = list(Visit.objects.filter(erased_at=None, out_at__lt=until).order_by("pk")[:500])
    for row in rows:
        erase_visit(visit=row, reason=ErasureReason.RETENTION, by=None, at=at)
    return len(rows)


def _erase_beside(row: Visit, reason: ErasureReason, by: Person | None, at: datetime) -> None:
    """Erase the files beside the entry of the visit; one erased there already is no matter."""
    if row.attachment is None:
        return
    for number in attachments_of(row.attachment):
        try:
            evidence.erase_attachment(
                attachment_id=number, reason=reason, by=opaque(by) or "", at=at
            )
        except NotErasableError:
            continue
