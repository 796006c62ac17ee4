"""A delivery read: nothing is lost, memory is bounded, repetitions and clocks are told."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engines.detection.reading import NOW, log, us, whole
from tests.engines.detection.samples import SAMPLES

from sekisho.detection import DEFAULT_LIMITS, Limits, Seen
from sekisho.detection.cutting import Source, units
from sekisho.detection.readers.interface import Framing

LINE = "Nov 30 10:00:00 h a: {}\n"
DAY = 86_400_000_000


def test_the_counts_add_up():
    opened = log(LINE.format(1) + "\n" + "nobody knows\n" + LINE.format(2), kind="syslog")
    found, unread = whole(opened)
    counts = opened.counts
    assert (counts.units, counts.read, counts.silent, counts.not_understood) == (4, 2, 1, 1)
    assert (counts.events, len(found), len(unread), dict(counts.codes)) == (
        2,
        2,
        1,
        {"no-syslog": 1},
    )


def test_what_is_not_understood_is_kept_as_it_came():
    _, (kept,) = whole(log(b"\x00\xff\x1b[2J\n", kind="syslog"))
    assert (kept["event_original"], kept["event_dataset"], kept["error_message"], kept["log_position"]) == (
        b"\x00\xff\x1b[2J", "not-understood", "no-syslog", 1,
    )  # fmt: skip


@given(
    st.lists(st.binary(max_size=60).filter(lambda b: b"\n" not in b), max_size=30),
    st.integers(1, 8),
)
def test_every_byte_of_every_line_is_either_an_events_or_kept(lines, batch):
    data = b"".join(line + b"\n" for line in lines)
    opened = log(b"<13>first: x\n" + data, kind="syslog", limits=Limits(batch=batch))
    found, unread = whole(opened)
    silent = [line for line in lines if not line.strip(b"\r\n\t \0")]
    assert sorted(each["event_original"] for each in (*found, *unread)) == sorted(
        [b"<13>first: x", *(line for line in lines if line not in silent)]
    )
    assert opened.counts.units == len(lines) + 1


def test_batches_are_bounded_by_events_and_by_bytes():
    data = "".join(LINE.format(n) for n in range(100))
    sizes = [len(batch.events) for batch in log(data, limits=Limits(batch=30)).batches()]
    assert sizes == [30, 30, 30, 10]
    sizes = [
        len(batch.events)
        for batch in log(data, limits=Limits(batch_bytes=10 * len(LINE))).batches()
    ]
    assert max(sizes) <= 12
    assert sum(sizes) == 100


class TestCutting:
    @given(
        st.lists(st.binary(max_size=20).filter(lambda b: b"\n" not in b), max_size=20),
        st.booleans(),
    )
    def test_lines_are_cut_as_they_stand(self, lines, ended):
        data = b"\n".join(lines) + (b"\n" if ended and lines else b"")
        found = [
            unit.data for unit in units(Source(io.BytesIO(data)), Framing.LINES, DEFAULT_LIMITS)
        ]
        whole_ = data.split(b"\n")
        assert found == (whole_[:-1] if whole_[-1] == b"" else whole_)

    def test_a_line_that_is_too_long_is_cut_and_its_length_told(self):
        limits = Limits(line_bytes=1_000)
        data = b"a" * 3_000_000 + b"\n" + b"b" * 1_000 + b"\n" + b"c" * 1_001
        found = list(units(Source(io.BytesIO(data)), Framing.LINES, limits))
        assert [(len(unit.data), unit.length, unit.cut) for unit in found] == [
            (1_000, 3_000_000, True), (1_000, 1_000, False), (1_000, 1_001, True),
        ]  # fmt: skip

    def test_a_stream_that_gives_little_at_once_is_read_the_same(self):
        class Slow(io.RawIOBase):
            def __init__(self, data):
                self.data = data

            def read(self, size=-1):
                found, self.data = self.data[:7], self.data[7:]
                return found

        for kind, sample in SAMPLES.items():
            if len(sample) < 1 << 16:
                at_once = [
                    u.data
                    for u in units(Source(io.BytesIO(sample)), _framing(kind), DEFAULT_LIMITS)
                ]
                assert [
                    u.data for u in units(Source(Slow(sample)), _framing(kind), DEFAULT_LIMITS)
                ] == at_once

    def test_a_document_that_is_too_long_is_kept_cut(self):
        opened = log(
            b'{"envelope": {}, "received_at"' + b" " * 10_000,
            kind="gateways",
            limits=Limits(document_bytes=100),
        )
        _, (kept,) = whole(opened)
        assert len(kept["event_original"]) == 100
        assert kept["error_message"] == "too-long (10030 bytes)"


def _framing(kind):
    from sekisho.detection.readers import BY_KIND

    return BY_KIND[kind].framing


class TestClocks:
    def test_a_clock_ahead_of_the_arrival_does_not_move_an_event_into_the_future(self):
        opened = log('{"timestamp":"2027-11-30T10:00:00Z","event_type":"x"}\n')
        (found,), _ = whole(opened)
        assert (found["ts_us"], found["time_quality"]) == (NOW, "implausible")
        assert found["stated_us"] > NOW
        assert opened.counts.implausible == 1

    @pytest.mark.parametrize(
        ("ahead", "quality"), [(0, "stated"), (300_000_000, "stated"), (300_000_001, "implausible")]
    )
    def test_a_little_ahead_is_allowed(self, ahead, quality):
        stamp = f"{(NOW + ahead) // 10**6}.{(NOW + ahead) % 10**6:06d}"
        (found,), _ = whole(log(f'{{"_path":"conn","ts":{stamp},"uid":"x"}}\n'))
        assert found["time_quality"] == quality

    def test_a_clock_that_was_never_set_is_told(self):
        (found,), _ = whole(log('{"timestamp":"1970-01-01T00:00:09Z","event_type":"x"}\n'))
        assert (found["time_quality"], found["ts_us"]) == ("implausible", NOW)

    def test_a_record_without_a_time_gets_the_time_of_its_writing(self):
        opened = log("<13>a: x\n")
        (found,), _ = whole(opened)
        assert (found["ts_us"], found["time_quality"]) == (NOW, "received")
        assert "stated_us" not in found


class TestRepetitions:
    def test_equal_lines_of_one_file_are_events_of_their_own(self):
        opened = log(LINE.format(1) * 3)
        found, _ = whole(opened)
        assert [each["duplicate"] for each in found] == [False] * 3
        assert len({each["digest"] for each in found}) == 1

    def test_a_file_that_comes_again_is_repeated_whole_and_marked(self):
        seen = Seen()
        data = LINE.format(1) * 3 + LINE.format(2)
        whole(log(data, "a.log", seen=seen))
        again = log(data + LINE.format(1) + LINE.format(3), "b.log", seen=seen)
        found, _ = whole(again)
        assert [each["duplicate"] for each in found] == [True] * 4 + [False, False]
        assert again.counts.duplicates == 4

    def test_another_sources_equal_line_is_no_repetition(self):
        seen = Seen()
        whole(log(LINE.format(1), "a.log", "fw1", seen=seen))
        (found,), _ = whole(log(LINE.format(1), "b.log", "fw2", seen=seen))
        assert found["duplicate"] is False

    @given(st.lists(st.lists(st.integers(0, 3), max_size=8), max_size=6))
    def test_what_is_not_marked_is_of_each_record_the_most_that_came_together(self, deliveries):
        seen = Seen()
        fresh = []
        for number, delivery in enumerate(deliveries):
            fresh += [each for each in delivery if not seen.repeats(number, bytes([each]))]
        for value in range(4):
            assert fresh.count(value) == max((d.count(value) for d in deliveries), default=0)

    def test_memory_is_bounded_and_the_newest_are_remembered(self):
        seen = Seen(most=100)
        for number in range(10_000):
            seen.repeats("a", number.to_bytes(4, "big"))
        seen.repeats("b", b"x")
        held = sum(map(len, (seen._newer, seen._older, seen._delivery, seen._before)))
        assert held <= 200
        assert seen.repeats("b", (9_999).to_bytes(4, "big"))
        assert not seen.repeats("b", (5).to_bytes(4, "big"))


def test_adding_a_record_changes_no_other():
    before, _ = whole(log(LINE.format(1) + LINE.format(2)))
    after, _ = whole(log(LINE.format(1) + LINE.format(2) + LINE.format(3)))
    assert after[:2] == before


def test_years_are_found_from_when_the_file_was_written():
    (found,), _ = whole(log(LINE.format(1), at=us(2024, 12, 1)))
    assert found["ts_us"] == us(2024, 11, 30, 10)
    assert abs(found["ts_us"] - us(2024, 12, 1)) < DAY
