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
def article(draw):
    head = Line("article", draw(NAMES), draw(WORDS))
    below = draw(st.one_of(PARAGRAPHS, ITEMS))
    return [head, *below]


@st.composite
def regulation(draw):
    lines = []
    for _chapter in range(draw(st.integers(1, 3))):
        lines.append(Line("chapter", draw(NAMES)))
        for _article in range(draw(st.integers(1, 3))):
            lines += draw(article())
    return lines


@st.composite
def procedure(draw):
    lines = []
    for _article in range(draw(st.integers(1, 4))):
        lines.append(Line("article", draw(NAMES), draw(WORDS)))
        lines += draw(st.one_of(st.just([]), ITEMS))
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
@given(procedure())
def test_a_procedure_is_read_back_as_it_was_written(lines):
    assert differing(lines, "numbers", read_back(lines, "numbers")) is None


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


@pytest.mark.parametrize(
    ("style", "forms", "place"),
    [
        ("articles", ["item"], 1),
        ("articles", ["chapter", "paragraph"], 2),
        ("articles", ["chapter", "item"], 2),
        ("articles", ["article", "paragraph", "subitem"], 3),
        ("articles", ["article", "chapter", "article", "subitem"], 4),
        ("numbers", ["chapter"], 1),
        ("numbers", ["article", "paragraph"], 2),
        ("numbers", ["article", "subitem"], 2),
        ("numbers", ["article", "item", *["subitem"] * 21], 23),
    ],
)
def test_a_form_where_it_cannot_stand_is_named_by_its_place(style, forms, place):
    with pytest.raises(PlaceError) as refused:
        labels(form(*forms), style)
    assert refused.value.number == place
