"""Sigma rules against a judge that walks the same tree, one event after the other."""

import re
from ipaddress import ip_address

import ibis
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sigma import conditions as c
from sigma import types as t
from tests.engines.detection.reading import event as read_event

from sekisho.detection.rules import compiled, matched, read_rules
from sekisho.detection.rules.naming import COLUMN_OF
from sekisho.detection.storing import arrow
from sekisho.detection.values import endpoint

TEXTS = [
    "", "a", "A", "ab", "a_b", "a%b", "a*b", "a?b", "a\\b", "a'b", 'a"b', "a\nb", "axb", "AXB", "遮断", "ＡＢ", "ａｂ", "ß", "ẞ", "Σ", "ς",
    "10", "10.0", "0x10", "-5", "null", "true", " a ", "a.b", "(a)", "[a]", "a|b", "^a$", "4625", "$$", "\\", "\\\\", "%", "_", "é", "É",
]  # fmt: skip
FIELDS = ["f", "g", "EventID", "User"]
ADDRESSES = ["10.0.0.1", "10.0.1.1", "fd00::1", "::ffff:10.0.0.9", "9.255.255.255"]


def rule(detection, logsource="product: sekisho"):
    """Return the one rule of a text whose detection is written out."""
    rules, refused = read_rules(
        {"r.yml": f"title: t\nlogsource: {{{logsource}}}\ndetection:\n{detection}\n"}
    )
    assert refused == ()
    return rules[0]


def yaml(value):
    """Return a value as YAML writes it, in single quotes."""
    return (
        "'" + value.replace("'", "''") + "'"
        if "\n" not in value
        else '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
    )


def asked(events, *rules):
    table = ibis.memtable(arrow(events))
    found, refused = compiled(table, rules)
    assert refused == ()
    columns = table.select(**{f"r{n}": each.where for n, each in enumerate(found)}).to_pyarrow()
    return [columns[name].to_pylist() for name in columns.column_names]


# The judge ------------------------------------------------------------------------------------


def said(event, field):
    own = event.get("fields", {}).get(field)
    if own is not None:
        return own
    value = event.get(COLUMN_OF.get(field, ""))
    return None if value is None else str(value)


def fold(text):
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def holds(tree, event):
    if isinstance(tree, c.ConditionAND):
        return all(holds(each, event) for each in tree.args)
    if isinstance(tree, c.ConditionOR):
        return any(holds(each, event) for each in tree.args)
    if isinstance(tree, c.ConditionNOT):
        return not holds(tree.args[0], event)
    if isinstance(tree, c.ConditionValueExpression):
        words = [event.get("message", ""), *event.get("fields", {}).values()]
        return like("\n".join(words), t.SigmaString("*") + tree.value + t.SigmaString("*"))
    return leaf(tree.value, tree.field, event)


def leaf(value, field, event):  # noqa: PLR0911
    text = said(event, field)
    if isinstance(value, t.SigmaExpansion):
        return any(leaf(each, field, event) for each in value.values)
    if isinstance(value, t.SigmaNull):
        return text is None
    if isinstance(value, t.SigmaExists):
        return (text is not None) == value.exists
    if isinstance(value, t.SigmaCIDRExpression):
        own = event.get(COLUMN_OF[field])
        return own is not None and ip_address(own) in value.network
    if text is None:
        return False
    if isinstance(value, t.SigmaString):
        return like(text, value)
    if isinstance(value, t.SigmaNumber):
        return text == str(value.number)
    if isinstance(value, t.SigmaRegularExpression):
        return re.search(value.regexp.to_plain(), text) is not None
    if isinstance(value, t.SigmaFieldReference):
        other = said(event, value.field)
        return other is not None and fold(text) == fold(other)
    return compared(text, value)


def compared(text, value):
    try:
        number = float(text)
    except ValueError:
        return False
    limit = value.number.number
    return {
        "LT": number < limit,
        "LTE": number <= limit,
        "GT": number > limit,
        "GTE": number >= limit,
    }[value.op.name]


