"""Sigma's correlations against a judge that looks at every row and every row before it."""

import operator
import re
from fractions import Fraction
from statistics import median_low

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.detection.rules import Correlation, compiled, matched, read_rules
from sekisho.detection.storing import arrow

BASES = """title: one
name: one
logsource: {product: sekisho}
detection: {a: {f|contains: x}, condition: a}
---
title: two
name: two
logsource: {product: sekisho}
detection: {a: {f|contains: y}, condition: a}
---
title: three
name: three
logsource: {product: sekisho}
detection: {a: {f|contains: z}, condition: a}
"""
SECOND = 1_000_000


def text(kind, rules="[one, two]", group="[g]", span="3s", condition="", more=""):
    lines = [f"  type: {kind}", f"  rules: {rules}", f"  timespan: {span}"]
    lines += [f"  group-by: {group}"] if group else []
    lines += [f"  condition: {condition}"] if condition else []
    return f"{BASES}---\ntitle: together\ncorrelation:\n" + "\n".join(lines) + f"\n{more}"


def asked(events, written):
    rules, refused = read_rules({"r.yml": written})
    assert refused == ()
    (rule,) = [each for each in rules if isinstance(each, Correlation)]
    (found,), refused = compiled(ibis.memtable(arrow(events)), [rule])
    assert refused == ()
    return found


def hits(events, written):
    """Return the positions at which a correlation holds."""
    rows = asked(events, written).together.hits.to_pyarrow()
    return sorted(set(rows["log_position"].to_pylist()))


def made(rows):
    return [
        {
            "ts_us": at * SECOND // 2,
            "fields": {name: value for name, value in zip("fgh", (words, group, other), strict=True) if value is not None},
            "log_delivery": "d", "log_position": number, "duplicate": repeated,
        }
        for number, (at, words, group, other, repeated) in enumerate(rows)
    ]  # fmt: skip


# The judge ------------------------------------------------------------------------------------

WHOLE = re.compile("-?[0-9]{1,15}")
OPERATORS = {
    "gte": operator.ge, "gt": operator.gt, "lt": operator.lt, "lte": operator.le,
    "eq": operator.eq, "neq": operator.ne,
}  # fmt: skip
LETTERS = {"one": "x", "two": "y", "three": "z"}


def rows_of(events, rules, groups):
    """Return every event once for every rule that finds it: rule, group, time, value, position."""
    return [
        (number, tuple(event["fields"][g] for g in groups), event["ts_us"], event["fields"].get("h"), event["log_position"])
        for number, rule in enumerate(rules)
        for event in events
        if not event["duplicate"]
        and LETTERS[rule] in event["fields"].get("f", "").lower()
        and all(g in event["fields"] for g in groups)
    ]  # fmt: skip


def judged(events, kind, rules, groups, span, compare):
    rows = rows_of(events, rules, groups)
    return sorted(
        {
            row[4]
            for row in rows
            if holds(kind, row, [r for r in rows if near(r, row, span)], compare, len(rules))
        }
    )


def near(other, row, span):
    return other[1] == row[1] and row[2] - span <= other[2] <= row[2]


