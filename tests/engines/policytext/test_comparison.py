"""What became of each clause, as an official would say it."""

import pytest
from tests.engines.policytext.comparison_samples import (
    clause,
    document,
    kinds,
    marked_up,
    of_kind,
)

from sekisho.policytext import changed_clauses, compare

ORGANISATION = "組合の情報資産について、対策を推進する組織体制を確立する。"
PHYSICAL = "サーバ機器及び管理区域の管理について、物理的な対策を講じる。"
PEOPLE = "職員等が遵守すべき事項を定め、十分な教育及び啓発を行う。"
AUDIT = "遵守状況を検証するため、毎年度、情報セキュリティ監査を実施する。"


def test_an_inserted_article_renumbers_those_after_it_and_changes_nothing():
    old = document(clause("1", ORGANISATION), clause("2", PHYSICAL), clause("3", PEOPLE))
    new = document(
        clause("1", ORGANISATION), clause("2", AUDIT), clause("3", PHYSICAL), clause("4", PEOPLE)
    )
    found = compare(old, new)
    assert kinds(found) == [
        ("same", "1", "1"),
        ("added", "", "2"),
        ("renumbered", "2", "3"),
        ("renumbered", "3", "4"),
    ]
    assert changed_clauses(found) == ("2",)


def test_children_of_a_renumbered_article_are_renumbered_without_underline():
    old = document(
        clause("1", AUDIT), clause("2", "", clause("2(1)", PEOPLE, label="(1)"), heading="人")
    )
    new = document(clause("1", "", clause("1(1)", PEOPLE, label="(1)"), heading="人"))
    removed, article, item = compare(old, new)
    assert (removed.kind, article.kind, item.kind) == ("removed", "renumbered", "renumbered")
    assert {mark.part for mark in article.marks} == {"label"}
    assert item.marks == ()


def test_a_reference_that_follows_a_renumbering_is_changed_in_just_those_characters():
    tail = "の規定にかかわらず、理事長が特に認める場合は、この限りでない。"
    old = document(clause("6", PEOPLE), clause("7", f"第6条{tail}"))
    new = document(clause("6", AUDIT), clause("7", PEOPLE), clause("8", f"第7条{tail}"))
    change = compare(old, new).changes[-1]
    assert change.kind == "changed"
    assert not change.relocated
    assert marked_up(change, "old") == f"【第6条】{tail}"
    assert marked_up(change, "new") == f"【第7条】{tail}"


def test_a_word_amended_in_place_is_changed_and_must_be_confirmed():
    old = document(clause("6", "", clause("6(3)", "端末への二要素認証の導入を行う。")))
    new = document(clause("6", "", clause("6(3)", "端末への多要素認証の導入を行う。")))
    found = compare(old, new)
    assert kinds(found) == [("same", "6", "6"), ("changed", "6(3)", "6(3)")]
    assert marked_up(found.changes[1], "new") == "端末への【多要素認証】の導入を行う。"
    assert changed_clauses(found) == ("6(3)",)


def test_an_item_brought_under_another_article_has_moved():
    old = document(
        clause("6", "", clause("6(1)", PHYSICAL), clause("6(2)", PEOPLE), heading="対策"),
        clause("7", "", clause("7(1)", AUDIT), heading="評価"),
    )
    new = document(
        clause("6", "", clause("6(1)", PHYSICAL), heading="対策"),
        clause("7", "", clause("7(1)", AUDIT), clause("7(2)", PEOPLE), heading="評価"),
    )
    found = compare(old, new)
    assert [(c.old.id, c.new.id) for c in of_kind(found, "moved")] == [("6(2)", "7(2)")]
    assert not of_kind(found, "added", "removed", "changed")
    assert changed_clauses(found) == ()


def test_an_item_put_in_another_order_has_moved_and_the_others_only_changed_number():
    old = document(clause("1", ORGANISATION), clause("2", PHYSICAL), clause("3", PEOPLE))
    new = document(clause("1", PEOPLE), clause("2", ORGANISATION), clause("3", PHYSICAL))
    assert kinds(compare(old, new)) == [
        ("moved", "3", "1"),
        ("renumbered", "1", "2"),
        ("renumbered", "2", "3"),
    ]


def test_a_clause_moved_and_reworded_is_changed_and_says_that_it_moved():
    reworded = PEOPLE.replace("啓発", "訓練")
    old = document(
        clause("6", "", clause("6(1)", PHYSICAL), clause("6(2)", PEOPLE), heading="対策"),
        clause("7", "", clause("7(1)", AUDIT), heading="評価"),
    )
    new = document(
        clause("6", "", clause("6(1)", PHYSICAL), heading="対策"),
        clause("7", "", clause("7(1)", AUDIT), clause("7(2)", reworded), heading="評価"),
    )
    (change,) = of_kind(compare(old, new), "changed")
    assert (change.old.id, change.new.id, change.relocated) == ("6(2)", "7(2)", True)
    assert marked_up(change, "new") == PEOPLE.replace("啓発", "【訓練】")


