"""Ends of a probe on machines of their own: what their files say together, and what is refused."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.separation.test_zones_in_kernel import ZONES

from sekisho.separation import (
    Attempt,
    Endpoint,
    EndResult,
    EndsPlan,
    Outcome,
    ProbeError,
    judge_probe,
    read_end_result,
    read_ends_plan,
    read_policy,
    read_probe,
    together,
    write_end_result,
    write_ends_plan,
)

NINE = datetime(2026, 12, 1, 9, tzinfo=UTC)
LGWAN, INTERNET = Endpoint("lgwan", "192.0.2.2"), Endpoint("internet", "192.0.3.2")


def attempt(source, destination, port, protocol="tcp"):
    ends = (source.zone, destination.zone, source.address, destination.address)
    return Attempt(*ends, protocol, port, expected=False)


PLAN = EndsPlan(
    "5ec2e7",
    "ab" * 32,
    (LGWAN, INTERNET),
    (attempt(LGWAN, INTERNET, 8080), attempt(LGWAN, INTERNET, 22), attempt(INTERNET, LGWAN, 53, "udp")),
)  # fmt: skip
CONTROLS = {LGWAN: {3, 4}, INTERNET: {5, 6}}


def minutes(first, last):
    return NINE + timedelta(minutes=first), NINE + timedelta(minutes=last)


def result(end, *arrived, listened=(0, 30), sent=(10, 11)):
    marks = frozenset({*arrived, *CONTROLS[end]})
    return EndResult((end.address,), minutes(*listened), minutes(*sent), marks)


def refused(plan, results):
    with pytest.raises(ProbeError) as error:
        together(plan, results)
    return error.value.code, error.value.figures


def test_what_arrived_at_each_end_is_one_probe_that_is_judged_like_any_other():
    found = together(PLAN, [result(LGWAN), result(INTERNET, 0)])
    judged = judge_probe(read_policy(ZONES), read_probe(json.dumps(found)), at=NINE)
    assert [outcome for _each, outcome in judged.rows] == [
        Outcome.PASSED,
        Outcome.STOPPED,
        Outcome.STOPPED,
    ]
    assert found["policy_sha256"] == PLAN.policy_sha256
    assert found["tried_at"] == minutes(10, 10)[0].isoformat()


def test_a_mark_that_arrived_at_the_wrong_end_is_no_arrival():
    found = together(PLAN, [result(LGWAN, 0, 1), result(INTERNET)])
    assert not any(row["arrived"] for row in found["attempts"])


def test_an_end_without_a_result_is_not_silently_left_out():
    assert refused(PLAN, [result(LGWAN)]) == ("missing-end", (INTERNET.address,))


def test_two_results_of_one_end_are_one_too_many():
    both = [result(LGWAN), result(INTERNET), result(LGWAN)]
    assert refused(PLAN, both) == ("twice", (LGWAN.address,))


@pytest.mark.parametrize("lost", [5, 6])
def test_an_end_that_did_not_hear_itself_at_both_times_says_nothing(lost):
    found = result(INTERNET, 0)
    deaf = replace(found, arrived=found.arrived - {lost})
    assert refused(PLAN, [result(LGWAN), deaf]) == ("no-control", (INTERNET.address,))


@pytest.mark.parametrize(
    ("listened", "sent"), [((0, 30), (29, 31)), ((11, 30), (10, 12)), ((0, 5), (10, 12))]
)
def test_silence_while_nobody_listened_is_refused(listened, sent):
    ends = [result(LGWAN, sent=sent), result(INTERNET, listened=listened)]
    assert refused(PLAN, ends) == ("not-listening", (INTERNET.address, LGWAN.address))


def test_what_arrived_arrived_whatever_the_clocks_say():
    plan = replace(PLAN, attempts=PLAN.attempts[:1])
    found = EndResult(
        (INTERNET.address,), minutes(500, 501), minutes(500, 501), frozenset({0, 3, 4})
    )
    sender = EndResult((LGWAN.address,), minutes(0, 30), minutes(10, 11), frozenset({1, 2}))
    assert together(plan, [sender, found])["attempts"][0]["arrived"]


def test_a_plan_and_its_results_are_what_they_were_when_read_again():
    assert read_ends_plan(write_ends_plan(PLAN)) == PLAN
    for found in (result(LGWAN), result(INTERNET, 0, 1)):
        assert read_end_result(PLAN, write_end_result(PLAN, found)) == found


def test_jobs_are_those_of_the_machines_own_addresses_and_its_marks():
    assert [job[0] for job in PLAN.sent_by([LGWAN.address])] == [0, 1]
    assert [job[0] for job in PLAN.received_by([INTERNET.address])] == [0, 1, 5, 6]
    assert PLAN.controls([INTERNET.address], last=False) == [
        (5, "tcp", INTERNET.address, INTERNET.address, 8080)
    ]
    assert PLAN.controls([LGWAN.address], last=True)[0][4] == 443  # nobody tries it by TCP


@given(st.data())
def test_a_result_changed_in_any_place_is_refused(data):
    written = write_end_result(PLAN, result(INTERNET, 0))
    at = data.draw(st.integers(0, len(written) - 1))
    sign = data.draw(st.sampled_from('0123456789abcdef",:[] -+'))
    spoilt = written[:at] + sign + written[at + 1 :]
    try:
        found = read_end_result(PLAN, spoilt)
    except ProbeError:
        return
    assert found == result(INTERNET, 0)  # a blank more or less says the same


def test_a_result_of_another_plan_is_refused():
    other = replace(PLAN, secret="0ther")
    with pytest.raises(ProbeError) as error:
        read_end_result(PLAN, write_end_result(other, result(INTERNET)))
    assert error.value.code == "changed"


@pytest.mark.parametrize("untrusted", ["", "[]", "{}", "null", '{"format": 1}', '"x"', "[" * 9999])
@pytest.mark.parametrize("read", [read_ends_plan, lambda text: read_end_result(PLAN, text)])
def test_what_is_no_file_of_ours_is_refused(untrusted, read):
    with pytest.raises(ProbeError) as error:
        read(untrusted)
    assert error.value.code == "unreadable"


def test_a_plan_is_no_result_and_a_result_is_no_plan():
    with pytest.raises(ProbeError, match="other-format"):
        read_end_result(PLAN, write_ends_plan(PLAN))
    with pytest.raises(ProbeError, match="other-format"):
        read_ends_plan(write_end_result(PLAN, result(LGWAN)))


@pytest.mark.parametrize(
    ("key", "value"),
    [("ends", [["lgwan"]]), ("attempts", [["a", "b", "c", "d", "tcp", "80"]]), ("attempts", [["a", "b", "c", "d", "tcp", True]]),
     ("attempts", [["a", "b", "c", "d", "icmp", 8]]), ("secret", ""), ("policy_sha256", None), ("attempts", [[]])],
)  # fmt: skip
def test_a_plan_with_something_else_in_it_is_refused(key, value):
    said = json.loads(write_ends_plan(PLAN)) | {key: value}
    with pytest.raises(ProbeError, match="unreadable"):
        read_ends_plan(json.dumps(said))
