"""Areas, lists, doors and passages for these tests."""

import io
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from PIL import Image
from tests.web.assets.register import zone
from tests.web.factories import AT, DAY, make_person, make_unit

from sekisho.web.assets import actions as assets
from sekisho.web.assets.models import Asset
from sekisho.web.organization.models import Person, Unit
from sekisho.web.premises import actions
from sekisho.web.premises.actions.rounds import lines_for
from sekisho.web.premises.models import (
    Answer,
    Area,
    DoorSystem,
    Fixture,
    Listed,
    LogSpan,
    Passage,
    Round,
    StockTaking,
)
from sekisho.web.premises.stock import stock

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


def png(width: int = 40, height: int = 30, **saved: Any) -> bytes:
    """A picture as a phone might send it."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(out, saved.pop("format", "PNG"), **saved)
    return out.getvalue()


def fixture(area: Area, name: str = "", *, kind: str = "server") -> Fixture:
    """A thing looked at on rounds."""
    return actions.record_fixture(
        area=area, kind=kind, name=name or f"サーバ {next(_names)}", by=keeper(), at=AT
    )


def planned(area: Area, *, due_on: date = DAY, sheet: str = "server-room-week") -> Round:
    """A round that waits."""
    return actions.plan_rounds(area=area, sheet=sheet, due_on=due_on, by=keeper(), at=AT)


def seen(row: Round, thing: Fixture, found: str = "good", **more: Any) -> actions.Seen:
    """The same answer to every line asked of the thing."""
    lines = [line.id for line in lines_for(row.sheet, thing)]
    notes = dict.fromkeys(lines, "緩みがある") if found == "fault" else {}
    return actions.Seen(dict.fromkeys(lines, Answer.Found(found)), notes, **more)


def made(area: Area, found: str = "good", *, at: datetime = AT) -> Round:
    """A round of one server, made."""
    row = Round.objects.filter(area=area, done_at=None).first() or planned(area)
    thing = Fixture.objects.filter(area=area).first() or fixture(area)
    actions.answer_fixture(
        round=row, fixture=thing, seen=seen(row, thing, found), by=keeper(), at=at
    )
    return actions.finish_round(round=row, by=keeper(), at=at)


def asset(
    name: str = "サーバ", *, unit: Unit | None = None, zone_key: str = "lgwan", **said: Any
) -> Asset:
    """Something to be counted; `said`: more of what its entry says."""
    entry = assets.Entry("server", name, unit or make_unit(), zone=zone(zone_key), **said)
    return assets.record(entry=entry, by=keeper(), at=AT)


def number(row: Asset) -> str:
    """What stands on its label."""
    item = next(each for each in stock().of_units([row.unit_id]) if each.ref == f"asset:{row.pk}")
    return item.number


def counting(*units: Unit, due_on: date = DAY, at: datetime = AT) -> StockTaking:
    """A count of units."""
    return actions.open_stocktaking(
        title="棚卸", units=list(units) or [make_unit()], due_on=due_on, by=keeper(), at=at
    )
