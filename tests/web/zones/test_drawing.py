"""The picture: every pair of zones has an arrow, nothing leaves its box, and words fit."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sekisho.web.zones.drawing import (
    EDGE,
    WIDTH,
    DeviceFigure,
    FlowFigure,
    ZoneFigure,
    draw,
    fitting,
)
from sekisho.web.zones.templatetags.zones import arrow_first, arrow_second, arrow_sentence

TODAY = date(2026, 6, 1)
KEYS = ("mynumber", "lgwan", "internet", "cloud")
LABELS = dict(
    zip(KEYS, ("マイナンバー事務系", "LGWAN接続系", "インターネット接続系", "別"), strict=True)
)
flows = st.builds(
    FlowFigure,
    source=st.sampled_from(KEYS),
    destination=st.sampled_from(KEYS),
    special=st.booleans(),
    until=st.none() | st.dates(TODAY, date(2027, 3, 31)),
)


def zones(count=3):
    return [ZoneFigure(key, LABELS[key], 1, ()) for key in KEYS[:count]]


@given(st.integers(0, 4), st.lists(flows))
def test_every_pair_has_one_arrow_that_counts_its_flows(count, found):
    keys = KEYS[:count]
    picture = draw(zones(count), found, [], [], TODAY)
    assert {arrow.pair for arrow in picture.arrows} == {
        (a, b) for a in keys for b in keys if a != b
    }
    for arrow in picture.arrows:
        own = [each for each in found if (each.source, each.destination) == arrow.pair]
        assert (arrow.count, arrow.special) == (len(own), sum(each.special for each in own))
        left = [(each.until - TODAY).days for each in own if each.until]
        assert arrow.days == (min(left) if left else None)


@given(st.integers(1, 4), st.integers(0, 6))
def test_nothing_lies_outside_or_over_another(count, devices):
    figures = [DeviceFigure(f"機器{n}", "good", "○", "分離を証明") for n in range(devices)]
    picture = draw(zones(count), [], figures, [], TODAY)
    tops = [box.y for box in (*picture.zones, *picture.devices)]
    assert tops == sorted(set(tops))
    assert all(EDGE + box.width <= WIDTH - EDGE for box in picture.zones)
    assert all(0 < arrow.x < WIDTH and 0 < arrow.y < picture.height for arrow in picture.arrows)


@given(st.text(max_size=60), st.integers(20, 300))
def test_a_text_is_cut_to_its_width_and_only_then(text, width):
    cut = fitting(text, width, 10)
    if cut != text:
        assert cut.endswith("…")
        assert text.startswith(cut[:-1])
    assert sum(0.6 if each.isascii() else 1 for each in cut.rstrip("…")) <= width / 10


def test_words_on_arrows_say_open_closed_permitted():
    found = [FlowFigure("lgwan", "internet", special=True, until=date(2026, 6, 11))]
    picture = draw(zones(), found, [], [("internet", "lgwan")], TODAY)
    arrows = {arrow.pair: arrow for arrow in picture.arrows}
    assert arrow_first(arrows["lgwan", "internet"]) == "許可 1件"
    assert arrow_second(arrows["lgwan", "internet"]) == "特定通信 あと10日"
    assert arrow_first(arrows["internet", "lgwan"]) == "× 許可なく通る"
    assert (arrows["internet", "lgwan"].tone, arrows["lgwan", "internet"].tone) == ("bad", "note")
    sentence = arrow_sentence(arrows["mynumber", "lgwan"], LABELS)
    assert sentence == "マイナンバー事務系 から LGWAN接続系 へ: 通さない。"