def like(text, value):
    """Match letter by letter, by hand: no regular expression, no engine."""
    cased = isinstance(value, t.SigmaCasedString)
    form = [
        each if not isinstance(each, str) else each if cased else fold(each) for each in value.s
    ]
    flat = [each for part in form for each in (part if isinstance(part, str) else [part])]
    text = text if cased else fold(text)
    reached = {0}
    for each in flat:
        if each is t.SpecialChars.WILDCARD_MULTI:
            reached = set(range(min(reached), len(text) + 1)) if reached else set()
        else:
            one = each is t.SpecialChars.WILDCARD_SINGLE
            reached = {at + 1 for at in reached if at < len(text) and (one or text[at] == each)}
    return len(text) in reached


EVENTS = st.lists(
    st.builds(
        lambda fields, message, address, code: {
            "ts_us": 1, "fields": fields, **({"message": message} if message is not None else {}),
            **(endpoint("source", address) if address else {}), **({"event_code": code} if code else {}),
        },
        st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(TEXTS), max_size=4),
        st.none() | st.sampled_from(TEXTS), st.none() | st.sampled_from(ADDRESSES), st.none() | st.sampled_from(["4625", "1"]),
    ),
    min_size=1, max_size=8,
)  # fmt: skip
PLAIN = st.builds(
    lambda field, modifier, value: f"{field}{modifier}: {yaml(value)}",
    st.sampled_from(FIELDS), st.sampled_from(["", "|contains", "|startswith", "|endswith", "|cased", "|contains|cased", "|windash|contains"]),
    st.sampled_from(TEXTS),
)  # fmt: skip
OTHERS = st.sampled_from(
    ["f: null", "f|exists: true", "f|exists: false", "f|fieldref: g", "EventID: 4625", "f|gt: 5", "f|lte: 10", "f: 10",
     "SourceIp|cidr: 10.0.0.0/24", "SourceIp|cidr: fd00::/8", "SourceIp: '10.0.*'", "f|re: 'a.b'", "f|re: '^$'", "f|re: '[aA]+'",
     "f: ['a', 'A*', '*_*']", "f|contains|all: ['a', 'b']"]
)  # fmt: skip
CONDITIONS = st.sampled_from(
    ["a and b", "a or b", "a and not b", "not (a or b)", "not a", "1 of *", "all of *"]
)


@given(EVENTS, PLAIN | OTHERS, PLAIN | OTHERS, CONDITIONS)
def test_every_rule_finds_what_the_judge_finds(events, one, other, words):
    given_rule = rule(f"  a:\n    {one}\n  b:\n    {other}\n  condition: {words}")
    tree = given_rule.sigma.detection.parsed_condition[0].parsed
    assert asked(events, given_rule) == [[holds(tree, event) for event in events]]


@given(EVENTS, st.sampled_from([x for x in TEXTS if x]), st.booleans())
def test_words_without_a_field_are_looked_for_everywhere(events, word, denied):
    given_rule = rule(f"  k: [{yaml(word)}]\n  condition: {'not ' if denied else ''}k")
    tree = given_rule.sigma.detection.parsed_condition[0].parsed
    assert asked(events, given_rule) == [[holds(tree, event) for event in events]]


# By hand --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "value", "found"),
    [
        ("f: 'a_b'", "axb", False),
        ("f|contains: '%'", "abc", False),
        ("f: 'A'", "a", True),
        ("f|cased: 'A'", "a", False),
        ("f: 'a?b'", "a\nb", True),
        ("f: 'ＡＢ'", "ａｂ", True),
        ("f|endswith: '\\cmd.exe'", "C:\\Windows\\CMD.EXE", True),
        ("f|re: '^a'", "ba", False),
        ("f|re|i: '^A'", "ab", True),
        ("f: ''", "", True),
    ],
)
def test_letters_mean_themselves(words, value, found):
    assert asked(
        [{"ts_us": 1, "fields": {"f": value}}], rule(f"  a:\n    {words}\n  condition: a")
    ) == [[found]]


def test_an_absent_field_is_not_lost_by_not():
    given_rule = rule("  a:\n    f: x\n  condition: not a")
    assert asked([{"ts_us": 1, "fields": {}}, {"ts_us": 1}], given_rule) == [[True, True]]


