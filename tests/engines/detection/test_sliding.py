"""Counting over a sliding span, against counting by hand."""

import ibis
from hypothesis import given
from hypothesis import strategies as st

from sekisho.detection.sliding import different, sums

ROWS = st.lists(
    st.tuples(st.integers(0, 12), st.sampled_from(["a", "b"]), st.sampled_from(["x", "y", "z", None])),
    min_size=1, max_size=25,
)  # fmt: skip
STEPS = {"counted": ibis.literal(1, "int64"), "doubled": ibis.literal(-2, "int64")}
SPANS = st.integers(1, 6)


def table(rows):
    return ibis.memtable(
        {
            "ts_us": [at for at, _, _ in rows],
            "key": [key for _, key, _ in rows],
            "value": [value for _, _, value in rows],
            "log_delivery": ["d"] * len(rows),
            "log_position": list(range(len(rows))),
        },
        schema={"ts_us": "int64", "key": "string", "value": "string", "log_delivery": "string", "log_position": "int64"},
    )  # fmt: skip


def counted(found, name):
    rows = found.to_pyarrow().to_pylist()
    return {row["log_position"]: row[name] for row in rows}


def within(rows, at, key, span):
    return [row for row in rows if row[1] == key and at - span <= row[0] <= at]


@given(ROWS, SPANS)
def test_sums_are_those_of_the_span_before_with_both_ends(rows, span):
    wanted = {n: len(within(rows, at, key, span)) for n, (at, key, _) in enumerate(rows)}
    found = sums(table(rows), ("key",), STEPS, span)
    assert counted(found, "counted") == wanted
    assert counted(found, "doubled") == {n: -2 * count for n, count in wanted.items()}


@given(ROWS, SPANS)
def test_different_values_are_those_of_the_span_before_and_absent_ones_are_none(rows, span):
    wanted = {
        n: len({row[2] for row in within(rows, at, key, span)} - {None})
        for n, (at, key, _) in enumerate(rows)
    }
    assert counted(different(table(rows), ("key",), "value", span), "different") == wanted


@given(ROWS, SPANS)
def test_every_row_is_told_once_with_its_own_time(rows, span):
    found = sums(table(rows), ("key",), STEPS, span).to_pyarrow().to_pylist()
    assert sorted((row["log_position"], row["ts_us"]) for row in found) == [
        (n, at) for n, (at, _, _) in enumerate(rows)
    ]
