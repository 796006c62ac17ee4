"""A line's label is found where it is one, and nowhere else."""

import pytest

from sekisho.policytext import labels
from sekisho.policytext.labels import System


@pytest.mark.parametrize(
    ("text", "system", "numbers", "rest"),
    [
        ("第1条 この規程は", System.ARTICLE, (1,), "この規程は"),
        ("第１２条の２　点検", System.ARTICLE, (12, 2), "点検"),
        ("第十二条（目的）", System.ARTICLE, (12,), "（目的）"),
        ("第 3 条 点検", System.ARTICLE, (3,), "点検"),
        ("第2章　管理", System.CHAPTER, (2,), "管理"),
        ("第1節 組織", System.SECTION, (1,), "組織"),
        ("第1款 組織", System.SUBSECTION, (1,), "組織"),
        ("第3 補則", System.DAI, (3,), "補則"),
        ("3 対策", System.ARABIC, (3,), "対策"),
        ("１０　手順", System.ARABIC, (10,), "手順"),
        ("3.対策", System.DOT, (3,), "対策"),
        ("(3)対策", System.PAREN, (3,), "対策"),
        ("（３） 対策", System.PAREN, (3,), "対策"),
        ("⑶ 対策", System.PAREN, (3,), "対策"),
        ("3) 対策", System.HALF_PAREN, (3,), "対策"),
        ("③対策", System.CIRCLED, (3,), "対策"),
        ("ウ 対策", System.KATA, (3,), "対策"),
        ("ウ．対策", System.KATA, (3,), "対策"),
        ("(ウ)対策", System.PAREN_KATA, (3,), "対策"),
        ("（ｳ）対策", System.PAREN_KATA, (3,), "対策"),
        ("三　対策", System.KANJI, (3,), "対策"),
        ("(三)対策", System.PAREN_KANJI, (3,), "対策"),
        ("2―4―1 対策", System.DASH, (2, 4, 1), "対策"),
        ("2-4 対策", System.DASH, (2, 4), "対策"),
        ("2.4.1 対策", System.DASH, (2, 4, 1), "対策"),
        ("c) 対策", System.ALPHA, (3,), "対策"),
        ("(c)対策", System.PAREN_ALPHA, (3,), "対策"),
        ("Ⅲ 対策", System.ROMAN, (3,), "対策"),
        ("附　則", System.SUPPLEMENT, (1,), ""),
        ("付則", System.SUPPLEMENT, (1,), ""),
        ("附則 この規程は", System.SUPPLEMENT, (1,), "この規程は"),
        ("別表第2（第3条関係）", System.ANNEX, (2,), "（第3条関係）"),
        ("様式第1号", System.ANNEX, (1,), ""),
    ],
)
def test_a_label_is_told_with_its_system_and_number(text, system, numbers, rest):
    label = labels.parse(text)
    assert label is not None
    assert (label.system, label.numbers, label.rest) == (system, numbers, rest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "目的",
        "第2条第1号中「設備」を改める。",
        "第2条の規定により、点検する。",
        "第3条及び第4条に規定する対策",
        "(1)から(3)までに掲げる対策",
        "(1)及び(2)の対策",
        "3年以内に見直す。",
        "3に規定する対策",
        "1.5倍を超える場合",
        "2023年4月1日",
        "アクセス制御を行う。",
        "イの規定による。",
        "一般職員は、端末を管理する。",
        "別表に定める。",
        "附則第2項の規定",
        "様式の変更は、別に定める。",
        "（目的）",
        "（以下「組合」という。）",
        "@ 対策",
    ],
)
def test_words_that_only_begin_like_a_label_are_none(text):
    label = labels.parse(text)
    assert label is None or not label.firm


def test_a_number_run_into_its_title_is_a_label_to_be_confirmed_by_its_row():
    label = labels.parse("10情報資産の分類")
    assert label is not None
    assert (label.value, label.rest, label.firm) == (10, "情報資産の分類", False)


def test_labels_are_kept_as_written_and_marked_half_width():
    label = labels.parse("（１２）　対策")
    assert label is not None
    assert (label.written, label.mark) == ("（１２）", "(12)")


def test_a_range_of_deleted_articles_is_one_label():
    label = labels.parse("第5条から第7条まで 削除")
    assert label is not None
    assert (label.value, label.until, label.rest) == (5, 7, "削除")


@pytest.mark.parametrize(("mark", "meant"), [("@", "①"), ("A", "②"), ("Ｂ", "③"), ("S", "⑳")])
def test_garbled_circled_numbers_are_known_by_their_second_byte(mark, meant):
    assert meant.encode("cp932")[0] == 0x87
    assert meant.encode("cp932")[1] == ord(mark.translate({ord("Ｂ"): "B"}))
    label = labels.parse_garbled(f"{mark} 鍵を掛ける。")
    assert label is not None
    assert (label.mark, label.written) == (meant, mark)


def test_a_sentence_in_latin_letters_is_no_garbled_number():
    assert labels.parse_garbled("LGWAN接続系") is None
    assert labels.parse_garbled("T 字路") is None
