"""People as Excel: out for who keeps them, as the page narrows it; none comes in by this way."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import NoReverseMatch, reverse
from tests.web.factories import AT, DAY, client_for, make_person, make_unit
from tests.web.registers.filing import sheet_of

from sekisho.web.evidence import queries as evidence

pytestmark = pytest.mark.django_db
PEOPLE = "organization:people"


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def client():
    return client_for(make_person("管理 者", roles=("chief-officer",)))


def names(client, **asked):
    answer = client.get(reverse(f"{PEOPLE}-export"), {"format": "csv"} | asked)
    lines = answer.content.decode("utf-8-sig").splitlines()[1:]
    return {line.split(",")[1] for line in lines}


def test_who_is_here_goes_out_with_unit_and_number(client):
    make_person("阿部 一郎", number="0042", unit=make_unit("税務課"))
    heads, *rows = sheet_of(client, PEOPLE)
    found = [dict(zip(heads, row, strict=True)) for row in rows]
    (row,) = [each for each in found if each["氏名"] == "阿部 一郎"]
    assert (row["職員番号"], row["所属"]) == ("0042", "税務課")


def test_words_and_those_who_left_narrow_and_widen_it_as_on_the_page(client):
    make_person("阿部 一郎")
    make_person("去った 人", joined_on=DAY - timedelta(days=9), left_on=DAY - timedelta(days=1))
    assert names(client) == {"管理 者", "阿部 一郎"}
    assert names(client, q="阿部") == {"阿部 一郎"}
    assert names(client, left="1") == {"管理 者", "阿部 一郎", "去った 人"}


def test_the_page_links_it_for_who_keeps_people_and_says_where_they_change(client):
    text = client.get(reverse(PEOPLE), {"q": "管理"}).content.decode()
    assert "people/table/export/?q=" in text
    assert "名簿との照合" in text
    looker = client_for(make_person(roles=("contact-point",)))
    assert "people/table/export" not in looker.get(reverse(PEOPLE)).content.decode()
    assert looker.get(reverse(f"{PEOPLE}-export")).status_code == 403
    with pytest.raises(NoReverseMatch):
        reverse(f"{PEOPLE}-import")


def test_a_file_of_people_is_sealed(client):
    before = evidence.size()
    names(client)
    assert evidence.size() == before + 1
