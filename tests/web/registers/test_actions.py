"""A file is compared, kept for its sender, and applied exactly as shown or not at all."""

from datetime import timedelta

import pytest
from tests.web.factories import AT
from tests.web.registers.book import Keys, Person, csv_of, reader, xlsx

from sekisho.web.registers import actions, queries
from sekisho.web.registers.apart.reader import table_of
from sekisho.web.registers.errors import FaultyError, GoneError, StaleError, TableRefusedError
from sekisho.web.registers.kept import lines_unpacked
from sekisho.web.registers.limits import TableLimits
from sekisho.web.registers.models import KeptLayout, Upload
from sekisho.web.registers.planning import Verdict
from sekisho.web.ui.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def keys():
    keys = Keys()
    keys.put("K-1", name="金庫")
    keys.put("K-2", name="書庫")
    return keys


def _sent(keys, data, who=None):
    return actions.dry_run(
        register=keys.register(), reader=who or reader(), name="鍵.xlsx", untrusted_data=data, at=AT
    )


def _applied(keys, upload, who=None):
    return actions.apply(upload=upload, register=keys.register(), reader=who or reader(), at=AT)


def test_a_dry_run_changes_nothing_and_keeps_what_it_found(keys):
    upload = _sent(keys, xlsx(["番号", "名称"], ["K-1", "大金庫"]))
    assert keys.rows["K-1"].values["name"] == "金庫"
    (line,) = lines_unpacked(Upload.objects.get(pk=upload.pk).lines)
    assert (line.verdict, line.differences[0].after) == (Verdict.CHANGED, "大金庫")
    assert len(upload.sha256) == 64


def test_what_was_shown_is_applied_with_the_file_it_came_from(keys):
    upload = _sent(keys, xlsx(["番号", "名称"], ["K-1", "大金庫"], ["K-3", "倉庫"]))
    assert _applied(keys, upload) == 2
    assert keys.rows["K-1"].values["name"] == "大金庫"
    assert keys.rows["K-3"].values["name"] == "倉庫"
    source, _reader, at = keys.written[0]
    assert (source.sha256, source.name, at) == (upload.sha256, "鍵.xlsx", AT)
    assert not Upload.objects.exists()


def test_a_file_with_a_wrong_row_is_never_applied(keys):
    upload = _sent(keys, csv_of(["番号", "名称"], ["K-1", "大金庫"], ["K-2", ""]))
    with pytest.raises(FaultyError):
        _applied(keys, upload)
    assert keys.rows["K-1"].values["name"] == "金庫"
    assert Upload.objects.exists()


def test_when_somebody_changed_a_row_meanwhile_nothing_is_applied_and_it_is_said(keys):
    upload = _sent(keys, csv_of(["番号", "名称"], ["K-1", "大金庫"]))
    keys.put("K-1", name="小金庫")
    with pytest.raises(StaleError, match="ほかの人"):
        _applied(keys, upload)
    assert keys.rows["K-1"].values["name"] == "小金庫"
    found = actions.compare_again(upload=upload, register=keys.register(), reader=reader())
    assert found.lines[0].differences[0].before == "小金庫"
    assert _applied(keys, Upload.objects.get()) == 1


def test_a_file_is_applied_once(keys):
    upload = _sent(keys, csv_of(["番号", "名称"], ["K-1", "大金庫"]))
    _applied(keys, upload)
    with pytest.raises(GoneError):
        _applied(keys, upload)
    assert len(keys.written) == 1


def test_when_writing_is_refused_nothing_of_this_room_changes_either(keys):
    upload = _sent(keys, csv_of(["番号", "名称", "色"], ["K-1", "大金庫", "赤"]))
    keys.fails = True
    with pytest.raises(Refused, match="書けません"):
        _applied(keys, upload)
    assert Upload.objects.exists()
    assert not KeptLayout.objects.exists()


def test_a_new_file_of_the_same_person_takes_the_place_of_the_first(keys):
    who = reader(Person())
    first = _sent(keys, csv_of(["番号"], ["K-1"]), who)
    second = _sent(keys, csv_of(["番号"], ["K-2"]), who)
    other = _sent(keys, csv_of(["番号"], ["K-2"]))
    assert set(Upload.objects.values_list("pk", flat=True)) == {second.pk, other.pk}
    assert queries.waiting_of(keys.register(), who.person.opaque_id).pk == second.pk
    assert first.pk != second.pk


def test_a_refused_file_leaves_nothing(keys):
    with pytest.raises(TableRefusedError):
        _sent(keys, b"")
    with pytest.raises(TableRefusedError, match="大きすぎ"):
        _sent(keys, b"x" * (TableLimits().bytes + 1))
    assert not Upload.objects.exists()


def test_a_dropped_file_and_one_older_than_a_day_are_forgotten(keys):
    actions.drop(upload=_sent(keys, csv_of(["番号"], ["K-1"])))
    assert not Upload.objects.exists()
    _sent(keys, csv_of(["番号"], ["K-1"]))
    assert actions.purge(at=AT + timedelta(hours=24)) == 0
    assert actions.purge(at=AT + timedelta(hours=25)) == 1


class TestLayout:
    def test_an_export_keeps_the_body_s_order_headings_and_own_columns(self, keys):
        _applied(keys, _sent(keys, csv_of(["色", "鍵の名称", "番号"], ["赤", "大金庫", "K-1"])))
        register = keys.register()
        content = queries.file_of(register, reader(), "csv")
        head, first, *_rest = content.decode("utf-8-sig").splitlines()
        assert head.startswith("色,鍵の名称,番号,状態")
        assert first.startswith("赤,大金庫,K-1,")
        assert queries.own_headings(register) == ("色",)

    def test_a_file_with_fewer_columns_moves_the_others_to_the_end(self, keys):
        _applied(keys, _sent(keys, csv_of(["色", "番号", "名称"], ["赤", "K-1", "大金庫"])))
        _applied(keys, _sent(keys, csv_of(["名称", "番号"], ["中金庫", "K-1"])))
        content = queries.file_of(keys.register(), reader(), "csv")
        head = content.decode("utf-8-sig").splitlines()[0].split(",")
        assert head[:3] == ["名称", "番号", "色"]
        assert keys.rows["K-1"].own == {"色": "赤"}

    def test_nothing_is_kept_of_a_file_that_only_was_compared(self, keys):
        _sent(keys, csv_of(["色", "番号"], ["赤", "K-1"]))
        assert not KeptLayout.objects.exists()


@pytest.mark.parametrize("form", ["xlsx", "csv", "csv-cp932"])
def test_an_export_read_back_changes_nothing(keys, form):
    keys.put("K-3", name="=1+1", note="一\n二", own={"色": "'=赤", "重さ": 5}, unit=3, master=True)
    keys.put("K-4", name="𠮷野〜の鍵", state="in", copies=0)
    KeptLayout.objects.create(
        register="keys", places=[["重さ", ""], ["番号", "number"], ["色", ""], ["名称", "name"]]
    )
    upload = _sent(keys, queries.file_of(keys.register(), reader(), form))
    assert upload.counts == {"added": 0, "changed": 0, "unchanged": 4, "wrong": 0}
    assert upload.left_alone == 0
    assert table_of(
        queries.file_of(keys.register(), reader(), form), frozenset({"番号"}), TableLimits()
    )["headings"][:4] == ["重さ", "番号", "色", "名称"]
