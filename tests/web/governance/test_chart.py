"""The chart: boxes never overlap, lines end at boxes, words fit."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.web.factories import DAY, make_person, make_unit
from tests.web.organization.counting import queries_of

from sekisho.web.governance.chart import EDGE, HEIGHT, WIDTH, Figure, cut, draw
from sekisho.web.governance.queries import chart_figures

FIGURES = st.lists(
    st.builds(Figure, st.integers(0, 8), st.text(max_size=60), st.text(max_size=90), st.booleans()),
    max_size=12,
)


@given(FIGURES)
def test_boxes_stand_under_each_other_inside_the_picture(figures):
    chart = draw(figures)
    assert len(chart.boxes) == len(figures)
    for above, below in zip(chart.boxes, chart.boxes[1:], strict=False):
        assert above.y + HEIGHT < below.y
    for box in chart.boxes:
        assert box.x + box.width <= WIDTH - EDGE
        assert box.y + HEIGHT <= chart.height


@given(FIGURES)
def test_every_line_begins_under_a_box_and_ends_at_another(figures):
    chart = draw(figures)
    lefts = {(box.x, box.y + HEIGHT // 2) for box in chart.boxes}
    bottoms = {box.y + HEIGHT for box in chart.boxes}
    for line in chart.lines:
        _x, top, down, end = map(int, re.fullmatch(r"M(\d+) (\d+)V(\d+)H(\d+)", line).groups())
        assert top in bottoms
        assert (end, down) in lefts
        assert top < down


@given(st.text(max_size=80), st.floats(20, 600))
def test_a_cut_text_is_a_beginning_and_narrower(text, width):
    found = cut(text, width)
    assert found == text or (found.endswith("…") and text.startswith(found[:-1]))
    assert cut(text, 10_000) == text


def test_nothing_gives_an_empty_picture():
    assert draw([]).boxes == ()


@pytest.mark.django_db
def test_it_shows_who_answers_for_what_and_what_is_vacant():
    make_person("岡部 誠一", roles=("ciso",))
    unit = make_unit("給付課")
    head = make_person("石黒 真理", unit=unit, roles=("manager",))
    head.roleholding_set.update(unit=unit)
    figures = {each.name: each for each in chart_figures(DAY)}
    assert figures["最高情報セキュリティ責任者（CISO）"].words == "岡部 誠一"
    assert figures["統括情報セキュリティ責任者"].vacant
    assert "副CISO" not in figures  # not mandatory and not held
    assert figures["給付課（1人）"].words == "情報セキュリティ管理者 石黒 真理"
    assert figures["総務課（1人）"].vacant


@pytest.mark.django_db
def test_it_costs_the_same_however_many_units_there_are():
    make_person()
    few = queries_of(chart_figures, DAY)
    for number in range(6):
        make_person(unit=make_unit(f"課{number}"), roles=("manager",))
    assert queries_of(chart_figures, DAY) == few
