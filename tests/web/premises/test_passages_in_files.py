"""The entry log as Excel: what the page shows goes out, by area, period and words; nothing in."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.urls import NoReverseMatch, reverse
from openpyxl import load_workbook
from tests.web.factories import AT, client_for, make_person
from tests.web.premises.standing import keeper, make_area

from sekisho.web.evidence import queries as evidence
from sekisho.web.premises.models import Passage, Visit

pytestmark = pytest.mark.django_db
EXPORT = "premises:passages-export"


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def client():
    return client_for(keeper())


def passed(area, days=0, **fields):
    """Somebody went in that many days ago."""
    return Passage.objects.create(
        **{"area": area, "way": "in", "at": AT - timedelta(days=days)} | fields
    )


def rows_of(client, **asked):
    answer = client.get(reverse(EXPORT), {"format": "xlsx"} | asked)
    sheet = load_workbook(io.BytesIO(answer.content)).active
    heads, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [dict(zip(heads, row, strict=True)) for row in rows]


def numbers(client, **asked):
    return [row["記録の番号"] for row in rows_of(client, **asked)]


def test_a_row_says_who_passed_where_when_and_what_was_found_about_it(client):
    area, finder = make_area("情報システム室"), make_person("調べる 人")
    person = make_person("阿部 一郎", number="0042")
    passed(
        area, person=person, card="7", door="北側扉",
        explanation="当番", explained_at=AT, explained_by=finder,
    )  # fmt: skip
    (row,) = rows_of(client)
    assert (row["管理区域"], row["人"], row["職員番号"]) == ("情報システム室", "阿部 一郎", "0042")
    assert (row["区分"], row["カード"], row["扉"]) == ("入室", "7", "北側扉")
    assert (row["調べた結果"], row["調べた人"]) == ("当番", "調べる 人")
    assert row["時刻"].count(":") == 2


def test_whose_visit_was_erased_stands_without_a_name(client):
    area, host = make_area(), make_person()
    visit = Visit.objects.create(area=area, host=host, in_at=AT, out_at=AT, erased_at=AT)
    passed(area, visit=visit)
    assert [row["人"] for row in rows_of(client)] == ["来訪者（消去済み）"]


def test_an_area_a_period_and_words_narrow_it_as_they_narrow_the_page(client):
    area, other = make_area("情報システム室"), make_area("書庫")
    today, before, old = (str(passed(area, days, card="55").pk) for days in (0, 3, 40))
    elsewhere = str(passed(other, card="66").pk)
    assert set(numbers(client)) == {today, before, old, elsewhere}
    assert numbers(client, area=area.pk) == [today, before, old]
    first, last = (f"{AT - timedelta(days=days):%Y-%m-%d}" for days in (10, 2))
    assert numbers(client, area=area.pk, day=first, until=last) == [before]
    assert numbers(client, area=area.pk, until=last) == [before, old]
    assert numbers(client, words="66") == [elsewhere]
    assert numbers(client, area="x") == []
    assert numbers(client, area="9" * 40) == []


def test_only_those_without_a_right_when_asked(client):
    area, person = make_area(), make_person()
    denied = passed(area, way="denied")
    wrong = passed(area, person=person)
    assert numbers(client, shown="wrong") == [str(wrong.pk)]
    assert str(denied.pk) in numbers(client)


def test_the_page_links_the_file_of_its_own_area_and_says_why_none_comes_in(client):
    area = make_area()
    page = client.get(reverse("premises:log", args=[area.pk]), {"day": "2026-05-01"})
    text = page.content.decode()
    assert f"{reverse(EXPORT)}?day=2026-05-01&amp;area={area.pk}&amp;format=xlsx" in text
    assert "入口のタブレットからだけ入ります" in text
    with pytest.raises(NoReverseMatch):
        reverse("premises:passages-import")


def test_who_may_not_read_the_log_gets_no_file_and_a_file_is_sealed(client):
    passed(make_area())
    assert client_for(make_person()).get(reverse(EXPORT)).status_code == 403
    before = evidence.size()
    numbers(client)
    assert evidence.size() == before + 1
