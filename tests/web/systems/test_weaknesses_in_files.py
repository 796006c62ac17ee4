"""Weaknesses as Excel: noted and closed from a file, each once; what was noted stays."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.registers.filing import sheet_of, taken_in, with_cell
from tests.web.systems.parts import keeper, made

from sekisho.web.systems import actions
from sekisho.web.systems.agreement import differences
from sekisho.web.systems.models import Weakness

pytestmark = pytest.mark.django_db
WEAKNESSES = "systems:weaknesses"
HEADINGS = (
    *("番号", "情報システム", "内容", "番号（JVN、CVEなど）", "重さ", "知った日"),
    *("対応した日", "対応"),
)


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def client():
    made("給付システム")
    return client_for(keeper())


def line(**change):
    values = ("新1", "給付システム", "圧縮の誤り", "JVN#1", "重い", "令和8年5月20日", None, None)
    given = dict(zip(HEADINGS, values, strict=True)) | change
    return [given[heading] for heading in HEADINGS]


def noted(**more):
    system = made()
    return actions.note_weakness(
        system=system, title="圧縮の誤り", grade="high", found_on=DAY, by=keeper(), at=AT, **more
    )


def test_a_new_line_is_noted_with_the_last_day_of_how_grave_it_is(client):
    taken_in(client, WEAKNESSES, HEADINGS, line())
    row = Weakness.objects.get()
    assert (row.title, row.reference, row.grade) == ("圧縮の誤り", "JVN#1", "high")
    assert (row.found_on, row.due_on, row.closed_on) == (date(2026, 5, 20), date(2026, 6, 3), None)
    assert list(differences()) == []


def test_a_line_already_closed_is_noted_and_closed(client):
    taken_in(client, WEAKNESSES, HEADINGS, line(対応した日="2026-05-25", 対応="更新した"))
    row = Weakness.objects.get()
    assert (row.closed_on, row.remedy) == (date(2026, 5, 25), "更新した")
    assert list(differences()) == []


def test_the_same_file_again_or_the_same_line_twice_adds_none(client):
    taken_in(client, WEAKNESSES, HEADINGS, line())
    assert "既に記録されています" in taken_in(client, WEAKNESSES, HEADINGS, line())
    assert "既に記録されています" in taken_in(
        client, WEAKNESSES, HEADINGS, line(内容="別の誤り"), line(番号="新2", 内容="別の誤り")
    )
    assert Weakness.objects.count() == 1


def test_how_it_was_closed_is_filled_in_once(client):
    row = noted()
    sheet = with_cell(sheet_of(client, WEAKNESSES), "対応", "更新した")
    assert "両方を書いてください" in taken_in(client, WEAKNESSES, *sheet)
    taken_in(client, WEAKNESSES, *with_cell(list(sheet), "対応した日", f"{DAY:%Y-%m-%d}"))
    row.refresh_from_db()
    assert (row.closed_on, row.remedy) == (DAY, "更新した")
    again = with_cell(sheet_of(client, WEAKNESSES), "対応", "別の対応")
    assert "まだ空の対応" in taken_in(client, WEAKNESSES, *again)
    assert list(differences()) == []


def test_out_and_in_again_changes_nothing(client):
    noted()
    assert "登録簿と同じ内容" in taken_in(client, WEAKNESSES, *sheet_of(client, WEAKNESSES))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"知った日": "2026-12-31"}, "今日までの日"),
        ({"番号": "99"}, "自動で付ける番号"),
        ({"対応した日": "2026-05-19", "対応": "更新"}, "知った日から今日まで"),
        ({"重さ": "最悪"}, "重さ"),
        ({"情報システム": "ないシステム"}, "情報システム"),
        ({"内容": None}, "内容"),
    ],
)
def test_a_line_that_cannot_be_says_why_and_nothing_is_noted(client, change, words):
    page = taken_in(client, WEAKNESSES, HEADINGS, line(), line(**{"番号": "新2"} | change))
    assert words in page
    assert not Weakness.objects.exists()


def test_what_was_noted_is_not_rewritten(client):
    noted()
    sheet = with_cell(sheet_of(client, WEAKNESSES), "内容", "軽い誤り")
    assert "まだ空の対応" in taken_in(client, WEAKNESSES, *sheet)


def test_who_only_looks_takes_it_out_and_sees_nothing_of_a_hidden_zone(client):
    system = made("隠れた", zone_key="mynumber")
    actions.note_weakness(
        system=system, title="隠れた誤り", grade="low", found_on=DAY, by=keeper(), at=AT
    )
    looker = client_for(make_person(roles=("contact-point",)))
    assert len(sheet_of(looker, WEAKNESSES)) == 1
    assert looker.get(reverse(f"{WEAKNESSES}-import")).status_code == 403
    assert "脆弱性の一覧" in looker.get(reverse("systems:list")).content.decode()
