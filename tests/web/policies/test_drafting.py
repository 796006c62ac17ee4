"""Numbers follow from form and place, and what is printed is read back the same."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sekisho.catalogue import load
from sekisho.policytext import read
from sekisho.web.policies.drafting import (
    Line,
    PlaceError,
    depths,
    differing,
    labels,
    printed,
)

TITLE = "朝霧市職員共済組合情報セキュリティ対策基準"
DAY = date(2026, 4, 1)
WORDS = st.sampled_from(
    [
        "職員等は、端末を放置してはならない。",
        "情報システム管理者は、記録を一年間保存しなければならない。",
        "課長は、持出しの申請を確かめて許可する。",
        "次に掲げる事項を守らなければならない。",
        "パスワードを他人に知らせないこと。",
    ]
)
NAMES = st.sampled_from(["端末の管理", "記録の保存", "持出しの許可", "パスワード", "教育"])


def form(*forms):
    return [Line(each, "見出し", "本文は、次のとおりとする。") for each in forms]


def item(words):
    return Line("item", "", words)


ITEMS = st.lists(WORDS.map(item), min_size=1, max_size=4)
PARAGRAPHS = st.lists(WORDS.map(lambda w: Line("paragraph", "", w)), max_size=3)


@st.composite
def deep_items(draw, forms):
    """Items with what may stand below them, one step at a time."""
    lines = []
    for _item in range(draw(st.integers(1, 3))):
        lines.append(item(draw(WORDS)))
        for form in forms[: draw(st.integers(0, len(forms)))]:
            lines += [
                Line(form, "", each) for each in draw(st.lists(WORDS, min_size=1, max_size=3))
            ]
    return lines


@st.composite
def article(draw, *, branch):
    head = Line("article", draw(NAMES), draw(WORDS), branch=branch and draw(st.booleans()))
    below = draw(st.one_of(PARAGRAPHS, ITEMS, deep_items(("subitem", "point"))))
    return [head, *below]


@st.composite
def articles(draw, *, first):
    lines = []
    for number in range(draw(st.integers(1, 3))):
        lines += draw(article(branch=not first or number > 0))
    return lines


@st.composite
def regulation(draw):
    lines = []
    for number in range(draw(st.integers(1, 3))):
        lines.append(Line("chapter", draw(NAMES), branch=number > 0 and draw(st.booleans())))
        if draw(st.booleans()):
            lines += draw(articles(first=not any(each.form == "article" for each in lines)))
            continue
        for section in range(draw(st.integers(1, 3))):
            lines.append(Line("section", draw(NAMES), branch=section > 0 and draw(st.booleans())))
            lines += draw(articles(first=not any(each.form == "article" for each in lines)))
    return lines


@st.composite
def procedure(draw, forms):
    lines = []
    for _chapter in range(draw(st.integers(1, 2))):
        if draw(st.booleans()) or lines:
            lines.append(Line("chapter", draw(NAMES)))
        for _article in range(draw(st.integers(1, 3))):
            lines.append(Line("article", draw(NAMES), draw(WORDS)))
            lines += draw(st.one_of(st.just([]), deep_items(forms)))
    return lines


def read_back(lines, style):
    return read(printed(TITLE, DAY, lines, style).encode(), name="manuscript.txt")


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(regulation())
def test_a_regulation_is_read_back_as_it_was_written(lines):
    found = read_back(lines, "articles")
    assert (found.title, found.effective) == (TITLE, DAY)
    assert differing(lines, "articles", found) is None


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(procedure(("subitem",)))
def test_a_procedure_is_read_back_as_it_was_written(lines):
    assert differing(lines, "numbers", read_back(lines, "numbers")) is None


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(procedure(("subitem", "point")))
def test_a_document_in_the_official_order_is_read_back_as_it_was_written(lines):
    assert differing(lines, "official", read_back(lines, "official")) is None


@settings(deadline=None, max_examples=40)
@given(regulation(), st.data())
def test_a_passage_that_is_missing_or_says_something_else_is_found(lines, data):
    found = read_back(lines, "articles")
    place = data.draw(st.integers(0, len(lines) - 1))
    other = Line(lines[place].form, lines[place].heading, lines[place].text + "甲")
    assert differing([*lines[:place], other, *lines[place + 1 :]], "articles", found) == place + 1
    assert differing([*lines, Line("article", "加えた条", "加えた。")], "articles", found)


def test_a_standard_of_every_control_is_read_back_whole():
    lines = [
        Line("chapter", "総則"),
        Line("article", "趣旨", "この対策基準は、判断の基準を定める。"),
    ]
    for chapter in load().chapters.values():
        lines.append(Line("chapter", chapter.title.ja))
        lines += [
            Line("article", each.title.ja, each.statement.ja)
            for each in load().controls.values()
            if each.chapter == chapter.id
        ]
    assert differing(lines, "articles", read_back(lines, "articles")) is None


def test_articles_count_through_chapters_and_the_rest_anew():
    lines = form("chapter", "article", "paragraph", "paragraph", "chapter", "article", "item",
                 "item", "subitem", "article", "item", "supplement")  # fmt: skip
    assert labels(lines, "articles") == [
        "第1章", "第1条", "2", "3", "第2章", "第2条", "(1)", "(2)", "ア", "第3条", "(1)", "附則",
    ]  # fmt: skip
    assert depths(lines) == [0, 1, 2, 2, 0, 1, 2, 2, 3, 1, 2, 0]


def test_a_procedure_numbers_otherwise():
    lines = form("article", "item", "subitem", "subitem", "item", "article")
    assert labels(lines, "numbers") == ["1", "(1)", "①", "②", "(2)", "2"]


def test_sections_count_anew_in_each_chapter_and_articles_through_all():
    lines = form("chapter", "section", "article", "section", "article", "chapter", "section",
                 "article", "item", "subitem", "point", "point")  # fmt: skip
    assert labels(lines, "articles") == [
        "第1章", "第1節", "第1条", "第2節", "第2条", "第2章", "第1節", "第3条", "(1)", "ア", "(ア)",
        "(イ)",
    ]  # fmt: skip
    assert depths(lines) == [0, 1, 2, 1, 2, 0, 1, 2, 3, 4, 5, 5]


def test_a_branch_takes_the_number_before_it_and_what_follows_does_not_move():
    names = [("chapter", 0), ("article", 0), ("article", 1), ("article", 1), ("article", 0),
             ("chapter", 1), ("article", 1), ("article", 0), ("chapter", 0)]  # fmt: skip
    lines = [Line(each, "見出し", "本文とする。", branch=bool(branch)) for each, branch in names]
    assert labels(lines, "articles") == [
        "第1章", "第1条", "第1条の2", "第1条の3", "第2条", "第1章の2", "第2条の2", "第3条", "第2章",
    ]  # fmt: skip


def test_paragraphs_of_a_supplement_begin_with_one_and_of_an_article_with_two():
    lines = form("article", "paragraph", "supplement", "paragraph", "paragraph")
    assert labels(lines, "articles") == ["第1条", "2", "附則", "1", "2"]


def test_in_the_official_order_numbers_begin_anew_in_each_chapter():
    lines = form("chapter", "article", "item", "subitem", "point", "article", "chapter", "article")
    assert labels(lines, "official") == [
        "第1章", "1", "(1)", "ア", "(ア)", "2", "第2章", "1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("style", "first", "second"),
    [
        ("articles", None, "article"),
        ("articles", None, "chapter"),
        ("articles", "article", "paragraph"),
        ("articles", "article", "item"),
        ("official", "article", "article"),
        ("numbers", "article", "article"),
    ],
)
def test_a_branch_of_nothing_or_of_a_form_without_branches_is_refused(style, first, second):
    lines = [*(form(first) if first else ()), Line(second, "見出し", "本文。", branch=True)]
    with pytest.raises(PlaceError) as refused:
        labels(lines, style)
    assert refused.value.number == len(lines)


def test_a_branch_that_lost_its_branch_is_found_to_differ():
    lines = [*form("article"), Line("article", "見出し", "本文は、次のとおりとする。", branch=True)]
    plain = [*form("article", "article")]
    assert differing(lines, "articles", read_back(plain, "articles")) == 2


@pytest.mark.parametrize(
    ("style", "forms", "place"),
    [
        ("articles", ["item"], 1),
        ("articles", ["chapter", "paragraph"], 2),
        ("articles", ["chapter", "item"], 2),
        ("articles", ["article", "paragraph", "subitem"], 3),
        ("articles", ["article", "chapter", "article", "subitem"], 4),
        ("articles", ["section"], 1),
        ("articles", ["chapter", "section", "item"], 3),
        ("articles", ["article", "item", "point"], 3),
        ("articles", ["article", "item", *["subitem"] * 47], 49),
        ("official", ["supplement"], 1),
        ("official", ["article", "paragraph"], 2),
        ("numbers", ["section"], 1),
        ("numbers", ["article", "item", "subitem", "point"], 4),
        ("numbers", ["article", "paragraph"], 2),
        ("numbers", ["article", "subitem"], 2),
        ("numbers", ["article", "item", *["subitem"] * 21], 23),
    ],
)
def test_a_form_where_it_cannot_stand_is_named_by_its_place(style, forms, place):
    with pytest.raises(PlaceError) as refused:
        labels(form(*forms), style)
    assert refused.value.number == place
