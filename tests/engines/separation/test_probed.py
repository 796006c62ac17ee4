"""The file of a probe: outside bytes, controls that must have arrived, outcomes the policy says."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.separation.test_zones_in_kernel import ZONES

from sekisho.separation import (
    Endpoint,
    Outcome,
    ProbeError,
    judge_probe,
    plan,
    read_policy,
    read_probe,
)

AT = date(2026, 12, 1)
POLICY = read_policy(ZONES)
ENDS = (
    Endpoint("mynumber", "192.0.1.2"),
    Endpoint("lgwan", "192.0.2.2"),
    Endpoint("internet", "192.0.3.2"),
)


def written(arrived=None, **changed):
    """Return a probe's file; what arrives is what the policy permits, but for `arrived`."""
    attempts = plan(POLICY, ENDS, at=AT, most=400)
    rows = [
        {
            "from": each.source_zone,
            "to": each.destination_zone,
            "source": each.source,
            "destination": each.destination,
            "protocol": each.protocol,
            "port": each.port,
            "expected": each.expected,
            "arrived": each.expected if arrived is None else arrived(each),
        }
        for each in attempts
    ]
    controls = [{"zone": end.zone, "address": end.address, "arrived": True} for end in ENDS]
    data = {"format": "sekisho-probe", "version": 1, "tried_at": "2026-12-01T09:00:00+09:00"}
    data |= {"policy_sha256": "a" * 64, "controls": controls, "attempts": rows, **changed}
    return json.dumps(data)


def code_of(text):
    with pytest.raises(ProbeError) as caught:
        judge_probe(POLICY, read_probe(text), at=AT)
    return caught.value.code


def test_what_arrives_as_permitted_agrees_and_every_pair_was_tried():
    found = judge_probe(POLICY, read_probe(written()), at=AT)
    assert {outcome for _attempt, outcome in found.rows} == {Outcome.PASSED, Outcome.STOPPED}
    assert found.untried == ()


def test_outcomes_are_told_by_the_policy_and_never_by_the_file():
    text = written(lambda each: not each.expected).replace('"expected": false', '"expected": true')
    found = judge_probe(POLICY, read_probe(text), at=AT)
    assert not found.of(Outcome.PASSED)
    assert not found.of(Outcome.STOPPED)
    assert {each.port for each in found.of(Outcome.BLOCKED)} >= {8080}
    assert len(found.of(Outcome.REACHED)) > len(found.of(Outcome.BLOCKED))


def test_a_lapsed_flow_makes_what_arrives_forbidden():
    text = ZONES.replace("protocol: tcp", "until: 2026-12-01, protocol: tcp", 1)
    policy = read_policy(text)
    before = judge_probe(policy, read_probe(written()), at=AT)
    after = judge_probe(policy, read_probe(written()), at=date(2026, 12, 2))
    assert not before.of(Outcome.REACHED)
    assert after.of(Outcome.REACHED)


def test_pairs_nobody_tried_are_named():
    rows = json.loads(written())["attempts"]
    some = [row for row in rows if row["from"] != "internet"]
    found = judge_probe(POLICY, read_probe(written(attempts=some)), at=AT)
    assert found.untried == (("internet", "mynumber"), ("internet", "lgwan"))


def test_silence_without_a_control_proves_nothing():
    controls = json.loads(written())["controls"]
    assert code_of(written(controls=controls[1:])) == "no-control"
    deaf = [{**controls[0], "arrived": False}, *controls[1:]]
    assert code_of(written(controls=deaf)) == "no-control"
    other = [{**controls[0], "zone": "lgwan"}, *controls[1:]]
    assert code_of(written(controls=other)) == "no-control"


def test_an_end_in_another_zones_range_is_refused():
    moved = written().replace("192.0.1.2", "192.0.2.9")
    assert code_of(moved) == "misplaced"
    assert code_of(written().replace('"mynumber"', '"archive"')) == "unknown-zone"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"format": "nmap"}, "other-format"),
        ({"version": 2}, "other-format"),
        ({"attempts": []}, "nothing-tried"),
        ({"attempts": {}}, "unreadable"),
        ({"attempts": [{}]}, "unreadable"),
        ({"attempts": [[]]}, "unreadable"),
        ({"tried_at": "yesterday"}, "unreadable"),
        ({"tried_at": "2026-12-01T09:00:00"}, "unreadable"),  # of which clock?
        ({"tried_at": None}, "unreadable"),
        ({"policy_sha256": 3}, "unreadable"),
        ({"controls": [{"zone": "lgwan", "address": "here", "arrived": True}]}, "unreadable"),
    ],
)
def test_what_is_no_result_is_refused_by_its_code(changed, code):
    assert code_of(written(**changed)) == code


@pytest.mark.parametrize(
    "changed",
    [
        {"port": 0},
        {"port": 65536},
        {"port": True},
        {"port": "80"},
        {"arrived": 1},
        {"arrived": None},
        {"protocol": "icmp"},
        {"source": "2001:db8:1::2"},  # another family than the destination's
        {"from": ""},
    ],
)
def test_a_row_that_says_nonsense_spoils_the_file(changed):
    rows = json.loads(written())["attempts"]
    rows[0] |= changed
    assert code_of(written(attempts=rows)) == "unreadable"


def test_more_attempts_than_anybody_makes_are_refused():
    rows = json.loads(written())["attempts"]
    assert code_of(written(attempts=rows[:1] * 5001)) == "unreadable"


def test_nesting_does_not_bring_the_reader_down():
    assert code_of("[" * 200_000) == "unreadable"


@given(st.text() | st.recursive(st.none() | st.booleans() | st.text(), st.lists).map(json.dumps))
def test_outside_bytes_raise_nothing_but_a_refusal(text):
    with pytest.raises(ProbeError):
        read_probe(text)


@given(st.data())
def test_a_result_with_one_value_spoilt_is_refused_or_read_as_it_says(data):
    told = json.loads(written())
    row = data.draw(st.sampled_from(told["attempts"]))
    name = data.draw(st.sampled_from(sorted(row)))
    row[name] = data.draw(st.none() | st.integers() | st.text(max_size=4) | st.booleans())
    try:
        found = read_probe(json.dumps(told))
    except ProbeError:
        return
    assert len(found.tried) == len(told["attempts"])
