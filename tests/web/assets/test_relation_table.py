"""Relations out to a file and back: made, changed and taken away together, or none of it."""

import io

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.web.assets.register import graded, recorded
from tests.web.factories import AT, DAY, client_for, make_person
from tests.web.registers.book import csv_of

from sekisho.web.assets import actions
from sekisho.web.assets.models import Relation
from sekisho.web.assets.relation_table import RELATIONS
from sekisho.web.evidence import queries as evidence
from sekisho.web.organization.access import rights_of
from sekisho.web.registers import Reader
from sekisho.web.registers import actions as registers
from sekisho.web.registers.errors import FaultyError
from sekisho.web.registers.kept import lines_unpacked
from sekisho.web.registers.queries import file_of

pytestmark = pytest.mark.django_db
HEADINGS = ["関係の番号", "上位の管理番号", "関係", "下位の管理番号"]


@pytest.fixture(autouse=True)
def _on_the_day():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def person():
    return make_person(roles=("system-manager",))


@pytest.fixture
def rows(person):
    """A system, a terminal and a medium; the system uses the terminal."""
    made = [
        recorded(name, by=person, number=number, **graded())
        for name, number in (("システム", "S-1"), ("端末", "T-1"), ("媒体", "M-1"))
    ]
    actions.relate(upper=made[0], lower=made[1], kind="uses", by=person, at=AT)
    return made


def reader_of(person):
    return Reader(person, rights_of(person, DAY), DAY)


def sent(person, *lines, headings=HEADINGS, data=None):
    return registers.dry_run(
        register=RELATIONS,
        reader=reader_of(person),
        name="関係.csv",
        untrusted_data=data or csv_of(headings, *lines),
        at=AT,
    )


def applied(person, upload):
    return registers.apply(upload=upload, register=RELATIONS, reader=reader_of(person), at=AT)


def errors(upload):
    return [words for line in lines_unpacked(upload.lines) for words in line.errors]


def pairs():
    return set(Relation.objects.values_list("upper__number", "lower__number", "kind"))


@pytest.mark.parametrize("form", ["xlsx", "csv", "csv-cp932"])
def test_an_export_read_back_changes_nothing(person, rows, form):
    upload = sent(person, data=file_of(RELATIONS, reader_of(person), form))
    assert upload.counts == {"added": 0, "changed": 0, "unchanged": 1, "wrong": 0}


def test_an_export_names_the_assets_beside_their_numbers(person, rows):
    book = openpyxl.load_workbook(io.BytesIO(file_of(RELATIONS, reader_of(person), "xlsx")))
    values = [cell.value for cell in book.active[2]]
    assert values == ["R-0001", "S-1", "システム", "使う", "T-1", "端末"]


def test_one_file_makes_changes_and_takes_away_and_each_is_sealed(person, rows):
    actions.relate(upper=rows[0], lower=rows[2], kind="uses", by=person, at=AT)
    upload = sent(
        person,
        ["R-0001", "S-1", "保存する", "T-1"],
        ["R-0002", "S-1", "外す", "M-1"],
        ["R-9", "T-1", "写しを持つ", "M-1"],
    )
    assert upload.counts == {"added": 1, "changed": 2, "unchanged": 0, "wrong": 0}
    assert applied(person, upload) == 3
    assert pairs() == {("S-1", "T-1", "holds"), ("T-1", "M-1", "copies")}
    assert [each.kind for each in evidence.history(f"asset:{rows[0].pk}")][:2] == [
        "asset.related",
        "asset.unrelated",
    ]
    newest = evidence.history(f"asset:{rows[1].pk}")[0]
    assert evidence.body_of(newest.index)["body"] == {"lower": rows[2].pk, "relation": "copies"}
    sealed = [
        evidence.body_of(each.index)["body"] for each in evidence.history("register:relations")
    ]
    assert [each["changes"] for each in sealed if "changes" in each] == [3]


