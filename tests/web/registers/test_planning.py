"""The dry run: what each row of a file would change, and each fault in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.registers.book import COLUMNS, Keys, csv_of, reader, xlsx

from sekisho.web.registers import Choice, Options
from sekisho.web.registers import layout as layouts
from sekisho.web.registers.apart.reader import table_of
from sekisho.web.registers.apart.refusal import TableError
from sekisho.web.registers.errors import TableRefusedError
from sekisho.web.registers.limits import TableLimits
from sekisho.web.registers.planning import Verdict, plan
from sekisho.web.registers.reading import table_from
from sekisho.web.registers.writing import through_cp932


def _planned(keys, data, before=None):
    register = keys.register()
    before = before or layouts.standard(register)
    known = frozenset(layouts.headings_of(register, before))
    table = table_from(table_of(data, known, TableLimits()))
    layout = layouts.of_file(register, before, table.headings)
    return plan(register, layout, table, reader())


@pytest.fixture
def keys():
    keys = Keys()
    keys.put("K-1", name="金庫", unit=1, made=date(2020, 4, 1), copies=2)
    keys.put("K-2", name="書庫", state="out", master=True)
    return keys


def _verdicts(found):
    return [str(line.verdict) for line in found.lines]


def test_rows_are_added_changed_and_left_as_they_are(keys):
    data = xlsx(
        ["番号", "名称", "所属"],
        ["K-1", "大金庫", "給付課"],
        ["K-2", "書庫", None],
        ["K-3", "倉庫", "総務課"],
    )
    found = _planned(keys, data)
    assert _verdicts(found) == ["changed", "unchanged", "added"]
    assert [(d.heading, d.before, d.after) for d in found.lines[0].differences] == [
        ("名称", "金庫", "大金庫"),
        ("所属", "総務課", "給付課"),
    ]
    assert [change.number for change in found.changes] == ["K-1", "K-3"]
    assert found.counts == {"added": 1, "changed": 1, "unchanged": 1, "wrong": 0}
    assert found.left_alone == 0


def test_a_column_the_file_does_not_have_keeps_its_values(keys):
    found = _planned(keys, csv_of(["番号", "名称"], ["K-2", "新書庫"]))
    values = found.changes[0].values
    assert (values["state"], values["master"]) == ("out", True)
    assert found.changes[0].changed == {"name"}
    assert found.left_alone == 1


def test_an_empty_cell_empties_what_stood(keys):
    found = _planned(keys, csv_of(["番号", "所属", "作成日"], ["K-1", "", ""]))
    assert (found.changes[0].values["unit"], found.changes[0].values["made"]) == (None, None)
    assert [d.after for d in found.lines[0].differences] == ["", ""]


def test_one_wrong_row_stops_every_change(keys):
    found = _planned(keys, csv_of(["番号", "名称"], ["K-1", "大金庫"], ["K-2", ""]))
    assert _verdicts(found) == ["changed", "wrong"]
    assert found.lines[1].row == 3
    assert found.lines[1].errors == ("名称：入力してください。",)
    assert found.changes == ()


def test_every_fault_of_a_row_is_named_at_once(keys):
    data = csv_of(
        ["番号", "名称", "状態", "本数", "作成日"], ["", "", "紛失", "多数", "令和8年2月30日"]
    )
    errors = _planned(keys, data).lines[0].errors
    assert [error.partition("：")[0] for error in errors] == [
        "番号",
        "名称",
        "状態",
        "本数",
        "作成日",
    ]


def test_a_number_that_stands_twice_is_wrong_in_both_rows(keys):
    data = csv_of(["番号", "名称"], ["K-9", "一"], ["K-9", "二"], ["K-8", "三"])
    found = _planned(keys, data)
    assert _verdicts(found) == ["wrong", "wrong", "added"]
    assert "3行目と同じ値" in found.lines[0].errors[0]
    assert "2行目と同じ値" in found.lines[1].errors[0]


def test_a_unique_value_another_row_keeps_is_wrong_and_one_given_up_is_free(keys):
    keys.put("K-3", tag="赤")
    assert (
        "K-3 と同じ値"
        in (_planned(keys, csv_of(["番号", "札番号"], ["K-1", "赤"])).lines[0].errors[0])
    )
    swapped = csv_of(["番号", "札番号"], ["K-1", "赤"], ["K-3", "青"])
    assert _verdicts(_planned(keys, swapped)) == ["changed", "changed"]


def test_a_number_of_a_row_the_reader_may_not_know_is_only_said_to_be_used(keys):
    keys.taken = frozenset({"K-7"})
    found = _planned(keys, csv_of(["番号", "名称"], ["K-7", "機密"]))
    assert found.lines[0].errors == ("番号「K-7」は既に使われています。別の番号にしてください。",)


def test_a_new_row_wants_required_columns_the_file_lacks(keys):
    found = _planned(keys, csv_of(["番号", "本数"], ["K-9", "1"], ["K-1", "1"]))
    assert _verdicts(found) == ["wrong", "changed"]
    assert "名称：新しい行には必要" in found.lines[0].errors[0]


def test_merged_cells_are_wrong_row_by_row(keys):
    found = _planned(keys, xlsx(["番号", "名称"], ["K-1", "金庫"], ["K-2", "書庫"], merge="B3:C3"))
    assert _verdicts(found) == ["unchanged", "wrong"]
    assert "結合" in found.lines[1].errors[0]


def test_what_the_register_itself_refuses_is_wrong(keys):
    keys.refused = {"K-1": "この領域には置けません。"}
    found = _planned(keys, csv_of(["番号", "名称"], ["K-1", "別"], ["K-2", "別"]))
    assert _verdicts(found) == ["wrong", "changed"]
    assert found.lines[0].errors == ("この領域には置けません。",)
    assert found.changes == ()


def test_a_column_that_is_only_written_is_never_read(keys):
    found = _planned(keys, csv_of(["番号", "確認日"], ["K-1", "でたらめ"]))
    assert _verdicts(found) == ["unchanged"]


class TestOwnColumns:
    def test_they_are_kept_as_they_are_and_told_as_differences(self, keys):
        keys.put("K-1", name="金庫", own={"色": "赤", "重さ": 5})
        data = xlsx(
            ["番号", "色", "重さ", "置き場"], ["K-1", "青", 5, "棚"], ["K-2", None, None, None]
        )
        found = _planned(keys, data)
        assert _verdicts(found) == ["changed", "unchanged"]
        assert found.changes[0].own == {"色": "青", "重さ": 5, "置き場": "棚"}

    def test_the_number_five_and_the_text_five_are_the_same(self, keys):
        keys.put("K-1", own={"重さ": 5})
        found = _planned(keys, csv_of(["番号", "重さ"], ["K-1", "5"]))
        assert _verdicts(found) == ["unchanged"]

    def test_an_empty_cell_takes_the_field_away_and_a_missing_column_does_not(self, keys):
        keys.put("K-1", own={"色": "赤", "重さ": 5})
        found = _planned(keys, csv_of(["番号", "色"], ["K-1", ""]))
        assert found.changes[0].own == {"重さ": 5}

    def test_the_same_heading_in_other_letters_is_the_same_field(self, keys):
        register = keys.register()
        before = (*layouts.standard(register), layouts.Place("ＩＤ 番", None))
        keys.put("K-1", own={"ＩＤ 番": "a"})
        found = _planned(keys, csv_of(["番号", "ID番"], ["K-1", "b"]), before)
        assert found.changes[0].own == {"ＩＤ 番": "b"}


class TestHeadings:
    def test_two_of_one_column_refuse_the_file(self, keys):
        with pytest.raises(TableRefusedError, match="二つ"):
            _planned(keys, csv_of(["番号", "名称", "鍵の名称"], ["K-1", "a", "b"]))
        with pytest.raises(TableRefusedError, match="二つ"):
            _planned(keys, csv_of(["番号", "独自", "独 自"], ["K-1", "a", "b"]))

    def test_without_the_number_no_row_is_known(self, keys):
        with pytest.raises(TableRefusedError, match="番号"):
            _planned(keys, csv_of(["名称", "所属"], ["a", "総務課"]))

    def test_a_column_without_heading_refuses_the_file(self, keys):
        with pytest.raises(TableRefusedError, match="見出しのない"):
            _planned(keys, csv_of(["番号", "", "名称"], ["K-1", "x", "a"]))

    def test_the_body_s_own_words_for_a_column_are_known(self, keys):
        register = keys.register()
        entries = [["札", "number"], ["鍵の呼び名", "name"], ["色", ""], ["消えた列", "gone"]]
        before = layouts.stored(register, entries)
        assert [p.heading for p in before][:3] == ["札", "鍵の呼び名", "色"]
        assert len(before) == len(COLUMNS) + 1
        found = _planned(keys, csv_of(["札", "鍵の呼び名"], ["K-1", "別"]), before)
        assert found.changes[0].values["name"] == "別"
        assert layouts.stored(register, layouts.entries_of(before)) == before


class TestLostLetters:
    """CP932 cannot write every name; a file that comes back from it takes nothing away."""

    def test_what_a_file_could_not_hold_stays_as_it_stood(self, keys):
        keys.put("K-1", name="𠮷野の鍵〜", own={"記号": "🙂"})
        row = ["K-1", through_cp932("𠮷野の鍵〜"), through_cp932("🙂")]
        found = _planned(keys, csv_of(["番号", "名称", "記号"], row, encoding="cp932"))
        assert _verdicts(found) == ["unchanged"]

    def test_a_lost_letter_in_a_changed_cell_is_wrong(self, keys):
        keys.put("K-1", name="𠮷野の鍵")
        found = _planned(
            keys, csv_of(["番号", "名称"], ["K-1", "〓野の新しい鍵"], encoding="cp932")
        )
        assert "〓" in found.lines[0].errors[0]


class TestDigest:
    def test_it_changes_with_what_stood_before_and_with_what_comes(self, keys):
        data = csv_of(["番号", "名称"], ["K-1", "大金庫"])
        first = _planned(keys, data).digest
        assert _planned(keys, data).digest == first
        assert _planned(keys, csv_of(["番号", "名称"], ["K-1", "小金庫"])).digest != first
        keys.put("K-1", name="金庫", copies=9)
        assert _planned(keys, data).digest != first

    def test_a_row_the_file_does_not_touch_does_not_matter(self, keys):
        data = csv_of(["番号", "名称"], ["K-1", "大金庫"])
        first = _planned(keys, data).digest
        keys.put("K-2", name="別")
        assert _planned(keys, data).digest == first


@given(st.lists(st.lists(st.text(max_size=6), min_size=3, max_size=3), max_size=6))
def test_any_cells_give_a_line_each_and_changes_only_without_a_wrong_one(rows):
    keys = Keys()
    keys.put("1", name="a")
    data = csv_of(["番号", "名称", "作成日"], *rows)
    try:
        found = _planned(keys, data)
    except (TableRefusedError, TableError):
        return
    assert sum(found.counts.values()) == len(found.lines)
    if any(line.verdict is Verdict.WRONG for line in found.lines):
        assert found.changes == ()
    for line in found.lines:
        assert bool(line.errors) == (line.verdict is Verdict.WRONG)


@pytest.mark.parametrize("unit", [4, 5])
def test_a_row_keeps_what_it_points_to_though_no_row_could_take_it_any_more(
    keys, unit, monkeypatch
):
    choices = (Choice(4, "出張所", over=True), Choice(5, "庶務係"), Choice(6, "庶務係"))
    monkeypatch.setattr("tests.web.registers.book.UNITS", Options(choices))
    keys.put("K-9", name="鍵", unit=unit)
    label = choices[unit - 4].label
    same = _planned(keys, xlsx(["番号", "名称", "所属"], ["K-9", "別の鍵", label]))
    assert [change.values["unit"] for change in same.changes] == [unit]
    new = _planned(keys, xlsx(["番号", "名称", "所属"], ["K-10", "鍵", label]))
    assert _verdicts(new) == ["wrong"]
