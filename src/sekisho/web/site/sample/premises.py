"""Controlled areas, a month of entries, rounds, a stock-taking and a disposal of the sample."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.utils import timezone

from sekisho.catalogue import load_premises
from sekisho.web.evidence.actions import File
from sekisho.web.organization.models import Person, Post, Unit
from sekisho.web.premises import actions
from sekisho.web.premises.actions.rounds import fixtures_for, lines_for
from sekisho.web.premises.models import Answer, Area, DoorSystem, Fixture, Round
from sekisho.web.ui.dates import fiscal_year_end

People = dict[str, Person]
DAYS = 31
_CARDS = {"onishi": "000101", "shinohara": "000102", "miyake": "000207"}
_SATURDAY = 5


def make_premises(people: People, *, at: datetime) -> Area:
    """Two areas, a month at the door with one wrong entry, rounds, a count with a difference."""
    room, office = _areas(people, at)
    system = _door(room, people, at)
    log = "\r\n".join(_month(people, timezone.localdate(at))).encode("cp932")
    file = actions.DoorFile("入退室記録.csv", log)
    actions.import_log(system=system, file=file, by=people["shinohara"], at=at)
    _visitor(room, people, at - timedelta(days=3))
    _rounds(room, office, people, at)
    _stocktaking(people, at)
    _disposal(people, at)
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


_FIXTURES = (
    ("rack", "ラック1"), ("server", "基幹業務サーバ1号機"), ("server", "基幹業務サーバ2号機"),
    ("line", "LGWAN回線装置"), ("facility", "UPS 1号機"), ("facility", "空調機"),
)  # fmt: skip


def _rounds(room: Area, office: Area, people: People, at: datetime) -> None:
    """Make a round of the server room, which finds a flat battery; leave one overdue."""
    keeper, maker, today = people["onishi"], people["shinohara"], timezone.localdate(at)
    for kind, name in _FIXTURES:
        actions.record_fixture(area=room, kind=kind, name=name, by=keeper, at=at)
    for number in range(1, 4):
        name = f"給付端末 {number}"
        actions.record_fixture(area=office, kind="terminal", name=name, by=keeper, at=at)
    row = actions.plan_rounds(area=room, sheet="server-room-week", due_on=today, by=keeper, at=at)
    for fixture in fixtures_for(row):
        actions.answer_fixture(
            round=row, fixture=fixture, seen=_seen(row, fixture), by=maker, at=at
        )
    actions.finish_round(round=row, by=maker, at=at)
    overdue = today - timedelta(days=5)
    actions.plan_rounds(area=office, sheet="office-month", due_on=overdue, by=keeper, at=at)


def _seen(row: Round, fixture: Fixture) -> actions.Seen:
    lines = [line.id for line in lines_for(row.sheet, fixture)]
    if fixture.name != "UPS 1号機":
        return actions.Seen(dict.fromkeys(lines, Answer.Found.GOOD))
    found = dict.fromkeys(lines, Answer.Found.NONE) | {"ups-state": Answer.Found.FAULT}
    return actions.Seen(found, {"ups-state": "電池の交換期限が先月で切れている。"})


def _stocktaking(people: People, at: datetime) -> None:
    """Find everything of 総務課 but the lent USB memory."""
    unit, keeper = Unit.objects.get(name="総務課"), people["onishi"]
    taking = actions.open_stocktaking(
        title="総務課 機器・媒体の棚卸",
        units=[unit],
        due_on=timezone.localdate(at),
        by=keeper,
        at=at,
    )
    for line in taking.lines.exclude(name__contains="USB"):
        actions.see(taking=taking, scanned=line.number, place="", by=people["shinohara"], at=at)
    actions.close_stocktaking(taking=taking, by=keeper, at=at)


def _disposal(people: People, at: datetime) -> None:
    """Have old discs destroyed by a contractor and confirmed by a second person."""
    keeper, maker = people["onishi"], people["shinohara"]
    waste = actions.Waste(
        name="旧バックアップ装置のディスク 4本",
        number="HDD-2019-01〜04",
        asset=None,
        unit=Unit.objects.get(name="総務課"),
        level="mic-2024-confidentiality/3B",
    )
    row = actions.plan_disposal(
        waste=waste, method="destroy", contractor="朝霧リサイクル", by=keeper, at=at
    )
    certificate = File("破壊証明書.txt", "text/plain", "見本の破壊証明書です。".encode())
    actions.record_disposal(
        disposal=row, done_on=timezone.localdate(at), certificate=certificate, by=maker, at=at
    )
    actions.confirm_disposal(disposal=row, by=keeper, at=at)
