"""Taking in a door system's file: duplicates, unknown doors, days covered, nothing half taken."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.factories import AT, DAY, make_person
from tests.web.premises.standing import LAYOUT, file_of, keeper, make_area, make_system

from sekisho.web.evidence import queries as evidence
from sekisho.web.premises import actions
from sekisho.web.premises.errors import DoorFileError, PremisesError
from sekisho.web.premises.models import DoorImport, LogSpan, Passage, UnreadLine

pytestmark = pytest.mark.django_db
IN = "2026/05/29 08:50:12,000102,篠原 拓海,情報システム室,入室"
OUT = "2026/05/29 09:20:41,000102,篠原 拓海,情報システム室,退室"
OTHER_DOOR = "2026/05/29 10:00:00,000102,篠原 拓海,書庫,入室"


@pytest.fixture
def area():
    return make_area()


@pytest.fixture
def system(area):
    return make_system(area)


def _take(system, *lines, at=AT, **days):
    return actions.import_log(system=system, file=file_of(*lines, **days), by=keeper(), at=at)


def test_rows_become_passages_of_the_area_behind_their_door(system, area):
    found = _take(system, IN, OUT)
    assert (found.added, found.known, found.unread) == (2, 0, 0)
    entry = Passage.objects.get(way="in")
    assert (entry.area, entry.card, entry.holder) == (area, "000102", "篠原 拓海")
    assert entry.at.isoformat() == "2026-05-28T23:50:12+00:00"


def test_the_same_rows_again_are_known(system):
    _take(system, IN, OUT)
    again = _take(system, OUT, IN, IN)
    assert (again.added, again.known) == (0, 3)
    assert Passage.objects.count() == 2


def test_two_systems_do_not_know_each_others_rows(system, area):
    _take(system, IN)
    assert _take(make_system(area), IN).added == 1


def test_a_card_names_its_holder_of_that_day_only(system):
    before, after = make_person(), make_person()
    card = actions.give_card(
        system=system, number="000102", person=before, from_date=date(2026, 4, 1), by=None, at=AT
    )
    actions.take_card_back(card=card, on=date(2026, 5, 28), by=keeper(), at=AT)
    actions.give_card(
        system=system, number="000102", person=after, from_date=date(2026, 5, 29), by=None, at=AT
    )
    _take(system, IN, IN.replace("05/29", "05/28"))
    assert Passage.objects.get(at__date=date(2026, 5, 29)).person == after
    assert Passage.objects.get(at__date=date(2026, 5, 28)).person == before


def test_a_card_given_a_name_later_names_what_is_there_already(system):
    _take(system, IN, IN.replace("05/29", "05/20"))
    person = make_person()
    actions.give_card(
        system=system, number="000102", person=person, from_date=date(2026, 5, 29), by=None, at=AT
    )
    assert [each.person for each in Passage.objects.order_by("at")] == [None, person]


def test_a_card_is_held_by_one_at_a_time_and_comes_back_once(system):
    card = actions.give_card(
        system=system, number="7", person=make_person(), from_date=DAY, by=None, at=AT
    )
    with pytest.raises(PremisesError, match="別の人"):
        actions.give_card(
            system=system, number="7", person=make_person(), from_date=DAY, by=None, at=AT
        )
    actions.take_card_back(card=card, on=DAY, by=keeper(), at=AT)
    with pytest.raises(PremisesError, match="既に返却"):
        actions.take_card_back(card=card, on=DAY, by=keeper(), at=AT)


class TestNotUnderstood:
    def test_lines_are_kept_as_written_with_the_reason(self, system):
        found = _take(system, IN, "きのう,1,,情報システム室,入室", OTHER_DOOR)
        assert [(each.line, each.reason, each.text) for each in found.lines.all()] == [
            (3, "time", "きのう,1,,情報システム室,入室"),
            (4, "door", OTHER_DOOR),
        ]
        assert found.unread == 2

    def test_once_the_door_is_known_the_same_file_settles_its_line(self, system):
        _take(system, IN, OTHER_DOOR)
        actions.record_door(system=system, label="書庫", area=make_area(), by=None, at=AT)
        again = _take(system, IN, OTHER_DOOR)
        assert (again.added, again.known, again.unread) == (1, 1, 0)
        assert not UnreadLine.objects.open().exists()

    def test_a_line_repeated_in_the_next_file_stands_open_once(self, system):
        _take(system, IN, OTHER_DOOR)
        _take(system, IN, OTHER_DOOR)
        assert UnreadLine.objects.open().count() == 1

    def test_somebody_says_that_they_were_looked_at(self, system):
        found = _take(system, IN, OTHER_DOOR)
        assert actions.settle_unread(source=found, by=keeper(), at=AT) == 1
        assert actions.settle_unread(source=found, by=keeper(), at=AT) == 0
        assert len(list(evidence.sealed(["door-log.settled"]))) == 1


class TestDaysCovered:
    def test_from_the_first_row_to_the_last(self, system, area):
        _take(system, IN, IN.replace("05/29", "05/20"))
        (span,) = LogSpan.objects.all()
        assert (span.area, span.from_date, span.until_date) == (
            area,
            date(2026, 5, 20),
            date(2026, 5, 29),
        )

    def test_as_told_when_the_file_holds_quiet_days(self, system):
        _take(system, IN, covers_from=date(2026, 5, 1), covers_until=date(2026, 5, 31))
        (span,) = LogSpan.objects.all()
        assert (span.from_date, span.until_date) == (date(2026, 5, 1), date(2026, 5, 31))

    def test_the_day_of_the_import_is_not_over(self, system):
        _take(system, IN.replace("05/29", "06/01"))
        assert not LogSpan.objects.exists()
        _take(system, IN, covers_until=DAY + timedelta(days=30))
        assert LogSpan.objects.get().until_date == DAY - timedelta(days=1)

    def test_a_month_without_entries_needs_its_days_told(self, system):
        with pytest.raises(DoorFileError, match="期間を指定"):
            _take(system, "きのう,1,,情報システム室,入室")
        assert not DoorImport.objects.exists()
        found = _take(
            system,
            "きのう,1,,情報システム室,入室",
            covers_from=date(2026, 5, 1),
            covers_until=date(2026, 5, 31),
        )
        assert (found.added, found.unread) == (0, 1)

    def test_days_the_wrong_way_round_are_refused(self, system):
        with pytest.raises(DoorFileError, match="末日"):
            _take(system, IN, covers_from=date(2026, 5, 30))


class TestRefused:
    @pytest.mark.parametrize(
        ("content", "words"),
        [(b"", "行がありません"), (b"\x81\xff\xfd\xa0", "文字コード"), (b"a,b\n1,2", "カード番号")],
    )
    def test_a_file_that_is_none_leaves_nothing(self, system, content, words):
        with pytest.raises(DoorFileError, match=words):
            actions.import_log(
                system=system, file=actions.DoorFile("x.csv", content), by=keeper(), at=AT
            )
        assert not Passage.objects.exists()
        assert not list(evidence.sealed(["door-log.imported"]))

    def test_a_layout_needs_its_columns(self):
        for key in ("at", "card", "direction"):
            columns = dict(LAYOUT.columns) | {key: ""}
            layout = actions.LogLayout(columns, LAYOUT.entering, (), ())
            with pytest.raises(PremisesError):
                actions.record_system(name="装置", layout=layout, by=None, at=AT)
        layout = actions.LogLayout(LAYOUT.columns, (), (), ())
        with pytest.raises(PremisesError):
            actions.record_system(name="装置", layout=layout, by=None, at=AT)

    def test_two_systems_cannot_have_one_name(self, system):
        with pytest.raises(PremisesError, match="同じ名称"):
            actions.record_system(name=system.name, layout=LAYOUT, by=None, at=AT)
        actions.record_system(name=system.name, layout=LAYOUT, by=None, at=AT, system=system)


def test_what_was_taken_is_sealed_in_figures_without_names(system):
    found = _take(system, IN, OUT, OTHER_DOOR)
    (entry,) = evidence.sealed(["door-log.imported"])
    assert (entry.facts["added"], entry.facts["unread"]) == (2, 1)
    assert entry.facts["rows_sha256"] == found.rows_sha256
    assert "篠原" not in str(entry.facts)


def test_queries_do_not_grow_with_rows_but_by_chunks(system):
    def lines(number, day):
        return [
            f"2026/05/{day} 08:{n // 60:02}:{n % 60:02},{n},,情報システム室,入室"
            for n in range(number)
        ]

    with CaptureQueriesContext(connection) as few:
        _take(system, *lines(10, 10))
    with CaptureQueriesContext(connection) as many:
        _take(system, *lines(400, 11))
    assert len(many) <= len(few) + 8  # SQLite takes 1,000 values a statement
