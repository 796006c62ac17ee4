"""The drawn bars: every part as wide as its share, the whole bar filled, nothing overlapping."""

from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.reviews.bars import BAR, LABEL, WIDTH, draw

COUNTS = st.dictionaries(
    st.sampled_from(["good", "doubtful", "bad", "old", "open"]), st.integers(0, 500), max_size=5
)


@given(st.lists(COUNTS, max_size=4))
def test_parts_fill_their_bar_without_gap_or_overlap(rows):
    picture = draw([(str(number), counts) for number, counts in enumerate(rows)])
    assert len(picture.bars) == len(rows)
    for bar, counts in zip(picture.bars, rows, strict=True):
        assert sum(part.count for part in bar.parts) == sum(counts.values())
        place = LABEL
        for part in bar.parts:
            assert part.x == place
            place += part.width
        assert place == (WIDTH if bar.parts else LABEL)
        assert bar.y + BAR <= picture.height


@given(COUNTS)
def test_a_part_is_within_a_pixel_of_its_share(counts):
    total = sum(counts.values())
    [bar] = draw([("", counts)]).bars
    for part in bar.parts:
        assert abs(part.width - (WIDTH - LABEL) * part.count / total) < 1


def test_no_clause_draws_no_part_and_a_narrow_part_shows_no_number():
    empty, mixed = draw([("a", {"good": 0}), ("b", {"good": 999, "bad": 1})]).bars
    assert empty.parts == ()
    assert [part.shown for part in mixed.parts] == [True, False]
