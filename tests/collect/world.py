"""A receiver of its own, as a process, and senders."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from sekisho.collect import sealed_segments

PROGRAM = """
import sys, time
from pathlib import Path
from sekisho.collect import CollectOptions, keep
folder, drop, options = Path(sys.argv[1]), Path(sys.argv[2]), eval(sys.argv[3])
def now(): return time.time_ns() // 1000
def told(doors): print(*doors.places(), sep=",", flush=True)
keep(options, folder, drop, now, told)
"""


class Receiver:
    """`keep` in a process; the doors that are open are in `ports` by way."""

    def __init__(self, folder: Path, **options: object) -> None:
        self.spool, self.drop = folder / "spool", folder / "drop"
        self.options = {"free_bytes": 0, "seal_seconds": 0.2} | options
        self.start()

    def start(self) -> None:
        words = ", ".join(f"{name}={_written(value)}" for name, value in self.options.items())
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from pathlib import PosixPath\n" + PROGRAM,
             str(self.spool), str(self.drop), f"CollectOptions({words})"],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        places = [each.split() for each in self.process.stdout.readline().strip().split(",")]
        self.ports = {each[0]: int(each[1].rpartition(":")[2]) for each in places if each}

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self) -> int:
        """End it in order."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(20)
        self.process.stdout.close()
        return code

    def worker(self) -> int:
        """Return the number of the process that reads and writes; waits for there to be one."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return wait(lambda: next((int(word) for word in path.read_text().split()), 0))

    def kill_worker(self) -> None:
        number = self.worker()
        os.kill(number, signal.SIGKILL)
        wait(lambda: not _alive(number))

    def connect(self, way="tcp"):
        return socket.create_connection(("127.0.0.1", self.ports[way]))

    def stored(self) -> list[bytes]:
        """Return every message of sealed segments, in order by channel."""
        return [line for each in self.segments() for line in each.path.read_bytes().splitlines()]

    def segments(self):
        return list(sealed_segments(self.spool))

    def wait_for(self, number: int) -> list[bytes]:
        return wait(lambda: found if len(found := self.stored()) >= number else None)

    def standing(self):
        return json.loads((self.spool / "state.json").read_bytes())


def _written(value):
    return repr(value)


def _alive(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait(found, seconds=30.0):
    """Return what a function finds, as soon as it finds something."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        result = found()
        if result:
            return result
        time.sleep(0.02)
    raise AssertionError("nothing came in time")


def all_of(connection: socket.socket, data: bytes) -> None:
    """Send everything, and wait for the orderly end: what was sent is stored then."""
    connection.sendall(data)
    connection.shutdown(socket.SHUT_WR)
    connection.settimeout(30)
    assert connection.recv(1) == b""
    connection.close()
