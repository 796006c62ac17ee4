"""How fast logs are taken in: syslog lines from a loopback TCP connection to segments on the disk.

    .venv/bin/python -m bench.collect [SECONDS] [CONNECTIONS]

One process sends as fast as it is let, the receiver (`sekisho collect`) flushes before it counts;
the time runs until the last connection ended in order, which is when its last line is on the disk.
"""

import multiprocessing
import resource
import socket
import sys
import tempfile
import time
from pathlib import Path

from tests.collect.world import Receiver

_LINE = (
    b"<134>Nov 30 10:00:00 fw01 kernel: [12345.678901] deny-out: IN=eth1 OUT=eth0 "
    b"MAC=52:54:00:12:34:56:52:54:00:65:43:21:08:00 SRC=10.10.%d.%d DST=198.51.100.%d LEN=60 "
    b"TOS=0x00 PREC=0x00 TTL=63 ID=%d DF PROTO=TCP SPT=%d DPT=443 WINDOW=64240 RES=0x00 SYN URGP=0\n"
)
_BLOCK = 2_000


def _send(port, seconds, queue):
    block = b"".join(_LINE % (n % 250, n % 253, n % 251, n, 1_024 + n) for n in range(_BLOCK))
    sent = 0
    until = time.monotonic() + seconds
    with socket.create_connection(("127.0.0.1", port)) as connection:
        while time.monotonic() < until:
            connection.sendall(block)
            sent += _BLOCK
        connection.shutdown(socket.SHUT_WR)
        connection.recv(1)
    queue.put(sent)


def main(seconds=30, connections=2):
    with tempfile.TemporaryDirectory(prefix="sekisho-bench-") as folder:
        options = {"tcp": ("127.0.0.1", 0), "seal_seconds": 5.0}
        with Receiver(Path(folder), **options) as receiver:
            queue = multiprocessing.Queue()
            port = receiver.ports["tcp"]
            senders = [multiprocessing.Process(target=_send, args=(port, seconds, queue))
                       for _ in range(connections)]  # fmt: skip
            begun = time.monotonic()
            for each in senders:
                each.start()
            sent = sum(queue.get() for _ in senders)
            took = time.monotonic() - begun
            for each in senders:
                each.join()
            receiver.stop()
        stored = sum(each.messages for each in receiver.segments())
        size = sum(each.bytes for each in receiver.segments())
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"sent {sent:,} stored {stored:,} lost {sent - stored:,}")
    print(f"{stored / took:,.0f} lines/s, {size / took / 1e6:,.0f} MB/s over {took:.1f} s")
    print(f"CPU of senders and receiver {used.ru_utime + used.ru_stime:.1f} s, "
          f"largest process {used.ru_maxrss // 1024} MB")  # fmt: skip
    return sent == stored


if __name__ == "__main__":
    sys.exit(not main(*map(int, sys.argv[1:])))
