"""Evidence is found by number, kind, subject and person, from indexes alone."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.factories import AT, make_person

from sekisho.verdicts import Verdict
from sekisho.web.evidence import actions
from sekisho.web.evidence.finding import MOST, Evidence, meanings
from sekisho.web.evidence.models import Record
from sekisho.web.search.words import words_of

pytestmark = pytest.mark.django_db


class Request:
    """Somebody asking, with these rights."""

    def __init__(self, *rights):
        self.rights = frozenset(rights)


READER = Request("evidence.read")


def found(words, request=READER):
    return [row.record.leaf_id for row in Evidence().found(request, words_of(words))]


def seal(kind="check", subject="roles-held", **fields):
    return actions.seal(kind=kind, subject=subject, at=AT, **fields).index


def test_a_record_is_found_by_its_number_and_its_exact_subject():
    first, second = seal(subject="edition:7"), seal(subject="edition:8")
    assert found(str(second)) == [second]
    assert found("edition:7") == [first]


def test_records_are_found_by_the_name_of_their_kind_newest_first():
    wanted = [seal("edition.published", "edition:1"), seal("edition.published", "edition:2")]
    seal()
    assert found("施行") == wanted[::-1]


def test_a_check_is_found_by_the_catalogue_s_title():
    at = seal(subject="ledger-intact", verdict=Verdict.HOLDS)
    seal(subject="roles-held")
    from sekisho.catalogue import load

    assert found(load().checks["ledger-intact"].title.ja.split()[0][:6])[0] == at


def test_records_about_and_by_a_person_are_found_by_name():
    person = make_person("関所 太郎")
    opaque = str(person.opaque_id)
    about = seal("person.added", f"person:{opaque}")
    by = seal("edition.imported", "edition:1", by=opaque)
    seal()
    assert found("関所") == [by, about]
    (row, _) = Evidence().found(READER, words_of("関所"))
    assert "関所 太郎" in Evidence().hit(row).text


def test_every_word_must_be_meant():
    opaque = str(make_person("関所 太郎").opaque_id)
    wanted = seal("edition.published", "edition:1", by=opaque)
    seal("edition.published", "edition:2")
    seal("edition.imported", "edition:1", by=opaque)
    assert found("施行 関所") == found("関所 施行") == [wanted]
    assert found("施行 どこにもない") == []


def test_whoever_may_not_read_evidence_finds_none():
    seal()
    assert found("自動の確認", Request("status.read")) == []


def test_the_newest_are_kept_and_the_number_is_bounded():
    for number in range(MOST + 3):
        actions.seal(
            kind="edition.published",
            subject=f"edition:{number}",
            at=AT + timedelta(minutes=number),
        )
    rows = found("施行")
    assert len(rows) == MOST
    assert rows[0] == MOST + 2


def test_the_cost_does_not_grow_with_what_the_words_may_mean():
    def cost(words):
        with CaptureQueriesContext(connection) as made:
            found(words)
        return len(made)

    def more(number):
        for _ in range(number):
            person = make_person("同姓 同名", account=False, in_scope=False)
            seal("edition.published", f"person:{person.opaque_id}", by=str(person.opaque_id))

    more(1)
    few = cost("同姓")
    more(30)
    assert cost("同姓") == few


def test_who_is_called_all_the_words_is_found_though_one_word_fits_more_than_are_meant():
    for number in range(30):
        make_person(f"職員 {number}", account=False, in_scope=False)
    wanted = make_person("職員 ん77", account=False, in_scope=False)
    seal("edition.published", "edition:1", by=str(wanted.opaque_id))
    seal("edition.published", "edition:2", by="somebody-else")
    assert [row.record.subject for row in Evidence().found(READER, words_of("職員 77"))] == [
        "edition:1"
    ]


def test_a_row_is_read_only_when_it_is_looked_at():
    for number in range(3):
        seal("edition.published", f"edition:{number}")
    rows = Evidence().found(READER, words_of("施行"))
    with CaptureQueriesContext(connection) as made:
        assert len(rows) == 3
        first = rows[:1]
    assert not made.captured_queries
    assert [row.record.subject for row in first] == ["edition:2"]
    assert rows[2].record.subject == "edition:0"


@pytest.mark.parametrize("word", ["9223372036854775807", "9223372036854775808", "9" * 90])
def test_a_number_no_record_can_have_finds_none(word):
    seal()
    assert found(word) == []


@pytest.mark.parametrize("seed", range(12))
def test_the_newest_are_those_a_look_at_every_record_finds(seed):
    chance = random.Random(seed)
    people = [str(make_person(f"関所 {n}", in_scope=False).opaque_id) for n in range(4)]
    kinds = ("edition.published", "edition.imported", "person.added")
    for _ in range(40):
        subject = chance.choice(("edition:1", "edition:2", f"person:{chance.choice(people)}"))
        seal(chance.choice(kinds), subject, by=chance.choice(people))
    words = words_of(
        chance.choice(("施行 関所", "関所 edition:1", "3 関所", "edition:2 施行 関所"))
    )
    meant = [set(meanings(word)) for word in words]
    expected = [
        row.leaf_id
        for row in Record.objects.order_by("-leaf_id")
        if all(
            {("kind", row.kind), ("subject", row.subject), ("actor", row.actor),
             ("leaf_id", row.leaf_id)} & each
            for each in meant
        )
    ]  # fmt: skip
    assert [row.record.leaf_id for row in Evidence().found(READER, words)] == expected


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's own plan")
@pytest.mark.parametrize("column", ["kind", "subject", "actor", "leaf_id"])
def test_each_meaning_is_read_through_an_index(column):
    rows = Record.objects.filter(**{column: "1"}).order_by("-leaf_id")[:5]
    plan = rows.explain()
    assert "USING" in plan
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan
