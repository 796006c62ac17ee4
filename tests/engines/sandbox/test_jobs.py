"""Honest jobs are answered; limits end the others; every end has its own error."""

import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sekisho.sandbox import (
    JobCrashed,
    JobLimits,
    JobOutOfMemory,
    JobOutputTooLarge,
    JobRefused,
    JobTimedOut,
)

MIB = 1 << 20
SMALL = JobLimits(memory_bytes=64 * MIB, cpu_seconds=1, wall_seconds=10, output_bytes=MIB)


def run(sandbox, profile, name, payload=b"", limits=SMALL):
    return sandbox.call(profile, f"sandbox_jobs:{name}", payload, limits=limits)


@given(payload=st.binary(max_size=100_000))
def test_bytes_in_bytes_out(sandbox, payload):
    for profile in ("transform", "verify"):
        assert run(sandbox, profile, "reverse", payload).data == payload[::-1]


def test_a_large_payload_arrives_whole(sandbox, profile):
    payload = bytes(range(256)) * 80_000  # 20 MB
    limits = JobLimits(memory_bytes=128 * MIB)
    assert run(sandbox, profile, "echo", payload, limits).data == payload


def test_codecs_deep_frames_and_print_work_as_they_do_outside(sandbox, profile):
    answer = run(sandbox, profile, "japanese", "関所".encode("cp932"))
    assert answer.data == "関所20000".encode("iso2022_jp")


def test_no_two_jobs_draw_the_same_numbers(sandbox, profile):
    assert len({run(sandbox, profile, "chance").data for _ in range(5)}) == 5


def test_what_a_job_used_is_told(sandbox, profile):
    answer = run(sandbox, profile, "touch", str(32 * MIB).encode())
    assert answer.data == str(32 * MIB // 4096).encode()
    assert 0 < answer.cpu_seconds <= answer.wall_seconds + 0.5
    assert answer.peak_bytes > 32 * MIB


@pytest.mark.parametrize("name", ["ten_gigabytes", "hoard", "hoard_small"])
def test_memory_beyond_the_limit_is_refused(sandbox, profile, name):
    limits = JobLimits(memory_bytes=64 * MIB, cpu_seconds=10)
    with pytest.raises(JobOutOfMemory):
        run(sandbox, profile, name, limits=limits)


def test_memory_is_limited_where_it_is_written_not_only_where_it_is_mapped(sandbox, profile):
    limits = JobLimits(memory_bytes=64 * MIB)
    with pytest.raises(JobOutOfMemory):
        run(sandbox, profile, "touch", str(96 * MIB).encode(), limits)


def test_memory_up_to_the_limit_is_given(sandbox, profile):
    limits = JobLimits(memory_bytes=300 * MIB)
    assert run(sandbox, profile, "touch", str(280 * MIB).encode(), limits).data


def test_processor_time_is_limited(sandbox, profile):
    with pytest.raises(JobTimedOut, match="processor"):
        run(sandbox, profile, "spin")


def test_processor_time_is_limited_for_those_who_do_not_listen(sandbox):
    with pytest.raises(JobTimedOut, match="processor"):
        run(sandbox, "transform", "spin_deaf")


@pytest.mark.parametrize(("kind", "name"), [("transform", "sleep"), ("verify", "spin")])
def test_the_wall_clock_ends_a_job(sandbox, kind, name):
    with pytest.raises(JobTimedOut, match="not done"):
        run(sandbox, kind, name, b"60", JobLimits(wall_seconds=0.3))


@pytest.mark.parametrize("name", ["large_answer", "flood"])
def test_output_beyond_the_limit_is_refused(sandbox, profile, name):
    with pytest.raises(JobOutputTooLarge):
        run(sandbox, profile, name, str(MIB + 1).encode())


def test_output_up_to_the_limit_is_given(sandbox, profile):
    assert run(sandbox, profile, "large_answer", str(MIB).encode()).data == bytes(MIB)


def test_a_crash_is_told_by_its_signal(sandbox, profile):
    with pytest.raises(JobCrashed) as crashed:
        run(sandbox, profile, "crash")
    assert crashed.value.signal == signal.SIGSEGV


def test_a_refusal_is_bounded_plain_text(sandbox, profile):
    with pytest.raises(JobRefused) as refused:
        run(sandbox, profile, "refuse")
    assert refused.value.kind == "ValueError"
    assert refused.value.text.startswith("no [31m長")
    assert len(refused.value.text) <= 500


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("refuse_unsayably", "Unsayable"),
        ("leave", "SystemExit"),
        ("wrong_type", "TypeError"),
        ("subclassed", "TypeError"),
    ],
)
def test_anything_but_an_answer_is_a_refusal(sandbox, profile, name, kind):
    with pytest.raises(JobRefused) as refused:
        run(sandbox, profile, name)
    assert refused.value.kind == kind


@pytest.mark.parametrize(
    "function",
    [
        "sandbox_jobs:nothing",
        "sandbox_jobs:_private",
        "sandbox_jobs:NOT_A_FUNCTION",
        "sandbox_jobs:",
        "sandbox_jobs",
        "os:getcwd",
    ],
)
def test_only_public_functions_of_the_preload_are_called(sandbox, profile, function):
    with pytest.raises(ValueError, match="no public function"):
        sandbox.call(profile, function, b"")


def test_eight_jobs_run_beside_each_other(sandbox, profile):
    def one(n):
        payload = str(n).encode() * 1000
        return run(sandbox, profile, "reverse", payload).data == payload[::-1]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(one, range(80)))


def test_sleeping_jobs_do_not_wait_for_each_other(sandbox):
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: run(sandbox, "transform", "sleep", b"0.5"), range(8)))
    assert max(answer.wall_seconds for answer in answers) < 2


def test_a_batch_survives_a_crashing_job(sandbox, profile):
    def one(n):
        try:
            return run(sandbox, profile, "crash" if n == 3 else "echo", b"ok").data
        except JobCrashed:
            return b"crashed"

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(one, range(8)))
    assert found == [b"crashed" if n == 3 else b"ok" for n in range(8)]


def test_limits_are_positive():
    with pytest.raises(ValueError, match="positive"):
        JobLimits(cpu_seconds=0)