def test_the_bodys_own_columns_come_back(person, rows):
    upload = sent(person, ["R-0001", "S-1", "使う", "T-1", "LAN"], headings=[*HEADINGS, "つなぎ方"])
    applied(person, upload)
    assert Relation.objects.get().own == {"つなぎ方": "LAN"}
    book = openpyxl.load_workbook(io.BytesIO(file_of(RELATIONS, reader_of(person), "xlsx")))
    assert "LAN" in [cell.value for cell in book.active[2]]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (["R-9", "S-1", "使う", "S-1"], "同じ情報資産"),
        (["R-9", "T-1", "使う", "S-1"], "逆の向き"),
        (["R-9", "S-1", "使う", "T-1"], "別の番号"),
        (["R-9", "M-1", "外す", "T-1"], "外せません"),
        (["R-0001", "S-1", "使う", "M-1"], "変えられません"),
        (["R-9", "X-9", "使う", "T-1"], "登録"),
        (["R-9", "", "使う", "T-1"], "入力してください"),
        (["R-9", "S-1", "愛する", "M-1"], "選べません"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_of_the_file_is_done(person, rows, line, words):
    upload = sent(person, ["R-8", "M-1", "記述する", "T-1"], line)
    assert len(errors(upload)) == 1
    assert words in errors(upload)[0] or "選べません" in errors(upload)[0]
    with pytest.raises(FaultyError):
        applied(person, upload)
    assert pairs() == {("S-1", "T-1", "uses")}


def test_a_pair_may_be_turned_round_in_one_file_and_not_made_twice(person, rows):
    turned = sent(person, ["R-0001", "S-1", "外す", "T-1"], ["R-9", "T-1", "使う", "S-1"])
    applied(person, turned)
    assert pairs() == {("T-1", "S-1", "uses")}
    twice = sent(person, ["R-10", "S-1", "使う", "M-1"], ["R-11", "S-1", "使う", "M-1"])
    assert len(errors(twice)) == 1


def test_relations_of_what_one_may_not_know_are_in_no_file_and_cannot_be_named(person, rows):
    secret = recorded("特定個人情報", by=person, number="N-1", zone_key="mynumber", **graded())
    actions.relate(upper=rows[0], lower=secret, kind="holds", by=person, at=AT)
    other = make_person(roles=("system-manager",))
    rights = rights_of(other, DAY) - {"mynumber.read"}
    reader = Reader(other, rights, DAY)
    assert [row.values["number"] for row in RELATIONS.rows(reader, False)] == ["R-0001"]  # noqa: FBT003  # not locked
    assert RELATIONS.taken(reader) == {"R-0002"}
    assert "N-1" not in {each.label for each in RELATIONS.options(reader)["assets"].choices}


def test_queries_of_an_import_do_not_grow_with_the_rows(person, rows):
    def cost(start, count):
        lines = []
        for number in range(start, start + count):
            recorded(f"資産{number}", by=person, number=f"Q-{number}", **graded())
            lines.append([f"R-1{number}", "S-1", "使う", f"Q-{number}"])
        upload = sent(person, *lines)
        with CaptureQueriesContext(connection) as queries:
            applied(person, upload)
        return len(queries)

    cost(0, 1)  # the first file of a register also keeps its columns
    assert cost(50, 2) == cost(100, 12)


class TestPages:
    def test_a_keeper_finds_the_files_on_the_list_and_takes_one_in(self, person, rows):
        client = client_for(person)
        page = client.get(reverse("assets:list")).content.decode()
        for name in ("relations-export", "relations-import", "relations-columns"):
            assert reverse(f"assets:{name}") in page
        assert client.get(reverse("assets:relations-export")).status_code == 200
        assert client.get(reverse("assets:relations-import")).status_code == 200

    def test_who_only_looks_exports_and_takes_nothing_in(self, rows):
        client = client_for(make_person(roles=("contact-point",)))
        assert client.get(reverse("assets:relations-export")).status_code == 200
        assert client.get(reverse("assets:relations-import")).status_code == 403
        assert client_for(make_person()).get(reverse("assets:relations-export")).status_code == 403
