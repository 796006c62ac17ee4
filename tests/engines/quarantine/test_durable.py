"""A name is on the disk when `durable` says so, also when threads share a call."""

import errno
import os
import threading
import time
from pathlib import Path

import pytest

from sekisho.quarantine.durable import remove, sync_folder, write_whole

THREADS = 12


class Disk:
    """Stands between us and fsync: notes which names a folder had when its call began."""

    def __init__(self, folder, monkeypatch, error=None):
        self.folder, self.error, self.calls, self.durable = folder, error, 0, set()
        self.real, self.lock = os.fsync, threading.Lock()
        monkeypatch.setattr(os, "fsync", self.fsync)

    def fsync(self, handle):
        if not Path(f"/proc/self/fd/{handle}").is_dir():
            return self.real(handle)
        with self.lock:
            self.calls += 1
        names = {path.name for path in self.folder.iterdir()}
        time.sleep(0.02)  # a disk takes its time
        if self.error:
            raise self.error
        self.durable |= names
        return None


def together(work):
    threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_threads_share_calls_and_each_finds_its_own_name_on_the_disk(tmp_path, monkeypatch):
    disk, missing = Disk(tmp_path, monkeypatch), []

    def work(number):
        for turn in range(4):
            write_whole(tmp_path / f"{number}-{turn}", [b"x"])
            if f"{number}-{turn}" not in disk.durable:
                missing.append((number, turn))

    together(work)
    assert missing == []
    assert disk.calls < 4 * THREADS / 2


def test_one_thread_alone_asks_the_disk_each_time(tmp_path, monkeypatch):
    disk = Disk(tmp_path, monkeypatch)
    for number in range(3):
        write_whole(tmp_path / str(number), [b"x"])
    remove(tmp_path / "0")
    assert disk.calls == 4


def test_a_call_that_fails_fails_for_everybody_who_counted_on_it(tmp_path, monkeypatch):
    disk, told = Disk(tmp_path, monkeypatch, OSError(errno.EIO, "no")), []

    def work(number):
        try:
            sync_folder(tmp_path)
        except OSError as error:
            told.append(error.errno)

    together(work)
    assert told == [errno.EIO] * THREADS
    disk.error = None
    sync_folder(tmp_path)  # and not for those who come after


def test_a_call_cut_short_lets_the_others_go(tmp_path, monkeypatch):
    Disk(tmp_path, monkeypatch, KeyboardInterrupt())
    told = []

    def work(number):
        try:
            sync_folder(tmp_path)
        except (OSError, KeyboardInterrupt) as error:
            told.append(type(error))

    together(work)
    assert len(told) == THREADS


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path):
    def pieces():
        yield b"x"
        raise OSError(errno.ENOSPC, "no space")

    with pytest.raises(OSError, match="no space"):
        write_whole(tmp_path / "a", pieces())
    assert list(tmp_path.iterdir()) == []
