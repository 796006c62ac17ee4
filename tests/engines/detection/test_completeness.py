"""Nothing is said of a period in which something was missed, and nothing is missed in vain."""

import ibis
import numpy as np
import pytest
from tests.engines.detection.heard import DAY_SECONDS, EVERY, SOURCES, Faults, heard
from tests.engines.detection.traffic import HOUR, MONDAY

from sekisho.detection.completeness import (
    CLOCK,
    GAP,
    REPEATED,
    UNKNOWN,
    UNREAD,
    Required,
    coverage,
    silences,
)
from sekisho.detection.stating import IncompleteError, fault_words, statement
from sekisho.detection.storing import arrow
from sekisho.detection.times import DAY, SECOND

REQUIRED = tuple(Required(name) for name in SOURCES)
END = MONDAY + 7 * DAY


@pytest.fixture(scope="module")
def past():
    """The silences of a week before: of another seed."""
    return silences(ibis.memtable(heard(1, 7)))


def asked(events, past, required=REQUIRED, until=END):
    return coverage(ibis.memtable(events), required, past, MONDAY, until)


def us(seconds):
    return MONDAY + int(seconds * SECOND)


def near(fault, source, begin, end):
    return fault.source == source and fault.first_us <= us(end) and fault.last_us >= us(begin)


