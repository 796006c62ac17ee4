"""Who is still inside: the last passage of everybody, as the log says it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sekisho.web.premises.models import Passage

LOOKED_BACK = timedelta(days=90)
Who = tuple[int, str]  # area, and who: a person's, a visit's or a card's number


def still_inside(at: datetime, *, area: int | None = None) -> list[Passage]:
    """Return the entry of everybody who went in and not out again until then; one query."""
    rows = Passage.objects.filter(at__lte=at, at__gt=at - LOOKED_BACK, area__closed_at=None)
    rows = rows.exclude(way=Passage.Way.DENIED).select_related("area", "person", "visit")
    if area is not None:
        rows = rows.filter(area=area)
    return last_entries(rows.order_by("at", "pk"))


def last_entries(passages: Iterable[Passage]) -> list[Passage]:
    """Return, of passages in the order of time, the entries no leaving followed."""
    inside: dict[Who, Passage] = {}
    for passage in passages:
        if passage.way == Passage.Way.IN:
            inside.setdefault(who(passage), passage)
        elif passage.way == Passage.Way.OUT:
            inside.pop(who(passage), None)
    return list(inside.values())


def who(passage: Passage) -> Who:
    """Return what the passages of the same one in the same area share."""
    if passage.person_id is not None:
        return passage.area_id, f"person:{passage.person_id}"
    if passage.visit_id is not None:
        return passage.area_id, f"visit:{passage.visit_id}"
    return passage.area_id, f"card:{passage.card}"
