"""Files that come out of a session: whole, bounded, one after the other."""

import contextlib
import socket
import time

import pytest
from tests.screen import world
from tests.screen.test_session import given

from sekisho.screen import browser
from sekisho.screen.options import MIB

pytestmark = [
    pytest.mark.skipif(bool(world.missing()), reason=world.missing()),
    pytest.mark.timeout(120),
]


@pytest.fixture
def running(monkeypatch):
    monkeypatch.setattr(browser, "words", lambda _options: ["/bin/sh", "-c", "sleep 600"])
    with world.Running(world.options(1, warm=0, download_bytes=MIB)) as host:
        host.call(host.host.opened(given()))
        yield host


def sent(running, said):
    """Say something at the session's way out for files; return the connection."""
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(str(running.host.running["s-1"].room.socket("files")))
    connection.sendall(said)
    return connection


def file(name, data, length=None):
    return b"%b\0%d\0%b" % (name.encode(), len(data) if length is None else length, data)


def named(running):
    return [name for _, _, name, _ in running.files]


def test_a_file_comes_out_whole(running):
    sent(running, file("表.csv", world.CSV)).close()
    world.until(lambda: running.files)
    assert running.files == [("s-1", "p-1", "表.csv", world.CSV)]


def test_one_that_was_cut_short_does_not_come_out(running):
    sent(running, file("half.csv", world.CSV, length=999)).close()
    sent(running, file("after.csv", world.CSV)).close()
    world.until(lambda: running.files)
    assert named(running) == ["after.csv"]


@pytest.mark.parametrize("said", [b"", b"\0", b"a\0", b"a\0-1\0", b"a\0x\0", b"a\0\xc2\xb2\0x",
                                  b"x" * (1 << 17)])  # fmt: skip
def test_what_is_no_file_takes_nothing_with_it(running, said):
    with contextlib.suppress(OSError):  # it was let go of before it had said all
        sent(running, said).close()
    sent(running, file("after.csv", world.CSV)).close()
    world.until(lambda: running.files)
    assert named(running) == ["after.csv"]


@pytest.mark.parametrize("length", [MIB + 1, 10**40])
def test_one_that_is_too_large_does_not_come_out_and_that_is_written_down(running, length):
    sent(running, file("large.zip", b"", length)).close()
    (row,) = world.until(lambda: running.journal.of("file"))
    assert row["details"] == {"number": "", "name": "large.zip", "refused": "too-large"}
    assert not running.files


def test_more_than_a_session_may_bring_out_do_not_and_that_is_written_down_once(
    running, monkeypatch
):
    monkeypatch.setattr("sekisho.screen.session._FILES_MOST", 2)
    for number in range(5):
        sent(running, file(f"{number}.csv", world.CSV)).close()
    world.until(lambda: running.host.running["s-1"].files == 5)
    assert named(running) == ["0.csv", "1.csv"]
    assert [each["details"]["refused"] for each in running.journal.of("file")] == ["too-many"]


def test_a_session_fills_its_host_with_one_file_at_a_time(running):
    first = sent(running, file("slow.bin", b"x" * 1000, length=2000))
    others = [sent(running, file(f"{each}.bin", b"y" * 1000)) for each in range(3)]
    time.sleep(0.5)
    assert not running.files
    first.sendall(b"x" * 1000)
    for each in (first, *others):
        each.close()
    world.until(lambda: len(running.files) == 4)
    assert named(running)[0] == "slow.bin"


def test_one_in_the_making_holds_up_no_end(running):
    connection = sent(running, file("slow.bin", b"x", length=2000))
    session = running.host.running["s-1"]
    world.until(session.filing_lock.locked)
    running.call(running.host.end("s-1", "asked"))
    assert running.journal.of("ended")[0]["details"]["left"] == 0
    connection.close()
    world.until(lambda: not session.filing_lock.locked())
    assert not running.files