PERCENTILE = 70
FIGURES = {
    "value_avg": lambda numbers: Fraction(sum(numbers), len(numbers)),
    "value_median": median_low,
    "value_percentile": lambda numbers: numbers[-(-len(numbers) * PERCENTILE // 100) - 1],
}
KINDS = ["event_count", "value_count", "value_sum", *FIGURES, "temporal", "temporal_ordered"]


def holds(kind, row, around, compare, count):
    if kind == "event_count":
        return compare(len(around))
    if kind == "value_count":
        return compare(len({each[3] for each in around} - {None}))
    numbers = sorted(int(each[3]) for each in around if WHOLE.fullmatch(each[3] or ""))
    if kind == "value_sum":
        return compare(sum(numbers))
    if kind in FIGURES:
        return bool(numbers) and compare(FIGURES[kind](numbers))
    if kind == "temporal":
        return compare(len({each[0] for each in around}))
    return row[0] == count - 1 and chained(row, around)


def chained(last, around):
    if last[0] == 0:
        return True
    return any(
        each[0] == last[0] - 1 and each[2] <= last[2] and chained(each, around) for each in around
    )


EVENTS = st.lists(
    st.tuples(
        st.integers(0, 16), st.sampled_from(["x", "y", "z", "xy", "XYZ", "n", None]),
        st.sampled_from(["a", "A", "1:a", "", None]), st.sampled_from(["1", "2", "3", "-2", "2.5", "9" * 15, "9" * 16, " 1", "", None]), st.sampled_from([False] * 5 + [True]),
    ),
    min_size=1, max_size=25,
).map(made)  # fmt: skip
RULES = st.sampled_from([["one"], ["one", "two"], ["two", "one"], ["one", "two", "three"]])
GROUPS = st.sampled_from([(), ("g",), ("g", "h")])


@given(EVENTS, st.sampled_from(KINDS), RULES, GROUPS, st.integers(1, 5), st.sampled_from(list(OPERATORS)), st.integers(0, 4))  # fmt: skip
def test_every_correlation_holds_where_the_judge_says(  # what a correlation is made of
    events, kind, rules, groups, seconds, word, number
):
    field = ", field: h" if kind.startswith("value") else ""
    rank = f", percentile: {PERCENTILE}" if kind == "value_percentile" else ""
    condition = f"{{{word}: {number}{field}{rank}}}"
    if kind == "temporal_ordered":
        condition = ""
    written = text(
        kind,
        f"[{', '.join(rules)}]",
        f"[{', '.join(groups)}]" if groups else "",
        f"{seconds}s",
        condition,
    )
    expected = judged(
        events, kind, rules, groups, seconds * SECOND, lambda said: OPERATORS[word](said, number)
    )
    assert hits(events, written) == expected


# By hand --------------------------------------------------------------------------------------


def rows(*told):
    return made([(at, words, group, None, False) for at, words, group in told])


def test_the_span_has_both_its_ends():
    written = text("event_count", "[one]", condition="{gte: 2}")
    assert hits(rows((0, "x", "a"), (6, "x", "a")), written) == [1]
    assert hits(rows((0, "x", "a"), (7, "x", "a")), written) == []


def test_order_matters_where_it_is_asked_for():
    events = rows((0, "y", "a"), (1, "x", "a"))
    assert hits(events, text("temporal")) == [1]
    assert hits(events, text("temporal_ordered")) == []


def test_without_a_condition_all_rules_of_a_temporal_one_are_wanted_and_with_one_so_many():
    events = rows((0, "x", "a"), (1, "y", "a"), (1, "x", "b"))
    assert hits(events, text("temporal")) == [1]
    assert hits(events, text("temporal", condition="{eq: 1}")) == [0, 2]
    assert hits(events, text("temporal", condition="{gte: 1}")) == [0, 1, 2]


def test_fewer_than_never_speaks_of_silence():
    events = rows((0, "x", "a"), (1, "n", "b"))
    assert hits(events, text("event_count", "[one]", condition="{lt: 2}")) == [0]


def test_joined_group_values_stay_apart():
    one = made([(0, "x", "a", "bc", False), (1, "x", "ab", "c", False)])
    assert hits(one, text("event_count", "[one]", "[g, h]", condition="{gte: 2}")) == []


def test_an_alias_names_the_field_each_rule_groups_by():
    events = made(
        [(0, "x", "a", None, False), (1, "y", None, "a", False), (1, "y", "a", "b", False)]
    )
    alias = "  aliases:\n    who: {one: g, two: h}\n"
    assert hits(events, text("temporal", group="[who]", more=alias)) == [1]


def test_the_alert_tells_the_group_the_events_and_the_gravity():
    events = rows((0, "x", "a"), (1, "x", "a"), (1, "x", "b"), (2, "x", "a"))
    found = asked(events, text("event_count", "[one]", condition="{gte: 3}", more="level: high\n"))
    alert = matched(ibis.memtable(arrow(events)), found)
    assert alert.what == "together（a、1 件）"
    assert (alert.rows, alert.level, alert.count) == ((("d", 0), ("d", 1), ("d", 3)), "high", 1)
    assert (alert.first_us, alert.last_us) == (SECOND, SECOND)


def test_many_groups_are_told_by_the_first_and_the_number_of_the_others():
    events = rows(*((n, "x", f"g{n}") for n in range(8)))
    found = asked(events, text("event_count", "[one]", condition="{gte: 1}"))
    assert "ほか 3" in matched(ibis.memtable(arrow(events)), found).what


def test_a_rule_that_is_only_counted_finds_nothing_by_itself_unless_it_is_generated():
    rules, _ = read_rules({"r.yml": text("event_count", "[one]", condition="{gte: 3}")})
    assert [each.title for each in rules] == ["two", "three", "together"]
    rules, _ = read_rules(
        {"r.yml": text("event_count", "[one]", condition="{gte: 3}", more="  generate: true\n")}
    )
    assert [each.title for each in rules] == ["one", "two", "three", "together"]


@pytest.mark.parametrize(
    ("written", "word"),
    [
        (text("value_avg", "[one]", condition="{gte: 2.5, field: h}"), "2.5"),
        (text("value_percentile", "[one]", condition="{gte: 3, field: h}"), "percentile None"),
        (
            text("value_percentile", "[one]", condition="{gte: 3, field: h, percentile: 0}"),
            "percentile 0",
        ),
        (text("value_percentile", "[one]", condition="{gte: 3, field: h, percentile: 101}"), "101"),
        (text("event_count", "[one]", condition="{gte: 2.5}"), "2.5"),
        (text("temporal", condition="one and not two"), "expression"),
        (text("temporal_ordered", condition="{gte: 1}"), "some of the rules"),
        (text("temporal_ordered", condition="{lte: 2}"), "some of the rules"),
        (text("value_count", "[one]", condition="{gte: 3, field: [g, h]}"), "several fields"),
        (text("event_count", "[nobody]", condition="{gte: 3}"), "nobody"),
        (text("event_count", "[one]", span="0s", condition="{gte: 3}"), "0s"),
        (text("event_count", "[together]", condition="{gte: 3}"), ""),
    ],
)
def test_what_is_not_evaluated_is_named_and_its_rules_speak_for_themselves(written, word):
    rules, refused = read_rules({"r.yml": written})
    assert not any(isinstance(each, Correlation) for each in rules)
    assert refused
    assert word in " ".join(each.reason for each in refused)
    if "[one" in written:
        assert "one" in [each.title for each in rules]
