"""What was sent over TCP is stored once, whatever becomes of the process, the disk, the keeper."""

import os
import random
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from tests.collect.test_receiving import LOOPBACK, joined, lines
from tests.collect.world import Receiver, all_of, wait

LINES = 60_000


def sending(receiver, data, connections, *, counted=False):
    """Send each part over a connection of its own, slowly enough for the process to be killed."""

    def send(part):
        with receiver.connect() as connection:
            for at in range(0, len(part), 200):
                piece = part[at : at + 200]
                if counted:
                    connection.sendall(b"".join(b"%d %s" % (len(each), each) for each in piece))
                else:
                    connection.sendall(joined(piece))
                time.sleep(0.002)
            all_of(connection, b"")

    parts = [data[number::connections] for number in range(connections)]
    threads = [threading.Thread(target=send, args=(part,)) for part in parts]
    for each in threads:
        each.start()
    return threads


def killed_while(receiver, threads, times, seed):
    """Kill the process that works at moments nobody chose."""
    chance = random.Random(seed)
    for _ in range(times):
        time.sleep(chance.uniform(0.05, 0.25))
        receiver.kill_worker()
    for each in threads:
        each.join(60)
        assert not each.is_alive()
    receiver.worker()  # one stopped before the next process began would leave a segment unsealed


def test_a_process_killed_again_and_again_loses_and_doubles_nothing(tmp_path):
    sent = lines(LINES)
    with Receiver(tmp_path, tcp=LOOPBACK) as receiver:
        killed_while(receiver, sending(receiver, sent, 3), 6, seed=9)
        receiver.stop()
        assert Counter(receiver.stored()) == Counter(sent)
        assert receiver.standing()["restarts"] >= 6


def test_neither_does_one_that_takes_counted_messages(tmp_path):
    sent = lines(LINES // 2)
    with Receiver(tmp_path, tcp=LOOPBACK) as receiver:
        killed_while(receiver, sending(receiver, sent, 2, counted=True), 4, seed=10)
        receiver.stop()
        assert Counter(receiver.stored()) == Counter(sent)


def test_files_that_are_followed_are_read_once_over_kills(tmp_path):
    log = tmp_path / "app.log"
    log.touch()
    with Receiver(tmp_path, files={"app": log}) as receiver:
        for start in range(0, 4_000, 1_000):
            with log.open("ab") as file:
                file.write(joined(lines(1_000, start)))
            receiver.kill_worker()
        wait(lambda: len(receiver.stored()) >= 4_000)
        receiver.stop()
        assert receiver.stored() == lines(4_000)


def test_when_the_keeper_is_killed_what_was_sent_is_still_taken_in(tmp_path):
    with Receiver(tmp_path, tcp=LOOPBACK) as receiver:
        connection = receiver.connect()
        connection.sendall(joined(lines(2_000)))
        receiver.wait_for(1)
        worker = receiver.worker()
        os.kill(receiver.process.pid, signal.SIGKILL)
        receiver.process.wait(10)
        wait(lambda: not Path(f"/proc/{worker}").exists())
        connection.close()
        receiver.process.stdout.close()
        receiver.start()
        assert receiver.wait_for(2_000) == lines(2_000)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 512 KiB, and what makes it larger."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def sized(word, size):
        options = ["mount", "-t", "tmpfs", "-o", f"{word}size={size}", "none", str(folder)]
        return subprocess.run(options, capture_output=True, check=False).returncode

    if shutil.which("mount") is None or sized("", "512k"):
        pytest.skip("no disk of its own can be mounted here")
    yield folder, lambda: sized("remount,", "64m")
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_on_a_full_disk_connections_wait_and_nothing_is_lost(small_disk):
    folder, enlarge = small_disk
    sent = lines(40_000)
    with Receiver(folder, tcp=LOOPBACK, free_bytes=100_000) as receiver:
        threads = sending(receiver, sent, 1)
        wait(lambda: receiver.spool.joinpath("state.json").exists())
        wait(lambda: receiver.standing()["full_times"])
        assert len(receiver.stored()) < len(sent)
        assert enlarge() == 0
        threads[0].join(60)
        receiver.stop()
        assert receiver.stored() == sent
        assert receiver.standing()["full_us"] == 0


def test_a_write_the_disk_refuses_is_undone_and_tried_again(tmp_path, monkeypatch):
    from sekisho.collect.segments import Spool

    with Spool(tmp_path / "spool") as spool:
        spool.append("tcp-192.0.2.1", b"first\n", 1, 1)
        spool.flush()
        spool.commit()
        write = os.write

        def half(handle, data):
            if len(data) > 3:
                return write(handle, data[:3])
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "write", half)
        try:
            spool.append("tcp-192.0.2.1", b"second\n", 1, 2)
        except OSError:
            spool.take_back()
        monkeypatch.undo()
        spool.append("tcp-192.0.2.1", b"third\n", 1, 3)
        spool.flush()
        spool.commit()
        (sealed,) = spool.seal(before_us=10, larger=1)
    assert sealed.path.read_bytes() == b"first\nthird\n"
    assert sealed.messages == 2
