"""Areas and lists as Excel: out, edited, in through a dry run; one wrong row stops all."""

import io
from datetime import timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.premises.standing import fixture, keeper, let_in, make_area
from tests.web.registers.book import xlsx

from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.models import Post
from sekisho.web.premises import actions, agreement
from sekisho.web.premises.models import Area, Fixture, Listed

pytestmark = pytest.mark.django_db
LISTED = ("番号", "管理区域", "氏名", "職", "開始日", "終了日", "入室の理由")


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def me():
    return keeper(name="管理 者")


@pytest.fixture
def client(me):
    return client_for(me)


def _out(client, register):
    answer = client.get(reverse(f"premises:{register}-export"), {"format": "xlsx"})
    sheet = load_workbook(io.BytesIO(answer.content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def _in(client, register, *rows, apply=True):
    """Take a workbook in and apply it; return the text of the page of differences."""
    file = SimpleUploadedFile("表.xlsx", xlsx(*rows))
    answer = client.post(reverse(f"premises:{register}-import"), {"file": file})
    assert answer.status_code == 302, answer.content.decode()
    page = BeautifulSoup(client.get(answer["Location"]).content, "lxml").get_text(" ", strip=True)
    if apply:
        client.post(f"{answer['Location']}apply/")
    return page


class TestAreas:
    def test_a_round_trip_with_one_changed_and_one_new(self, client):
        make_area("情報システム室")
        headings, row, *_rest = _out(client, "areas")
        row[headings.index("場所")] = "本館4階"
        new = ["書庫", "保管区域（書庫・媒体の保管庫）", "総務課", "地下", "×"]
        told = _in(client, "areas", headings, row, [*new, None])
        assert "追加 1" in told
        assert "変更 1" in told
        rows = {area.name: area for area in Area.objects.all()}
        assert rows["情報システム室"].place == "本館4階"
        assert (rows["書庫"].level, rows["書庫"].logs_exit, rows["書庫"].log_from) == (
            "store",
            False,
            DAY,
        )

    def test_the_bodys_own_column_stays_on_the_row(self, client):
        make_area("情報システム室")
        headings, row, *_rest = _out(client, "areas")
        _in(client, "areas", [*headings, "鍵の番号"], [*row, "K-7"])
        assert Area.objects.get().own == {"鍵の番号": "K-7"}
        assert "鍵の番号" in _out(client, "areas")[0]

    def test_a_wrong_row_stops_the_whole_file(self, client):
        make_area("情報システム室")
        headings, row, *_rest = _out(client, "areas")
        row[headings.index("場所")] = "本館4階"
        bad = ["書庫", "特別区域", "ない課", "", "×", None]
        told = _in(client, "areas", headings, row, bad)
        assert "誤りのある行が1行" in told
        assert (Area.objects.count(), Area.objects.get().place) == (1, "3階")


class TestListed:
    @pytest.fixture
    def area(self):
        return make_area("情報システム室")

    def test_out_and_in_again_changes_nothing(self, client, area):
        let_in(area, make_person("篠原 拓海"))
        before = list(Listed.objects.values())
        told = _in(client, "listed", *_out(client, "listed"))
        assert "登録簿と同じ内容" in told
        assert list(Listed.objects.values()) == before

    def test_people_and_posts_are_added_by_name_with_japanese_dates(self, client, area):
        make_person("篠原 拓海")
        Post.objects.create(title="情報係長", unit=make_unit("給付課"))
        _in(
            client,
            "listed",
            LISTED,
            ["1", "情報システム室", "篠原 拓海", None, "令和8年6月1日", "令和9年3月31日", "運用"],
            ["2", "情報システム室", None, "給付課 情報係長", "2026-06-01", "2027-03-31", "給付"],
        )
        one, two = Listed.objects.order_by("number")
        assert (one.person.name, two.post.title) == ("篠原 拓海", "情報係長")
        assert str(one.until_date) == "2027-03-31"

    def test_an_end_can_come_earlier_and_nothing_else_changes(self, client, area):
        let_in(area, make_person("篠原 拓海"), days=60)
        headings, row, *_rest = _out(client, "listed")
        row[headings.index("終了日")] = (DAY + timedelta(days=5)).isoformat()
        _in(client, "listed", headings, row)
        assert Listed.objects.get().until_date == DAY + timedelta(days=5)

    @pytest.mark.parametrize(
        ("column", "value", "words"),
        [
            ("終了日", "2030-03-31", "後に延ばす"),
            ("終了日", "2026-05-01", "開始日以後"),
            ("入室の理由", "別の理由", "終了日だけ"),
            ("氏名", None, "どちらか一つ"),
            ("氏名", "いない人", "いない人"),
        ],
    )
    def test_other_changes_are_refused_in_words_and_nothing_is_written(
        self, client, area, column, value, words
    ):
        line = let_in(area, make_person("篠原 拓海"), days=60)
        headings, row, *_rest = _out(client, "listed")
        row[headings.index(column)] = value
        assert words in _in(client, "listed", headings, row)
        line.refresh_from_db()
        assert (line.until_date, line.reason) == (DAY + timedelta(days=60), "運用")

    def test_nobody_lists_themselves_in_a_file(self, client, me, area):
        row = ["1", "情報システム室", me.name, None, "2026-06-01", "2027-03-31", "運用"]
        assert "自分を名簿に" in _in(client, "listed", LISTED, row)
        assert not Listed.objects.exists()

    def test_who_only_looks_at_areas_gets_no_list(self):
        looker = client_for(make_person(roles=("contact-point",)))
        assert looker.get(reverse("premises:areas-export")).status_code == 200
        for name in ("listed-export", "listed-import", "areas-import"):
            assert looker.get(reverse(f"premises:{name}")).status_code == 403

    def test_numbers_given_by_the_room_are_never_taken_twice(self, area):
        first = let_in(area, make_person())
        Listed.objects.filter(pk=first.pk).update(number=f"L{first.pk + 1:05}")
        assert let_in(area, make_person()).number not in {first.number, f"L{first.pk + 1:05}"}


class TestFixtures:
    HEADINGS = ("設備の番号", "管理区域", "種類", "名称・番号")

    @pytest.fixture
    def area(self):
        return make_area("情報システム室")

    def test_out_and_in_again_changes_nothing(self, client, area):
        fixture(area, "ラック1", kind="rack")
        before = list(Fixture.objects.values())
        assert "登録簿と同じ内容" in _in(client, "fixtures", *_out(client, "fixtures"))
        assert list(Fixture.objects.values()) == before

    def test_one_is_moved_one_is_new_and_the_bodys_own_column_stays(self, client, area):
        make_area("書庫")
        old = fixture(area, "ラック1", kind="rack")
        headings, row = _out(client, "fixtures")
        assert row[headings.index("設備の番号")] == old.code
        row[headings.index("管理区域")] = "書庫"
        new = ["Q-1", "情報システム室", "サーバ", "基幹サーバ", "M-9"]
        _in(client, "fixtures", [*headings, "保守契約"], [*row, None], new)
        old.refresh_from_db()
        made = Fixture.objects.get(number="Q-1")
        assert (old.area.name, made.area, made.kind, made.own) == (
            "書庫",
            area,
            "server",
            {"保守契約": "M-9"},
        )
        kinds = {each.kind for each in evidence.history(f"fixture:{old.pk}")}
        assert kinds == {"fixture.recorded", "fixture.changed"}
        assert not list(agreement.differences())
        assert "保守契約" in _out(client, "fixtures")[0]

    @pytest.mark.parametrize(
        ("row", "words"),
        [
            (["Q-1", "情報システム室", "ラック", "ラック1"], "同じ名称の設備"),
            (["Q-1", "ない部屋", "ラック", "ラック2"], "ない部屋"),
            (["Q-1", "情報システム室", "金庫", "ラック2"], "金庫"),
            (["S00099", "情報システム室", "ラック", "ラック2"], "自動で付ける番号"),
            (["古い番号", "情報システム室", "ラック", "ラック2"], "古い番号"),
        ],
    )
    def test_a_wrong_row_is_told_in_words_and_nothing_is_written(self, client, area, row, words):
        fixture(area, "ラック1", kind="rack")
        gone = Fixture.objects.create(area=area, kind="rack", name="撤去", number="古い番号")
        actions.remove_fixture(fixture=gone, by=keeper(), at=AT)
        good = ["Q-2", "情報システム室", "ラック", "ラック3"]
        assert words in _in(client, "fixtures", self.HEADINGS, good, row)
        assert Fixture.objects.in_use().count() == 1

    def test_two_new_rows_of_one_name_in_one_area_are_both_refused(self, client, area):
        rows = (
            ["Q-1", "情報システム室", "ラック", "新"],
            ["Q-2", "情報システム室", "サーバ", "新"],
        )
        assert "誤りのある行が2行" in _in(client, "fixtures", self.HEADINGS, *rows)

    def test_names_may_be_exchanged_between_areas(self, client, area):
        other = make_area("書庫")
        fixture(area, "ラック1", kind="rack")
        fixture(other, "ラック1", kind="rack")
        headings, *rows = _out(client, "fixtures")
        place = headings.index("管理区域")
        for row in rows:
            row[place] = {"書庫": "情報システム室", "情報システム室": "書庫"}[row[place]]
        _in(client, "fixtures", headings, *rows)
        assert [each.area for each in Fixture.objects.order_by("pk")] == [other, area]
