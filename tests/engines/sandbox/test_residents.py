"""Programs that stay fulfil one order after another, each seeing its own file, and end for good."""

import os
import shutil
import time

import pytest

from sekisho.sandbox import JobLimits, JobOutputTooLarge, JobTimedOut, Sandbox, Stay

pytestmark = pytest.mark.skipif(not shutil.which("bwrap"), reason="bubblewrap is not installed")
MIB = 1 << 20
LIMITS = JobLimits(memory_bytes=128 * MIB, cpu_seconds=2, wall_seconds=10, output_bytes=4 * MIB)
# Answers with its own number, what it was told, what it was given, and what lies about.
SERVING = """
while :; do
  if [ -e box/order ]; then
    word=$(cat box/order)
    case $word in
      die) exit 3 ;;
      hang) sleep 100 ;;
      spin) while :; do :; done ;;
      much) head -c 5000000 /dev/zero >box/out ;;
      link) ln -s /etc/passwd box/out ;;
      none) : ;;
      *) { echo "$$ $word"; cat box/in; ls box; cat hello.txt; } >box/out ;;
    esac
    rm box/order
  fi
  sleep 0.01
done
"""


def stay(word="good", orders=20):
    return Stay(("sh", "-c", SERVING), (("hello.txt", b"hello"),), word.encode(), orders)


@pytest.fixture
def sandbox():
    with Sandbox() as room:
        yield room


def ordered(sandbox, word="good", data=b"data\n", orders=20, limits=LIMITS, alone="cp in out"):
    return sandbox.run(
        "sh", ["-c", alone], files={"in": data}, collect=["out"], limits=limits,
        stay=stay(word, orders),
    )  # fmt: skip


def test_one_process_fulfils_many_orders_each_with_its_own_file(sandbox):
    first = ordered(sandbox, "one", b"first\n").files["out"].split(b"\n")
    second = ordered(sandbox, "two", b"second\n").files["out"].split(b"\n")
    assert first[0].endswith(b" one")
    assert second[0].endswith(b" two")
    assert first[0].split()[0] == second[0].split()[0]
    assert second[1:] == [b"second", b"in", b"order", b"out", b"hello"]


def test_bytes_of_every_kind_and_size_come_through(sandbox):
    data = bytes(range(256)) * 8192
    assert data in ordered(sandbox, data=data).files["out"]


def test_after_so_many_orders_another_takes_its_place(sandbox):
    ended = [ordered(sandbox, orders=2).files["out"] for _ in range(5)]
    assert all(b"data" in one for one in ended)
    assert len(sandbox._programs._residents._idle) == 1
    assert sandbox._programs._residents._idle[0].served == 1


@pytest.mark.parametrize("word", ["die", "none", "link"])
def test_what_a_resident_cannot_do_is_done_alone(sandbox, word):
    assert ordered(sandbox, word).files["out"] == b"data\n"
    assert b"data" in ordered(sandbox, "good").files["out"]


@pytest.mark.parametrize("word", ["hang", "spin"])
def test_an_order_that_takes_too_long_ends_the_resident(sandbox, word):
    limits = JobLimits(128 * MIB, cpu_seconds=1, wall_seconds=3, output_bytes=MIB)
    begun = time.monotonic()
    with pytest.raises(JobTimedOut):
        ordered(sandbox, word, limits=limits)
    assert time.monotonic() - begun < 60
    assert sandbox._programs._residents._idle == []


def test_an_output_larger_than_allowed_is_refused(sandbox):
    with pytest.raises(JobOutputTooLarge):
        ordered(sandbox, "much", limits=JobLimits(128 * MIB, 2, 10, 4 * MIB))


def test_processor_time_of_an_order_is_known(sandbox):
    ordered(sandbox)
    assert 0 <= ordered(sandbox).cpu_seconds < 2


def test_closing_ends_them_all():
    with Sandbox() as room:
        ordered(room)
        (resident,) = room._programs._residents._idle
        pid = resident.process.pid
    assert resident.process.poll() is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_two_at_once_have_two(sandbox):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda n: ordered(sandbox, f"w{n}", b"%d\n" % n), range(8)))
    for number, answer in enumerate(found):
        lines = answer.files["out"].split(b"\n")
        assert lines[0].endswith(b" w%d" % number)
        assert lines[1] == b"%d" % number