def test_the_heading_alone_may_change():
    old = document(clause("6", PEOPLE, heading="人的セキュリティ"))
    new = document(clause("6", PEOPLE, heading="人的対策"))
    (change,) = compare(old, new)
    assert change.kind == "changed"
    assert {mark.part for mark in change.marks} == {"heading"}


def test_a_rewritten_article_with_its_heading_kept_is_one_changed_article():
    old = document(clause("8", "必要に応じて見直す。", heading="見直し"))
    new = document(clause("8", PHYSICAL, heading="見直し"))
    (change,) = compare(old, new)
    assert change.kind == "changed"
    assert marked_up(change, "new") == f"【{PHYSICAL}】"


def test_another_article_under_the_same_number_is_not_the_same_article():
    old = document(clause("8", "必要に応じて見直す。", heading="見直し"))
    new = document(clause("8", PHYSICAL, heading="物理的な対策"))
    assert kinds(compare(old, new)) == [("removed", "8", ""), ("added", "", "8")]


def test_a_paragraph_split_off_leaves_one_changed_and_one_added():
    old = document(clause("7", AUDIT + PEOPLE))
    new = document(clause("7", AUDIT, clause("7¶2", PEOPLE, label="")))
    article, paragraph = compare(old, new)
    assert article.kind == "changed"
    assert marked_up(article, "old") == f"{AUDIT}【{PEOPLE}】"
    assert marked_up(article, "new") == AUDIT
    assert (paragraph.kind, paragraph.new.id) == ("added", "7¶2")


def test_a_small_part_split_off_is_still_seen_as_such():
    """The greater part goes to the new item, yet each finds a sensible partner."""
    long = ORGANISATION + PHYSICAL + PEOPLE
    old = document(clause("1", AUDIT + long), clause("2", "附則を置く。"))
    new = document(clause("1", AUDIT), clause("2", long), clause("3", "附則を置く。"))
    found = compare(old, new)
    assert len(of_kind(found, "changed")) == 1
    assert len(of_kind(found, "added")) == 1
    assert not of_kind(found, "removed")


def test_two_items_merged_leave_one_changed_and_one_removed():
    old = document(clause("7", "", clause("7(1)", AUDIT), clause("7(2)", PEOPLE)))
    new = document(clause("7", "", clause("7(1)", AUDIT + PEOPLE)))
    assert kinds(compare(old, new)) == [
        ("same", "7", "7"),
        ("changed", "7(1)", "7(1)"),
        ("removed", "7(2)", ""),
    ]


def test_an_article_split_in_two_keeps_its_items():
    items = [clause(f"6({n})", text) for n, text in enumerate((PHYSICAL, PEOPLE, AUDIT), 1)]
    old = document(clause("6", "", *items, heading="対策"))
    new = document(
        clause("6", "", *items[:2], heading="対策の実施"),
        clause("7", "", clause("7(1)", AUDIT), heading="評価"),
    )
    assert kinds(compare(old, new)) == [
        ("changed", "6", "6"),
        ("same", "6(1)", "6(1)"),
        ("same", "6(2)", "6(2)"),
        ("added", "", "7"),
        ("moved", "6(3)", "7(1)"),
    ]


def test_a_renamed_article_is_known_by_its_items():
    items = [("(1)", PHYSICAL), ("(2)", PEOPLE)]
    old = document(clause("3", "", *(clause("3" + n, t) for n, t in items), heading="脅威"))
    new = document(clause("4", "", *(clause("4" + n, t) for n, t in items), heading="危険の種類"))
    assert [kind for kind, *_ in kinds(compare(old, new))] == ["changed", *["renumbered"] * 2]


def test_chapters_put_over_articles_do_not_move_the_articles():
    articles = [clause("1", PHYSICAL), clause("2", PEOPLE), clause("3", AUDIT)]
    new = document(
        clause("第1章", "", *articles[:2], heading="対策"),
        clause("第2章", "", articles[2], heading="評価"),
    )
    assert kinds(compare(document(*articles), new)) == [
        ("added", "", "第1章"),
        ("same", "1", "1"),
        ("same", "2", "2"),
        ("added", "", "第2章"),
        ("same", "3", "3"),
    ]


