"""Places named by letters and bare marks: イ(イ), 3(2)①, 3の(2)の①, 2－1－1, 第2(1)2)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.engines.policytext.outlines import by_id, read

from sekisho.policytext.numerals import GOJUON

ARTICLES = """第1条 目的を定める。
第2条 次のとおりとする。
(1) 端末
(2) 次の媒体
ア 磁気のもの
イ 光学のもの
(ア) 円盤
(イ) 札
ウ その他
第3条 対策を講じる。
2 次の各号による。
(1) 鍵
(2) 次の端末
ア 木のもの
イ 鉄のもの
3 {}
"""
POINTS = """1 目的

端末を守る。

2 定義

(1) 端末

電子計算機をいう。

(2) 媒体

次のものをいう。

1) 磁気

2) 光学

3 対策

(1) 鍵

鍵を掛ける。

(2) 端末

次による。

① 机

② 椅子

(3) 点検

職員は、{}

4 見直し

見直す。
"""
OUTLINE = """第1 目的

守る。

第2 管理

(1) 管理者

1) 管理者を置く。

2) 台帳を作る。

(2) 利用者

利用者は、{}

第3 補則

別に定める。
"""
DASHES = """1 総則
1－1 目的
守る。
2 管理
2－1 組織
2－1－1 責任者
置く。
2－1－2 管理者
(1) 課
置く。
(2) 係
ア 台帳
イ 点検
2－2 点検
{}
"""


def asked(text: str, sentence: str, clause: str) -> tuple[tuple[str, ...], list[str]]:
    """Return the references of the clause the sentence stands in, and all warnings."""
    document = read(text.format(sentence))
    return by_id(document)[clause].references, [w.code for w in document.warnings]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("第2条第2号イ(イ)の札とする。", ("2(2)イ(イ)",)),
        ("第2条第2号イ（イ）に規定する札とする。", ("2(2)イ(イ)",)),
        ("第2条第1項第2号イ(ア)及び(イ)の札とする。", ("2(2)イ(ア)", "2(2)イ(イ)")),
        ("第2条第2号イ(イ)及びウの物とする。", ("2(2)イ(イ)", "2(2)ウ")),
        ("前項第2号イの端末とする。", ("3-2(2)イ",)),
        ("前項第2号ア及びイの端末とする。", ("3-2(2)ア", "3-2(2)イ")),
        ("前項第2号ア又はイに掲げる端末とする。", ("3-2(2)ア", "3-2(2)イ")),
        ("第2条第2号ア、イ及びウの媒体とする。", ("2(2)ア", "2(2)イ", "2(2)ウ")),
        ("第2条第2号アからウまでの媒体とする。", ("2(2)ア", "2(2)イ", "2(2)ウ")),
        ("前条第1号並びに第2号ア及びウの物とする。", ("2(1)", "2(2)ア", "2(2)ウ")),
        ("前項の規定により同項第2号アの端末とする。", ("3-2", "3-2(2)ア")),
        ("第2条第2号アクセス用の媒体とする。", ("2(2)",)),
        ("番号法第2条第2号ア及びイの媒体とする。", ()),
    ],
)
def test_letters_below_an_item(sentence, expected):
    assert asked(ARTICLES, sentence, "3-3") == (expected, [])


def test_letters_below_the_item_before():
    text = "第1条 次による。\n(1) 次の物\nア 鍵\nイ 札\n(2) 前号ア及びイの台帳\n(3) 第1号イの保管\n"
    clauses = by_id(read(text))
    assert clauses["1(2)"].references == ("1(1)ア", "1(1)イ")
    assert clauses["1(3)"].references == ("1(1)イ",)


def test_letters_beside_each_other():
    text = "1 対策\n\n次による。\n\nア 鍵\n\nイ 札\n\nウ ア及びイに掲げる物の台帳\n"
    assert by_id(read(text))["1ウ"].references == ("1ア", "1イ")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("3(2)①に規定する机を守る。", ("3(2)①",)),
        ("3(2)①の机を守る。", ("3(2)①",)),
        ("３（２）①の机を守る。", ("3(2)①",)),
        ("3(2)①及び②の机を守る。", ("3(2)①", "3(2)②")),
        ("3(2)①により守る。", ("3(2)①",)),
        ("上記3(2)①の机を守る。", ("3(2)①",)),
        ("3の(2)の①の机を守る。", ("3(2)①",)),
        ("3の(2)の①に規定する机を守る。", ("3(2)①",)),
        ("2(2)1)の媒体を守る。", ("2(2)1)",)),
        ("2(2)1)及び3(2)②に規定する物を守る。", ("2(2)1)", "3(2)②")),
        ("(2)①の机を守る。", ("3(2)①",)),
        ("(2)の①に掲げる机を守る。", ("3(2)①",)),
        ("3(1)から(2)までに定める事項を守る。", ("3(1)", "3(2)")),
        ("3及び4により守る。", ("3", "4")),
        ("3及び4の対策を講じる。", ("3", "4")),
        ("2、3及び4に規定する事項を守る。", ("2", "3", "4")),
        ("（上記1及び2）を守る。", ("1", "2")),
        ("4に従い守る。", ("4",)),
    ],
)
def test_places_named_by_their_marks(sentence, expected):
    assert asked(POINTS, sentence, "3(3)") == (expected, [])


@pytest.mark.parametrize(
    "sentence",
    [
        "3及び4月に点検する。",
        "3の端末を守る。",
        "3(7)の机を守る。",
        "8(2)①の机を守る。",
        "3-4月に点検する。",
        "3.5の版を使う。",
        "様式3(2)を使う。",
        "対策基準3(2)①に規定する机を守る。",
        "1.5倍の鍵を掛ける。",
        "アクセスを守る。",
        "ア及びイの物を守る。",
    ],
)
def test_figures_that_name_no_place_are_neither_reference_nor_mistake(sentence):
    assert asked(POINTS, sentence, "3(3)") == ((), [])


@pytest.mark.parametrize("written", ["3(7)", "8", "3(2)⑤", "3の(2)の⑤"])
def test_bare_places_a_rule_is_said_to_stand_in_are_reported_where_there_are_none(written):
    found = asked(POINTS, f"{written}に規定する机を守る。", "3(3)")
    assert found == ((), ["unresolved-reference"])


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("第2(1)2)に規定する台帳を守る。", ("2(1)2)",)),
        ("第２（１）２）の台帳を守る。", ("2(1)2)",)),
        ("第2の(1)の2)の規定を守る。", ("2(1)2)",)),
        ("第3の規定を守る。", ("3",)),
        ("第三の規定を守る。", ("3",)),
        ("第1及び第3の規定を守る。", ("1", "3")),
        ("第1から第3までの規定を守る。", ("1", "2", "3")),
        ("第2(1)により守る。", ("2(1)",)),
        ("上記第1の目的を守る。", ("1",)),
        ("第3者に渡さない。", ()),
        ("第1位の者に渡さない。", ()),
        ("第三者に渡さない。", ()),
        ("技術基準第3の規定を守る。", ()),
    ],
)
def test_places_of_an_outline_with_第(sentence, expected):
    assert asked(OUTLINE, sentence, "2(2)") == (expected, [])


def test_a_place_of_an_outline_that_is_not_there_is_reported():
    assert asked(OUTLINE, "第9の規定を守る。", "2(2)") == ((), ["unresolved-reference"])


def test_a_second_annex_is_no_place_of_an_outline():
    text = "第1 目的\n\n別表第1及び第2のとおりとする。\n\n第2 管理\n\n守る。\n\n"
    text += "別表第1\n\n鍵\n\n別表第2\n\n札\n"
    assert by_id(read(text))["1"].references == ("別表第1", "別表第2")


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("2－1－1の責任者を置く。", ("2-1-1",)),
        ("2―1―1により置く。", ("2-1-1",)),
        ("2－1－2(2)アの台帳とする。", ("2-1-2(2)ア",)),
        ("2－1－2(2)ア及びイの台帳とする。", ("2-1-2(2)ア", "2-1-2(2)イ")),
        ("2－1－1及び2－1－2の規定による。", ("2-1-1", "2-1-2")),
        ("2－1－1から2－1－2までの規定による。", ("2-1-1", "2-1-2")),
        ("責任者は、1－1の目的を守る。", ("1-1",)),
        ("電話2－1－1へ知らせる。", ()),
        ("1－1年の間守る。", ()),
        ("対策基準2－1－1に規定する者を置く。", ()),
    ],
)
def test_dashed_places(sentence, expected):
    assert asked(DASHES, sentence, "2-2") == (expected, [])


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=4),
    st.booleans(),
    st.sampled_from(("の", "に規定する", "により")),
)
def test_any_place_of_a_list_in_a_list_can_be_cited_by_its_marks(way, spaced, tail):
    """The citation is the written labels one after the other, and must lead back to the id."""
    forms = (str, lambda n: f"({n})", lambda n: chr(0x245F + n), lambda n: GOJUON[n - 1])
    paths = [()]
    for _ in way:
        paths += [(*p, n) for p in paths if len(p) == max(map(len, paths)) for n in (1, 2, 3)]
    marks = {p: [forms[i](n) for i, n in enumerate(p)] for p in sorted(paths) if p}
    text = "".join(f"{m[-1]} 次の物を守る。\n" for m in marks.values())
    cited = ("の" if spaced else "").join(marks[tuple(way)])
    document = read(f"{text}4 点検\n職員は、{cited}{tail}物を、守る。\n")
    expected = () if len(way) == 1 and tail == "の" else ("".join(marks[tuple(way)]),)
    assert by_id(document)["4"].references == expected
