"""Figures by unit never stand for few people."""

from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.maildrills.folding import SMALLEST, Figures, folded


@st.composite
def figures(draw):
    sent = draw(st.integers(0, 30))
    return Figures(sent, draw(st.integers(0, sent)), draw(st.integers(0, sent)))


UNITS = st.dictionaries(st.integers(1, 40), figures(), max_size=12)


@given(UNITS)
def test_no_group_is_small_unless_the_whole_is(by_unit):
    groups = folded(by_unit)
    whole = sum(each.sent for each in by_unit.values())
    if whole >= SMALLEST:
        assert all(each.figures.sent >= SMALLEST for each in groups)
    else:
        assert len(groups) == (whole > 0)


@given(UNITS)
def test_sums_are_kept_and_every_unit_that_was_sent_anything_stands_once(by_unit):
    groups = folded(by_unit)
    total = sum((each.figures for each in groups), Figures())
    assert total == sum(by_unit.values(), Figures())
    named = [unit for each in groups for unit in each.units]
    assert sorted(named) == sorted(unit for unit, each in by_unit.items() if each.sent)


@given(UNITS)
def test_taking_the_groups_from_the_total_leaves_nobody_alone(by_unit):
    """Whoever knows the total and every group but one learns one group, never a smaller one."""
    groups = folded(by_unit)
    total = sum(each.sent for each in by_unit.values())
    for each in groups:
        rest = total - sum(other.figures.sent for other in groups if other is not each)
        assert rest == each.figures.sent
    assert sum(1 for each in groups if len(each.units) > 1) <= 1


@given(UNITS)
def test_at_most_one_large_unit_loses_its_own_line(by_unit):
    large = {unit for unit, each in by_unit.items() if each.sent >= SMALLEST}
    alone = {each.units[0] for each in folded(by_unit) if len(each.units) == 1}
    assert len(large - alone) <= 1


def test_the_smallest_large_unit_joins_two_who_would_be_alone():
    groups = folded({1: Figures(9, 1, 1), 2: Figures(2, 2, 0), 3: Figures(6, 0, 6)})
    assert [(each.units, each.figures) for each in groups] == [
        ((1,), Figures(9, 1, 1)),
        ((2, 3), Figures(8, 2, 6)),
    ]
