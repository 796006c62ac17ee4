"""Areas, lists, doors and passages for these tests."""

from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from tests.web.factories import AT, DAY, make_person, make_unit

from sekisho.web.organization.models import Person
from sekisho.web.premises import actions
from sekisho.web.premises.models import Area, DoorSystem, Listed, LogSpan, Passage

_names = count(1)
LAYOUT = actions.LogLayout(
    columns={
        "at": "日時",
        "date": "",
        "clock": "",
        "card": "カード番号",
        "holder": "氏名",
        "door": "扉名",
        "direction": "入退",
    },
    entering=("入室", "入"),
    leaving=("退室",),
    denied=("拒否",),
)
HEADINGS = "日時,カード番号,氏名,扉名,入退"


def keeper(**fields: Any) -> Person:
    """Somebody who keeps areas and records."""
    return make_person(roles=("system-manager",), **fields)


def make_area(name: str = "", *, level: str = "core", log_from: date = DAY, **fields: Any) -> Area:
    """An area of the fictional body."""
    return actions.record_area(
        name=name or f"情報システム室 {next(_names)}",
        level=level,
        unit=fields.pop("unit", None) or make_unit(),
        place="3階",
        logs_exit=fields.pop("logs_exit", True),
        log_from=log_from,
        by=fields.pop("by", None) or keeper(),
        at=AT,
    )


def let_in(area: Area, person: Person, *, days: int = 30, since: date | None = None) -> Listed:
    """Put somebody on the list from a day on (the day of the tests unless told otherwise)."""
    start = since or DAY
    return actions.list_entrant(
        area=area,
        person=person,
        post=None,
        from_date=start,
        until_date=start + timedelta(days=days),
        reason="運用",
        by=None,
        at=AT,
    )


def make_system(*areas: Area, doors: tuple[str, ...] = ("情報システム室",)) -> DoorSystem:
    """A door system with a door for each area."""
    system = actions.record_system(
        name=f"入退室管理装置 {next(_names)}", layout=LAYOUT, by=None, at=AT
    )
    for label, area in zip(doors, areas, strict=False):
        actions.record_door(system=system, label=label, area=area, by=None, at=AT)
    return system


def file_of(*lines: str, encoding: str = "utf-8", **days: date) -> actions.DoorFile:
    """A door system's file with these lines under the headings."""
    content = "\r\n".join((HEADINGS, *lines)).encode(encoding)
    return actions.DoorFile("log.csv", content, **days)


def passed(
    area: Area,
    person: Person | None = None,
    *,
    at: datetime = AT,
    way: str = "in",
    card: str = "",
    **fields: Any,
) -> Passage:
    """A passage as the log has it, whoever may have made it."""
    return Passage.objects.create(area=area, person=person, at=at, way=way, card=card, **fields)


def covered(area: Area, first: date, last: date) -> LogSpan:
    """Days somebody said are complete."""
    return LogSpan.objects.create(
        area=area, from_date=first, until_date=last, by=make_person(), at=AT
    )