def test_an_article_reworded_while_chapters_come_is_still_found():
    old = document(clause("1", PHYSICAL), clause("2", "端末への二要素認証の導入を行う。"))
    new = document(
        clause("第1章", "", clause("1", PHYSICAL), heading="総則"),
        clause("第2章", "", clause("2", "端末への多要素認証の導入を行う。"), heading="対策"),
    )
    assert ("changed", "2", "2") in kinds(compare(old, new))


def test_a_chapter_and_an_article_are_never_the_same_clause():
    old = document(clause("第2章", "", heading="情報セキュリティに関する対策の実施"))
    new = document(clause("2", "", heading="情報セキュリティに関する対策の実施について"))
    assert [kind for kind, *_ in kinds(compare(old, new))] == ["removed", "added"]


def test_two_articles_that_share_one_item_and_nothing_else_are_two_articles():
    item = clause("3(1)", PHYSICAL)
    old = document(clause("3", "委託先を選定する。", item, heading="委託"))
    new = document(clause("9", "年に一度見直す。", item, heading="監査"))
    found = compare(old, new)
    assert [kind for kind, *_ in kinds(found)] == ["removed", "added", "same"]


def test_only_the_usual_ending_makes_no_two_items_alike():
    old = document(clause("1", "委託先を選定しなければならない。"))
    new = document(clause("1", "職員に研修を実施しなければならない。"))
    assert kinds(compare(old, new)) == [("removed", "1", ""), ("added", "", "1")]


def test_one_word_in_common_makes_no_two_items_alike():
    old = document(clause("1", "委託先の選定を行う。"))
    new = document(clause("1", "委託先に研修資料を配布し、受領を確認する。"))
    assert kinds(compare(old, new)) == [("removed", "1", ""), ("added", "", "1")]


def test_some_words_in_common_are_not_enough_for_a_move():
    old = document(clause("1", PHYSICAL, clause("1(1)", "委託先の監査を毎年度実施し、報告する。")))
    other = clause("2(1)", "委託先の選定に当たり、契約の内容を確認する。")
    new = document(clause("1", PHYSICAL), clause("2", PEOPLE, other))
    assert not of_kind(compare(old, new), "changed", "moved")


def test_an_item_to_which_much_was_added_is_still_the_same_item():
    old = document(clause("1", PHYSICAL), clause("2", "", clause("2(1)", AUDIT), heading="評価"))
    more = clause("2(1)", AUDIT + ORGANISATION + PHYSICAL + PEOPLE)
    new = document(clause("1", PHYSICAL), clause("2", "", more, heading="評価"))
    (change,) = of_kind(compare(old, new), "changed")
    assert marked_up(change, "old") == AUDIT


def test_of_equal_siblings_those_in_order_are_paired():
    twice = "別に定めるものとする。"
    old = document(clause("1", twice), clause("2", PHYSICAL), clause("3", twice))
    new = document(clause("1", PHYSICAL), clause("2", twice))
    assert kinds(compare(old, new)) == [
        ("removed", "1", ""),
        ("renumbered", "2", "1"),
        ("renumbered", "3", "2"),
    ]


def test_of_equal_items_in_articles_written_anew_the_same_number_is_kept():
    twice = "情報システムの仕様書及びネットワーク図等の文書をいう。"
    old = document(
        clause("2", "甲甲甲甲甲甲", clause("2(1)", twice)),
        clause("4", "乙乙乙乙乙乙", clause("4(1)", twice)),
    )
    new = document(clause("4", "丙丙丙丙丙丙", clause("4(1)", twice)))
    assert ("same", "4(1)", "4(1)") in kinds(compare(old, new))


def test_an_article_that_a_new_one_pushes_into_the_next_chapter_has_not_moved():
    def chapters(first: list, second: list):
        return document(
            clause("第1章", "", *first, heading="総則"),
            clause("第2章", "", *second, heading="対策"),
        )

    old = chapters([clause("1", AUDIT), clause("2", PEOPLE)], [clause("3", PHYSICAL)])
    new = chapters(
        [clause("1", AUDIT), clause("2", ORGANISATION)],
        [clause("3", PEOPLE), clause("4", PHYSICAL)],
    )
    found = compare(old, new)
    assert ("renumbered", "2", "3") in kinds(found)
    assert not of_kind(found, "moved", "changed", "removed")


def test_a_removed_clause_does_not_follow_a_neighbour_that_moved_away():
    old = document(
        clause("1", AUDIT), clause("2", PEOPLE), clause("3", "削る規定。"), clause("4", PHYSICAL)
    )
    new = document(clause("1", AUDIT), clause("2", PHYSICAL), clause("3", PEOPLE))
    assert kinds(compare(old, new)) == [
        ("same", "1", "1"),
        ("removed", "3", ""),
        ("renumbered", "4", "2"),
        ("moved", "2", "3"),
    ]


