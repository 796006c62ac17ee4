"""Cards as Excel: handed over by a file, given back by a file, never passed on silently."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.premises.standing import file_of, keeper, make_area, make_system
from tests.web.registers.filing import sheet_of, taken_in, with_cell

from sekisho.web.evidence import queries as evidence
from sekisho.web.premises import actions
from sekisho.web.premises.agreement import differences
from sekisho.web.premises.models import Card, Passage

pytestmark = pytest.mark.django_db
CARDS = "premises:cards"
HEADINGS = ("カード番号", "入退室管理装置", "氏名", "渡した日", "返却日")


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def client():
    return client_for(keeper(name="管理 者"))


@pytest.fixture
def system():
    return make_system(make_area())


def _given(system, number="000123", person=None):
    return actions.give_card(
        system=system, number=number, person=person or make_person(), from_date=DAY, by=None, at=AT
    )


def test_an_existing_ledger_of_cards_comes_in_with_its_dates_in_wareki(client, system):
    person = make_person("篠原 拓海")
    taken_in(client, CARDS, HEADINGS, ["000123", system.name, "篠原 拓海", "R8.4.1", None])
    card = Card.objects.get()
    assert (card.number, card.person, str(card.from_date)) == ("000123", person, "2026-04-01")
    assert list(differences()) == []


def test_out_and_in_again_changes_nothing(client, system):
    _given(system)
    before = list(Card.objects.values())
    assert "登録簿と同じ内容" in taken_in(client, CARDS, *sheet_of(client, CARDS))
    assert list(Card.objects.values()) == before


def test_a_day_of_return_takes_the_card_back_and_the_next_file_gives_it_to_another(client, system):
    _given(system)
    other = make_person("次の 人")
    taken_in(client, CARDS, *with_cell(sheet_of(client, CARDS), "返却日", DAY.isoformat()))
    assert Card.objects.get().until_date == DAY
    assert len(list(evidence.sealed(["card.returned"]))) == 1
    taken_in(client, CARDS, HEADINGS, ["000123", system.name, "次の 人", DAY.isoformat(), None])
    assert Card.objects.held().get().person == other
    assert list(differences()) == []


@pytest.mark.parametrize(
    ("heading", "value", "words"),
    [
        ("氏名", "次の 人", "変えられるのは返却日だけ"),
        ("渡した日", "2026-04-02", "変えられるのは返却日だけ"),
        ("返却日", "2020-04-01", "渡した日以後"),
        ("氏名", "いない 人", "氏名"),
    ],
)
def test_what_a_file_cannot_say_of_a_card_in_hand(client, system, heading, value, words):
    make_person("次の 人")
    _given(system)
    before = list(Card.objects.values())
    told = taken_in(client, CARDS, *with_cell(sheet_of(client, CARDS), heading, value))
    assert words in told
    assert list(Card.objects.values()) == before


def test_with_two_systems_each_card_is_called_with_its_system(client, system):
    other = make_system(make_area())
    one, two = _given(system), _given(other)
    lines = [row[0] for row in sheet_of(client, CARDS)[1:]]
    assert sorted(lines) == sorted(f"{row.system.name}：000123" for row in (one, two))
    make_person("次の 人")
    plain = ["000123", system.name, "次の 人", DAY.isoformat(), None]
    assert "別の人に渡されています" in taken_in(client, CARDS, HEADINGS, plain)
    taken_in(client, CARDS, HEADINGS, ["000124", system.name, "次の 人", DAY.isoformat(), None])
    assert Card.objects.filter(system=system, number="000124").exists()
    assert "登録簿と同じ内容" in taken_in(client, CARDS, *sheet_of(client, CARDS))


def test_passages_of_its_time_take_the_holders_name_as_a_form_names_them(client, system):
    lines = ("2026-06-01 09:00,000123,鍵 一,情報システム室,入室",
             "2026-06-01 09:10,000999,鍵 二,情報システム室,入室")  # fmt: skip
    actions.import_log(system=system, file=file_of(*lines), by=keeper(), at=AT)
    holder = make_person("篠原 拓海")
    taken_in(client, CARDS, HEADINGS,
             ["000123", system.name, "篠原 拓海", "2026-04-01", None])  # fmt: skip
    named = {row.card: row.person for row in Passage.objects.all()}
    assert named == {"000123": holder, "000999": None}
    (sealed,) = evidence.sealed(["card.given"])
    assert sealed.facts["named"] == 1
    assert list(differences()) == []


def test_a_passage_after_the_return_or_before_the_first_day_keeps_no_name(client, system):
    line = "2026-06-01 09:00,000123,鍵 一,情報システム室,入室"
    actions.import_log(system=system, file=file_of(line), by=keeper(), at=AT)
    make_person("先の 人")
    taken_in(client, CARDS, HEADINGS,
             ["000123", system.name, "先の 人", "2026-04-01", "2026-05-31"])  # fmt: skip
    assert Passage.objects.get().person is None
    assert len(list(evidence.sealed(["card.returned"]))) == 1


def test_the_bodys_own_column_stays_on_the_card(client, system):
    _given(system)
    headings, row = sheet_of(client, CARDS)
    taken_in(client, CARDS, [*headings, "ロッカー"], [*row, "12"])
    assert Card.objects.get().own == {"ロッカー": "12"}
    assert list(differences()) == []


def _queries(client, system, numbers):
    make = [[f"{n:06}", system.name, "篠原 拓海", "2026-04-01", None] for n in numbers]
    with CaptureQueriesContext(connection) as found:
        taken_in(client, CARDS, HEADINGS, *make)
    return len(found)


def test_the_queries_grow_by_batches_and_not_by_rows(client, system):
    make_person("篠原 拓海")
    few, many = _queries(client, system, range(5)), _queries(client, system, range(10, 90))
    assert many < few + 15


def test_who_records_takes_out_and_brings_nothing_in():
    recording = client_for(make_person(roles=("manager",)))
    assert recording.get(reverse("premises:cards-import")).status_code == 403
    stranger = client_for(make_person())
    assert stranger.get(reverse("premises:cards-export")).status_code == 403
    assert stranger.post(reverse("premises:cards-import")).status_code == 403
