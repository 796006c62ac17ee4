"""Permitted software as Excel: out, edited, in; what terminals reported is judged anew."""

import pytest
import time_machine
from django.urls import reverse
from tests.web.factories import AT, client_for, make_person
from tests.web.registers.book import csv_of
from tests.web.registers.filing import sheet_of, taken_in, with_cell
from tests.web.terminals.parts import keeper, made

from sekisho.web.evidence import queries as evidence
from sekisho.web.terminals import actions
from sekisho.web.terminals.agreement import differences
from sekisho.web.terminals.models import PermittedSoftware, Reading

pytestmark = pytest.mark.django_db
SOFTWARE = "terminals:software"
HEADINGS = ("名称", "備考")


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def me():
    return keeper()


@pytest.fixture
def client(me):
    return client_for(me)


def test_an_existing_list_comes_in_with_its_own_columns(client):
    taken_in(client, SOFTWARE, [*HEADINGS, "ライセンス"], ["LibreOffice*", "標準", 40])
    row = PermittedSoftware.objects.get()
    assert (row.pattern, row.note, row.own) == ("LibreOffice*", "標準", {"ライセンス": 40})
    (sealed,) = evidence.sealed(["software.permitted"])
    assert sealed.facts["added"] == 1
    assert list(differences()) == []


def test_out_and_in_again_changes_nothing(client, me):
    actions.permit(patterns=[("7-Zip*", "圧縮"), ("Calc", "")], by=me, at=AT)
    assert "登録簿と同じ内容" in taken_in(client, SOFTWARE, *sheet_of(client, SOFTWARE))


def test_a_changed_note_is_sealed_with_what_it_said_and_nothing_is_permitted_anew(client, me):
    actions.permit(patterns=[("7-Zip*", "圧縮")], by=me, at=AT)
    taken_in(client, SOFTWARE, *with_cell(sheet_of(client, SOFTWARE), "備考", "展開"))
    assert PermittedSoftware.objects.get().note == "展開"
    assert len(list(evidence.sealed(["software.permitted"]))) == 1
    assert len(list(evidence.sealed(["software.changed"]))) == 1
    assert list(differences()) == []


def test_what_terminals_reported_is_judged_anew(client, me):
    terminal = made("A", by=me)
    Reading.objects.create(
        terminal=terminal, measure="software", value={"unpermitted": ["Editor"]},
        bulk=["Editor"], observed_at=AT, source="agent",
    )  # fmt: skip
    taken_in(client, SOFTWARE, HEADINGS, ["Editor", None])
    assert Reading.objects.get().value["unpermitted"] == []


@pytest.mark.parametrize("pattern", ["*", "**", "* *"])
def test_a_line_that_would_permit_everything_stops_the_file(client, pattern):
    told = taken_in(client, SOFTWARE, HEADINGS, ["Editor", None], [pattern, None])
    assert "全てを許可する書き方" in told
    assert not PermittedSoftware.objects.exists()


def test_the_same_name_twice_stops_the_file(client):
    told = taken_in(client, SOFTWARE, data=csv_of(HEADINGS, ["A", ""], ["A", ""], encoding="cp932"))
    assert "同じ値" in told
    assert not PermittedSoftware.objects.exists()


def test_the_queries_grow_by_batches_and_not_by_rows(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        taken_in(client, SOFTWARE, HEADINGS, *([f"Program {n}", None] for n in range(80)))
    assert PermittedSoftware.objects.count() == 80


def test_who_does_not_keep_terminals_sees_no_file():
    stranger = client_for(make_person(roles=("officer",)))
    assert stranger.get(reverse("terminals:software-export")).status_code == 403
    assert stranger.post(reverse("terminals:software-import")).status_code == 403
