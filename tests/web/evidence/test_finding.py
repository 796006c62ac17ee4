"""Evidence is found by number, kind, subject and person, from indexes alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.web.factories import AT, make_person

from sekisho.verdicts import Verdict
from sekisho.web.evidence import actions
from sekisho.web.evidence.finding import MEANINGS, MOST, Evidence
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


def test_the_cost_is_bounded_by_what_the_words_may_mean():
    seal()
    with CaptureQueriesContext(connection) as made:
        found("の")
    assert len(made) <= MEANINGS + 2


@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads SQLite's own plan")
@pytest.mark.parametrize("column", ["kind", "subject", "actor", "leaf_id"])
def test_each_meaning_is_read_through_an_index(column):
    from sekisho.web.evidence.models import Record

    rows = Record.objects.filter(**{column: "1"}).order_by("-leaf_id")[:5]
    plan = rows.explain()
    assert "USING" in plan
    assert "SCAN" not in plan
    assert "TEMP B-TREE" not in plan
