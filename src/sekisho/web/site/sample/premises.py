"""Controlled areas, lists, a month of the entry log and a visitor of the sample."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from sekisho.catalogue import load_premises
from sekisho.web.organization.models import Person, Post, Unit
from sekisho.web.premises import actions
from sekisho.web.premises.models import Area, DoorSystem
from sekisho.web.ui.dates import fiscal_year_end

People = dict[str, Person]
DAYS = 31
_CARDS = {"onishi": "000101", "shinohara": "000102", "miyake": "000207"}
_SATURDAY = 5


def make_premises(people: People, *, at: datetime) -> Area:
    """Two areas with their lists, a month at the door with one wrong entry, one visitor."""
    room, _office = _areas(people, at)
    system = _door(room, people, at)
    log = "\r\n".join(_month(people, timezone.localdate(at))).encode("cp932")
    file = actions.DoorFile("入退室記録.csv", log)
    actions.import_log(system=system, file=file, by=people["shinohara"], at=at)
    _visitor(room, people, at - timedelta(days=3))
    return room


def _areas(people: People, at: datetime) -> tuple[Area, Area]:
    keeper, chief, today = people["onishi"], people["morishita"], timezone.localdate(at)
    start, end = today - timedelta(days=DAYS), fiscal_year_end(today)
    general, benefits = Unit.objects.get(name="総務課"), Unit.objects.get(name="給付課")
    room = actions.record_area(
        name="情報システム室", level="core", unit=general, place="本館3階", logs_exit=True,
        log_from=start, by=keeper, at=at,
    )  # fmt: skip
    office = actions.record_area(
        name="給付課執務室（個人番号取扱区域）", level="office", unit=benefits, place="本館2階",
        logs_exit=False, log_from=start, by=keeper, at=at,
    )  # fmt: skip
    for username, by in (("onishi", chief), ("shinohara", keeper)):
        actions.list_entrant(
            area=room, person=people[username], post=None, from_date=start, until_date=end,
            reason="サーバの運用", by=by, at=at,
        )  # fmt: skip
    for post in Post.objects.filter(unit=benefits):
        actions.list_entrant(
            area=office, person=None, post=post, from_date=start, until_date=end,
            reason="給付事務", by=keeper, at=at,
        )  # fmt: skip
    for area in (room, office):
        actions.review_list(area=area, by=chief, at=at)
    actions.confirm_log(
        area=office, from_date=start, until_date=today - timedelta(days=1), by=people["shinohara"],
        at=at,
    )  # fmt: skip
    return room, office


def _door(room: Area, people: People, at: datetime) -> DoorSystem:
    shipped = load_premises().door_formats["one-time-column"]
    layout = actions.LogLayout(shipped.columns, shipped.entering, shipped.leaving, shipped.denied)
    keeper = people["onishi"]
    system = actions.record_system(
        name="入退室管理装置（ICカード）", layout=layout, by=keeper, at=at
    )
    actions.record_door(system=system, label="情報システム室", area=room, by=keeper, at=at)
    start = timezone.localdate(at) - timedelta(days=DAYS)
    for username, number in _CARDS.items():
        actions.give_card(
            system=system, number=number, person=people[username], from_date=start, by=keeper, at=at
        )
    return system


def _month(people: People, today: date) -> Iterator[str]:
    """Yield the lines a door system would have written; 三宅 is on no list."""
    yield "日時,カード番号,氏名,扉名,入退"
    days = [today - timedelta(days=back) for back in range(DAYS, 0, -1)]
    wrong = [day for day in days if day.weekday() < _SATURDAY][-4]
    for day in days:
        if day in (days[0], days[-1]) or day.weekday() < _SATURDAY:
            yield from _stay(people, "shinohara", day, "08:50:12", "09:20:41")
            yield from _stay(people, "onishi", day, "13:05:03", "13:40:55")
        if day == wrong:
            yield from _stay(people, "miyake", day, "19:42:30", "19:51:08")


def _stay(people: People, username: str, day: date, entered: str, left: str) -> Iterator[str]:
    holder = f"{_CARDS[username]},{people[username].name},情報システム室"
    yield f"{day:%Y/%m/%d} {entered},{holder},入室"
    yield f"{day:%Y/%m/%d} {left},{holder},退室"


def _visitor(room: Area, people: People, at: datetime) -> None:
    visit = actions.receive(
        area=room,
        visitor=actions.Visitor("真野 薫", "朝霧電機保守", "UPS電池の点検", "工具箱"),
        host=people["onishi"],
        escort=people["shinohara"],
        identified=True,
        badge="V-01",
        by=people["shinohara"],
        at=at,
    )
    actions.let_out(visit=visit, by=people["shinohara"], at=at + timedelta(minutes=40))