def test_a_removed_clause_stands_where_it_stood():
    old = document(
        clause("1", PHYSICAL),
        clause("2", "", clause("2(1)", PEOPLE), clause("2(2)", "削除する。"), heading="定義"),
        clause("3", "最後に置く。"),
    )
    new = document(clause("1", PHYSICAL), clause("2", "", clause("2(1)", PEOPLE), heading="定義"))
    assert [old_id for _, old_id, _ in kinds(compare(old, new))] == ["1", "2", "2(1)", "2(2)", "3"]


def test_the_first_clause_removed_stands_at_the_top():
    old = document(clause("1", PHYSICAL, clause("1(1)", AUDIT)), clause("2", PEOPLE))
    new = document(clause("1", PEOPLE))
    assert kinds(compare(old, new)) == [
        ("removed", "1", ""),
        ("removed", "1(1)", ""),
        ("renumbered", "2", "1"),
    ]


def test_a_removed_item_of_a_moved_article_goes_with_the_article():
    moving = [
        clause("5(1)", PHYSICAL),
        clause("5(2)", "当分の間、行わない。"),
        clause("5(3)", PEOPLE),
    ]
    old = document(
        clause("4", AUDIT),
        clause("5", ORGANISATION, *moving),
        clause("6", "甲を定める。"),
        clause("7", "乙を置くものとする。"),
    )
    new = document(
        clause("4", AUDIT),
        clause("5", "甲を定める。"),
        clause("6", "乙を置くものとする。"),
        clause("7", ORGANISATION, clause("7(1)", PHYSICAL), clause("7(2)", PEOPLE)),
    )
    rows = kinds(compare(old, new))
    assert rows[rows.index(("removed", "5(2)", "")) - 1][1] == "5(1)"
    assert ("moved", "5", "7") in rows


def test_short_common_words_do_not_count_as_a_move():
    old = document(clause("1", PHYSICAL, clause("1(1)", "その他")), clause("2", PEOPLE))
    new = document(clause("1", PHYSICAL), clause("2", PEOPLE, clause("2(1)", "その他")))
    assert not of_kind(compare(old, new), "moved")


def test_of_equal_items_those_that_stayed_are_the_same():
    """Both articles say the same of assets; removing one of them touches only that one."""
    twice = "情報システムの仕様書及びネットワーク図等の文書をいう。"
    old = document(
        clause("2", ORGANISATION, clause("2(1)", twice)),
        clause("4", PEOPLE, clause("4(1)", twice)),
    )
    new = document(clause("2", ORGANISATION), clause("4", PEOPLE, clause("4(1)", twice)))
    assert kinds(compare(old, new)) == [
        ("same", "2", "2"),
        ("removed", "2(1)", ""),
        ("same", "4", "4"),
        ("same", "4(1)", "4(1)"),
    ]


def test_a_number_written_otherwise_is_no_change_of_words():
    old = document(clause("1", PEOPLE, label="（1）"))
    new = document(clause("1", PEOPLE, label="⑴"))
    (change,) = compare(old, new)
    assert change.kind == "renumbered"
    assert {mark.part for mark in change.marks} == {"label"}
    assert changed_clauses(compare(old, new)) == ()


def test_other_widths_are_shown_but_need_no_new_confirmation():
    old = document(clause("1", "30日以内に、LGWANへ届け出るものとする。"))
    new = document(clause("1", "３０日以内に、ＬＧＷＡＮへ 届け出るものとする。"))
    found = compare(old, new)
    assert [change.kind for change in found] == ["changed"]
    assert changed_clauses(found) == ()


@pytest.mark.parametrize("count", [0, 1, 3])
def test_nothing_against_something_is_added_or_removed_throughout(count):
    some = document(*(clause(str(n), f"第{n}の対策を講じる。") for n in range(count)))
    assert [change.kind for change in compare(document(), some)] == ["added"] * count
    assert [change.kind for change in compare(some, document())] == ["removed"] * count


def test_rows_hold_clauses_without_their_children():
    found = compare(
        document(clause("1", PEOPLE, clause("1(1)", AUDIT))),
        document(clause("1", PEOPLE), clause("2", PHYSICAL, clause("2(1)", ORGANISATION))),
    )
    for change in found:
        assert all(not side.children for side in (change.old, change.new) if side)


def test_a_tree_deeper_than_python_may_recurse_is_compared():
    deep = clause("底", "底の規定を置く。")
    for level in range(5_000):
        deep = clause(str(level), f"{level}の規定を置く。", deep)
    found = compare(document(deep), document())
    assert len(found) == 5_001
