"""The drawing says what the figures say."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.transfers.charting import BOTTOM, HEIGHT, TOP, chart, scale_end
from sekisho.web.transfers.queries import Month, _firsts, months

counts = st.integers(0, 10**6)
month = st.builds(Month, st.just(date(2026, 6, 1)), counts, counts, counts, counts)


@given(st.integers(0, 10**9))
def test_the_scale_ends_at_or_above_the_largest_and_divides_into_four(largest):
    end = scale_end(largest)
    assert end >= largest
    assert end % 4 == 0
    assert end <= max(4, 1.6 * largest)


@given(st.lists(month, min_size=1, max_size=12))
def test_bars_stand_on_the_ground_within_the_picture_and_their_parts_in_proportion(found):
    drawn = chart(found)
    unit = (HEIGHT - TOP - BOTTOM) / scale_end(max(each.total for each in found))
    for each, bar in zip(found, drawn.bars, strict=True):
        assert sum(piece.height for piece in bar.pieces) == pytest.approx(
            each.total * unit, abs=0.3
        )
        if bar.pieces and each.delivered * unit >= 0.1:
            first = bar.pieces[0]
            assert first.y + first.height == pytest.approx(HEIGHT - BOTTOM, abs=0.2)
        assert all(piece.y >= TOP - 0.2 for piece in bar.pieces)


@given(st.dates(date(1990, 1, 1), date(2190, 1, 1)), st.integers(1, 36))
def test_months_follow_each_other_up_to_this_one(day, count):
    firsts = _firsts(day, count)
    assert len(firsts) == count
    assert firsts[-1] == day.replace(day=1)
    for one, next_ in pairwise(firsts):
        assert (next_.year * 12 + next_.month) - (one.year * 12 + one.month) == 1


@pytest.mark.django_db
def test_a_month_begins_at_midnight_in_tokyo(tmp_path):
    from tests.web.transfers.parts import record, take

    last = datetime(2026, 5, 31, 14, 59, tzinfo=UTC)
    first = datetime(2026, 5, 31, 15, 0, tzinfo=UTC)
    take(tmp_path, record(at=last), record(at=first))
    may, june = months(at=first, count=2)
    assert (may.first, may.delivered, june.first, june.delivered) == (
        date(2026, 5, 1),
        1,
        date(2026, 6, 1),
        1,
    )