def put(seed):
    """Return fifty faults of three kinds, each source's apart from one another."""
    chance, faults = np.random.default_rng(seed), Faults()
    slots = [(source, hour) for source in SOURCES for hour in range(0, 7 * 24, 8)]
    busy = [(source, hour) for source, hour in slots if hour < 5 * 24 and hour % 24]
    picked = [busy[n] for n in chance.permutation(len(busy))[:16]]
    rest = [slot for slot in slots if slot not in picked]
    picked += [rest[n] for n in chance.permutation(len(rest))[:34]]
    for number, (source, hour) in enumerate(picked):
        begin = hour * HOUR + float(chance.uniform(0, HOUR))
        if number < 16:  # at hours in which there is something to repeat
            faults.repeats.append((source, int(begin // EVERY) + 2))
        elif number % 2:
            faults.outages.append((source, begin, begin + float(chance.uniform(3, 6)) * HOUR))
        else:
            shift = float(
                chance.choice([-1, 1]) * chance.choice([1_200, 7_200, 86_400, 31_536_000])
            )
            faults.clocks.append((source, begin, begin + float(chance.uniform(1, 4)) * HOUR, shift))
    return faults


def test_fifty_outages_clock_jumps_and_repetitions_are_all_told(past):
    faults = put(7)
    found = asked(heard(2, 7, faults), past).faults
    missed = [
        each for each in faults.outages if not any(f.kind == GAP and near(f, *each) for f in found)
    ]
    wrong = [
        each
        for each in faults.clocks
        if not any(f.kind == CLOCK and f.source == each[0] for f in found)
    ]
    told = {(f.source, f.first_us // (EVERY * SECOND)) for f in found if f.kind == REPEATED}
    silent = [
        each
        for each in faults.repeats
        if (each[0], (MONDAY // SECOND + each[1] * EVERY) // EVERY) not in told
    ]
    assert (missed, wrong, silent) == ([], [], [])
    assert len(faults.outages) + len(faults.clocks) + len(faults.repeats) == 50


@pytest.mark.parametrize("shift", [120, -300, 7_200, -7_200, 31_536_000, -31_536_000])
def test_a_clock_that_jumps_is_told_for_the_deliveries_it_is_wrong_in(past, shift):
    begin = 2 * DAY_SECONDS + 10 * HOUR
    found = asked(heard(2, 7, Faults(clocks=[("fw1", begin, begin + HOUR, shift)])), past)
    clocks = [each for each in found.faults if each.kind == CLOCK]
    assert clocks
    assert {each.source for each in clocks} == {"fw1"}
    assert not found.whole


def test_seven_clean_days_are_whole_and_can_be_spoken_of(past):
    for seed in (2, 3):
        events = heard(seed, 7)
        found = asked(events, past)
        assert found.faults == ()
        said = statement(found, 0)
        assert said == (
            "2026-11-30 00:00:00 から 2026-12-07 00:00:00 まで途切れなく監視し、"
            f"記録 {events.num_rows} 件を調べ、許可していない通信は 0 件でした。"
        )


def test_a_gap_refuses_the_statement_and_is_told_by_source_and_hours(past):
    begin = 1 * DAY_SECONDS + 9 * HOUR
    found = asked(heard(2, 7, Faults(outages=[("proxy", begin, begin + 2 * HOUR)])), past)
    with pytest.raises(
        IncompleteError, match=r"proxy の記録が 2026-12-01 0[89]:\S+ から 2026-12-01 11:"
    ) as error:
        statement(found, 0)
    assert [each.kind for each in error.value.faults] == [GAP]


def event(at, source="fw", **more):
    return {"ts_us": at, "stated_us": at, "received_us": at, "log_source": source, "log_delivery": "d",
            "event_dataset": "syslog", "duplicate": False, **more}  # fmt: skip


def given(*rows, longest=HOUR * SECOND, unread=1, until=4 * HOUR * SECOND):
    required = (Required("fw", longest, unread),)
    return coverage(ibis.memtable(arrow(rows)), required, {}, MONDAY, MONDAY + until)


def hourly(*more):
    return [event(MONDAY + n * HOUR * SECOND // 2) for n in range(8)] + list(more)


def test_the_ends_of_the_period_count_as_records():
    assert given(*hourly()).faults == ()
    (early, late) = given(event(MONDAY + 2 * HOUR * SECOND)).faults
    assert (early.first_us, late.last_us) == (MONDAY, MONDAY + 4 * HOUR * SECOND)


def test_a_source_never_heard_is_one_gap_and_one_without_a_past_is_unknown():
    (gap,) = given().faults
    assert (gap.first_us, gap.last_us) == (MONDAY, MONDAY + 4 * HOUR * SECOND)
    found = coverage(ibis.memtable(arrow(hourly())), (Required("fw"),), {}, MONDAY, MONDAY + HOUR)
    assert UNKNOWN in {each.kind for each in found.faults}
    with pytest.raises(IncompleteError):
        statement(found, 0)


def test_a_gap_of_just_the_longest_time_is_none():
    rows = [event(MONDAY + n * HOUR * SECOND) for n in range(4)]
    assert given(*rows).faults == ()
    assert given(*rows, longest=HOUR * SECOND - 1).faults != ()


def test_records_nobody_could_read_refuse_the_statement_beyond_their_share():
    unread = event(MONDAY + 5, event_dataset="not-understood")
    (fault,) = given(*hourly(unread)).faults
    assert (fault.kind, fault.count) == (UNREAD, 1)
    assert given(*hourly(unread), unread=200).whole
    assert given(*hourly(unread), unread=200).events == 8


def test_repetitions_are_told_and_counted_once_and_refuse_nothing():
    found = given(*hourly(event(MONDAY + 7, duplicate=True)))
    assert [(each.kind, each.count) for each in found.faults] == [(REPEATED, 1)]
    assert found.whole
    assert "記録 8 件" in statement(found, 3)


def test_other_sources_are_no_proof_and_no_fault():
    found = given(*hourly(event(MONDAY + 9, "other", time_quality="implausible")))
    assert (found.faults, found.events) == ((), 8)


def test_a_flow_written_at_its_end_is_no_clock_that_goes_back():
    end = MONDAY + HOUR * SECOND
    flow = event(MONDAY + 10, stated_us=MONDAY, end_us=end, received_us=end, log_delivery="e")
    assert given(*hourly(flow)).whole


@pytest.mark.parametrize("kind", [GAP, CLOCK, UNREAD, UNKNOWN])
def test_every_fault_names_its_source(kind):
    from sekisho.detection.completeness import Fault

    assert "fw9" in fault_words(Fault(kind, "fw9", MONDAY, MONDAY, 3))
