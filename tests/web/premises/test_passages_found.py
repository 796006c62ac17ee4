"""Passages are found by what the words mean, newest first, by whoever may open a log."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.factories import AT, client_for, make_person
from tests.web.premises.standing import keeper, make_area

from sekisho.web.premises.models import Door, DoorSystem, Passage, Visit
from sekisho.web.premises.passages import MOST, passages_found
from sekisho.web.search.words import words_of

pytestmark = pytest.mark.django_db


def passed(area, minutes=0, **fields):
    fields = {"way": "in", "at": AT + timedelta(minutes=minutes)} | fields
    return Passage.objects.create(area=area, **fields)


def found(words, **more):
    return [row.pk for row in passages_found(words_of(words), **more)]


@pytest.fixture
def log():
    """One area, and somebody of each sort passing it."""
    area = make_area("情報システム室")
    system = DoorSystem.objects.create(name="入退室管理")
    Door.objects.create(system=system, label="北側扉", area=area)
    host = make_person()
    visit = Visit.objects.create(
        area=area, name="訪問 花子", company="朝霧電算", host=host, in_at=AT, out_at=AT
    )
    return area, {
        "person": passed(area, 1, person=make_person("阿部 一郎", furigana="アベ イチロウ")),
        "unknown": passed(area, 2, card="000123", holder="清掃ﾀﾛｳ", door="北側扉"),
        "visitor": passed(area, 3, visit=visit, way="out"),
        "denied": passed(area, 4, card="999999", way="denied"),
    }


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("阿部", ["person"]),
        ("アベ イチロウ", ["person"]),
        ("清掃", ["unknown"]),
        ("タロウ", ["unknown"]),
        ("０００１２３", ["unknown"]),
        ("花子", ["visitor"]),
        ("朝霧電算 退室", ["visitor"]),
        ("拒否", ["denied"]),
        ("北側扉", ["unknown"]),
        ("情報システム室", ["denied", "visitor", "unknown", "person"]),
        ("システム 入室", ["unknown", "person"]),
        ("入室 システム 阿部", ["person"]),
        ("阿部 退室", []),
        ("第二書庫", []),
        ("0001", []),
    ],
)
def test_a_word_means_an_area_a_door_a_person_a_visitor_a_card_or_a_way(log, words, who):
    _area, rows = log
    assert found(words) == [rows[each].pk for each in who]


def test_a_person_found_by_name_is_not_found_by_what_the_door_calls_them(log):
    area, _rows = log
    passed(area, 9, person=make_person("今田 二郎"), holder="旧姓山田")
    assert found("旧姓山田") == []


def test_who_is_erased_is_not_found():
    area = make_area()
    visit = Visit.objects.create(area=area, host=make_person(), in_at=AT, out_at=AT, erased_at=AT)
    passed(area, visit=visit)
    assert found("来訪者") == []
    assert found("消去") == []


def test_of_many_the_newest_are_found():
    area = make_area("書庫")
    Passage.objects.bulk_create(
        Passage(area=area, at=AT + timedelta(minutes=number), way="in")
        for number in range(MOST + 5)
    )
    newest = Passage.objects.order_by("-at").values_list("pk", flat=True)
    assert found("書庫 入室") == list(newest[:MOST])


def test_words_are_never_searched_for_row_by_row():
    """Each query the words cost goes through an index: none reads the whole log."""
    area = make_area("書庫")
    person = make_person("阿部 一郎")
    passed(area, person=person)
    with CaptureQueriesContext(connection) as few:
        passages_found(words_of("書庫 阿部 入室"))
    Passage.objects.bulk_create(
        Passage(area=area, at=AT, way="in", person=person) for _number in range(300)
    )
    with CaptureQueriesContext(connection) as many:
        passages_found(words_of("書庫 阿部 入室"))
    assert len(many) == len(few)


class TestPages:
    def test_the_search_page_leads_to_the_log_of_the_day(self, log):
        area, _rows = log
        page = client_for(keeper()).get(reverse("search:search"), {"words": "清掃"})
        address = f"{reverse('premises:log', args=[area.pk])}?day=2026-06-01"
        assert address in page.content.decode()
        assert client_for(keeper()).get(address).context["page"].paginator.count == 4

    @pytest.mark.parametrize("roles", [(), ("contact-point",)])
    def test_whoever_may_open_no_log_finds_nothing(self, log, roles):
        page = client_for(make_person(roles=roles)).get(reverse("search:search"), {"words": "清掃"})
        assert "/premises/" not in page.content.decode().split("<main", 1)[1]

    def test_a_log_is_narrowed_by_day_and_words_of_its_own_area(self, log):
        area, rows = log
        passed(make_area("書庫"), card="000123", holder="清掃")
        passed(area, 60 * 24, card="000123", holder="清掃")
        client, address = client_for(keeper()), reverse("premises:log", args=[area.pk])

        def shown(**asked):
            return [line[0].pk for line in client.get(address, asked).context["lines"]]

        assert len(shown(words="清掃")) == 2
        assert shown(words="清掃", day="2026-06-01") == [rows["unknown"].pk]
        assert shown(day="2026-06-03") == []

    def test_a_day_that_is_none_narrows_nothing_and_says_so(self, log):
        area, _rows = log
        page = client_for(keeper()).get(
            reverse("premises:log", args=[area.pk]), {"day": "きのう", "words": "\0"}
        )
        assert page.status_code == 200
        assert page.context["page"].paginator.count == 4
        assert page.context["form"].errors["day"][0] in page.content.decode()
