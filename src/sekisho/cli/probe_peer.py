"""One end of a probe, a process of its own: `receive` or `send` a list of attempts (JSON).

A receiver says "ready", then collects marks until its standard input closes and prints the numbers
of the attempts whose mark arrived. A sender tries all its attempts and says "done".
"""

import json
import selectors
import socket
import sys
import time

Job = tuple[int, str, str, str, int]  # number, protocol, source, destination, port
_MARK = b"sekisho-probe:"
_WAIT = 0.4  # seconds for a connection; what is dropped costs this much
_AFTER = 0.5  # seconds a receiver goes on listening
_KINDS = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}


def main() -> None:
    """Do what the command line says."""
    role, jobs = sys.argv[1], [tuple(job) for job in json.loads(sys.argv[2])]
    if role == "send":
        for job in jobs:
            _send(job)
        sys.stdout.write("done\n")
    else:
        sys.stdout.write(json.dumps(sorted(_received(jobs))))


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def _send(job: Job) -> None:
    number, protocol, source, destination, port = job
    with socket.socket(_family(destination), _KINDS[protocol]) as end:
        end.settimeout(_WAIT)
        try:
            end.bind((source, 0))
            end.connect((destination, port))
            end.sendall(_MARK + str(number).encode())
        except OSError:
            return  # whether it arrived, the receiver tells


def _received(jobs: list[Job]) -> set[int]:
    """Listen on all ports of the jobs until told to stop; return the numbers of the marks."""
    watch = selectors.DefaultSelector()
    for protocol, address, port in sorted({(job[1], job[3], job[4]) for job in jobs}):
        end = socket.socket(_family(address), _KINDS[protocol])
        end.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        end.bind((address, port))
        if protocol == "tcp":
            end.listen()
        watch.register(end, selectors.EVENT_READ, protocol)
    watch.register(sys.stdin, selectors.EVENT_READ, "stop")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    return _collected(watch)


def _collected(watch: selectors.BaseSelector) -> set[int]:
    found: set[int] = set()
    until = float("inf")
    while time.monotonic() < until:
        for key, _ in watch.select(timeout=0.1):
            if key.data == "stop":
                watch.unregister(key.fileobj)
                until = time.monotonic() + _AFTER
            elif isinstance(key.fileobj, socket.socket):
                found |= _marks(key.fileobj, key.data)
    return found


def _marks(end: socket.socket, protocol: str) -> set[int]:
    if protocol == "udp":
        data = end.recv(99)
    else:
        connection, _ = end.accept()
        with connection:
            connection.settimeout(_WAIT)
            try:
                data = connection.recv(99)
            except OSError:
                return set()
    return {int(data[len(_MARK) :])} if data.startswith(_MARK) else set()


if __name__ == "__main__":
    main()
