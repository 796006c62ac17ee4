"""One end of a probe, a process of its own: `receive` or `send` a list of attempts (JSON).

Marks bear a secret, if there is one. A receiver says "ready", then collects marks until its
standard input closes and prints the numbers of the attempts whose mark arrived. A sender tries all
its attempts and says "done".
"""

import json
import selectors
import socket
import sys
import time

Job = tuple[int, str, str, str, int]  # number, protocol, source, destination, port
_WAIT = 0.4  # seconds for a connection; what is dropped costs this much
_AFTER = 0.5  # seconds a receiver goes on listening
_KINDS = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}


def main() -> None:
    """Do what the command line says."""
    role, secret, jobs = sys.argv[1], sys.argv[2], [tuple(j) for j in json.loads(sys.argv[3])]
    mark = f"sekisho-probe:{secret}:".encode()
    if role == "send":
        for job in jobs:
            _send(job, mark)
        sys.stdout.write("done\n")
    else:
        sys.stdout.write(json.dumps(sorted(_received(jobs, mark))))


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def _send(job: Job, mark: bytes) -> None:
    number, protocol, source, destination, port = job
    with socket.socket(_family(destination), _KINDS[protocol]) as end:
        end.settimeout(_WAIT)
        try:
            end.bind((source, 0))
            end.connect((destination, port))
            end.sendall(mark + str(number).encode())
        except OSError:
            return  # whether it arrived, the receiver tells


def _received(jobs: list[Job], mark: bytes) -> set[int]:
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
    return _collected(watch, mark)


def _collected(watch: selectors.BaseSelector, mark: bytes) -> set[int]:
    found: set[int] = set()
    until = float("inf")
    while time.monotonic() < until:
        for key, _ in watch.select(timeout=0.1):
            if key.data == "stop":
                watch.unregister(key.fileobj)
                until = time.monotonic() + _AFTER
            elif isinstance(key.fileobj, socket.socket):
                found |= _number(_data(key.fileobj, key.data), mark)
    return found


def _data(end: socket.socket, protocol: str) -> bytes:
    if protocol == "udp":
        return end.recv(99)
    connection, _ = end.accept()
    with connection:
        connection.settimeout(_WAIT)
        try:
            return connection.recv(99)
        except OSError:
            return b""


def _number(untrusted: bytes, mark: bytes) -> set[int]:
    """Return the number a mark bears; anybody may send anything here."""
    number = untrusted.removeprefix(mark)
    return {int(number)} if len(number) < len(untrusted) and number.isdigit() else set()


if __name__ == "__main__":
    main()