def test_thousands_of_values_overflow_no_stack():
    values = ", ".join(f"'v{n}'" for n in range(3_000))
    given_rule = rule(f"  a:\n    f: [{values}]\n  condition: a")
    assert asked(
        [{"ts_us": 1, "fields": {"f": "V2999"}}, {"ts_us": 1, "fields": {"f": "v3000"}}], given_rule
    ) == [[True, False]]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (
            "title: x\nlogsource: {product: martian}\ndetection: {a: {f: 1}, condition: a}",
            "product=martian",
        ),
        (
            "title: x\nlogsource: {product: sekisho}\ndetection: {a: {f|nosuch: 1}, condition: a}",
            "nosuch",
        ),
        ("title: x\nlogsource: {product: sekisho}\ndetection: {a: {f: 1}}", ""),
        (
            "title: c\ncorrelation: {type: event_count, rules: [a], group-by: [f], timespan: 5m, condition: {gte: 3}}",
            "not found",
        ),
        ("just words", ""),
        ("{", ""),
        ("", ""),
        ("[1, 2]", ""),
    ],
)
def test_what_is_not_evaluated_is_named(text, word):
    rules, refused = read_rules({"bad.yml": text})
    assert rules == ()
    assert refused
    assert all(each.file == "bad.yml" and each.reason for each in refused)
    assert word in " ".join(each.reason for each in refused)


def test_a_part_we_cannot_evaluate_refuses_the_whole_rule():
    given_rule = rule("  a:\n    f|cidr: 10.0.0.0/8\n  b:\n    g: x\n  condition: a or b")
    found, (refused,) = compiled(ibis.memtable(arrow([])), [given_rule])
    assert found == ()
    assert refused.reason == "調べられない部分があります: f|cidr"


@pytest.mark.parametrize("pattern", ["(?=a)b", "(a)\\1", "("])
def test_a_pattern_the_engine_does_not_know_is_named(pattern):
    text = f"title: t\nlogsource: {{product: sekisho}}\ndetection: {{a: {{f|re: '{pattern}'}}, condition: a}}"
    rules, (refused,) = read_rules({"r.yml": text})
    assert rules == ()
    assert pattern in refused.reason


@pytest.mark.parametrize(
    ("word", "level"),
    [("", "medium"), ("level: high", "high"), ("level: informational", "informational")],
)
def test_the_gravity_is_the_rules_own(word, level):
    text = f"title: t\n{word}\nlogsource: {{product: sekisho}}\ndetection: {{a: {{f: 1}}, condition: a}}"
    assert read_rules({"r.yml": text})[0][0].level == level


def test_a_log_source_is_its_own_events_only():
    squid = "1764464400.123 1500 10.20.0.7 TCP_MISS/200 4567 GET http://www.example.jp/a - HIER_DIRECT/203.0.113.1 text/html"
    windows = '{"EventTime":"2026-11-30 10:00:00","EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Image":"C:\\\\a.exe","CommandLine":"/a"}'
    events = [
        {**read_event("squid", squid), "ts_us": 1},
        {**read_event("windows", windows), "ts_us": 1},
    ]
    proxy = rule("  a:\n    c-uri|endswith: '/A'\n  condition: a", "category: proxy")
    process = rule(
        "  a:\n    CommandLine|endswith: '/A'\n  condition: a",
        "category: process_creation, product: windows",
    )
    assert asked(events, proxy, process) == [[True, False], [False, True]]


def test_what_is_found_is_an_alert_with_its_rows_and_without_repetitions():
    events = [
        {
            "ts_us": n,
            "fields": {"f": "x"},
            "log_delivery": "a",
            "log_position": n,
            "duplicate": n == 3,
        }
        for n in range(1, 4)
    ]
    table = ibis.memtable(arrow(events))
    (found,), _ = compiled(table, [rule("  a:\n    f: x\n  condition: a")])
    alert = matched(table, found)
    assert (alert.count, alert.first_us, alert.last_us, alert.rows) == (
        2,
        1,
        2,
        (("a", 1), ("a", 2)),
    )
    assert alert.what == "t（2 件）"
    (other,), _ = compiled(table, [rule("  a:\n    f: y\n  condition: a")])
    assert matched(table, other) is None
