"""The mail gateway against a bare aiosmtpd that forwards what it wrote down with the same durability.

    bench/mailgate.py [COUNT] [--kinds plain,html,docx,files] [--sessions 8] [--parts speed,half,...]
                      [--memory 2000] [--backlog 500]

All run as processes of their own between the same sender and the same sink, in one run on loopback.

speed    messages a second from the first command to the last arrival, the latency from the start of
         sending to arrival, and CPU milliseconds a message of the server with all its confined jobs
         (from `wait4`), which is the figure to judge by on a busy machine
half     latency when mail comes at half the rate just found
memory   what the gateway's processes take together while --memory plain mails go through
backlog  --backlog mails accepted while the next hop is away, then how fast they are drained
peers    MIMEDefang and amavis on the docx mails, where they are installed

The full sizes of the design: 2000 --memory 50000 --backlog 20000.
"""

import argparse
import os
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path

from mailgate_letters import KINDS, OURS, letter
from mailgate_peers import PEERS
from mailgate_servers import free_port

_SERVERS = Path(__file__).with_name("mailgate_servers.py")
_SAMPLES = 10
_WORK = 300_000


class Sink:
    """The next hop: notes when each message arrived, and that none did twice."""

    def __init__(self, port=None):
        from aiosmtpd.controller import Controller

        self.arrived, self.port = {}, port or free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, _server, _session, envelope):  # noqa: D102, N802
        name = message_from_bytes(envelope.content[:4000])["Message-ID"]
        assert name not in self.arrived, name
        self.arrived[name] = time.perf_counter()
        return "250 Ok"

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()

    def wait(self, count):
        """Wait until so many have arrived."""
        while len(self.arrived) < count:
            time.sleep(0.01)


class Server:
    """One server in a process of its own, in a folder of its own."""

    def __init__(self, name, folder, sink_port):
        self.process = subprocess.Popen(
            [sys.executable, _SERVERS, name, folder, str(sink_port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.port = int(self.process.stdout.readline())
        self.used = None

    def stop(self):
        """End it; afterwards `used` is what it and all its jobs used."""
        self.process.stdin.close()
        _, _, self.used = os.wait4(self.process.pid, 0)
        self.process.returncode = 0
        self.process.stdout.close()

    def memory(self):
        """Return the MiB its processes take together, shared pages counted once."""
        return sum(map(_share, family(self.process.pid))) / 1024


@contextmanager
def running(name, sink_port):
    with tempfile.TemporaryDirectory() as folder:
        server = Server(name, folder, sink_port)
        try:
            yield server
        finally:
            if server.used is None:
                server.stop()


def family(pid):
    found = [pid]
    for one in found:
        try:
            found += map(int, Path(f"/proc/{one}/task/{one}/children").read_text().split())
        except OSError:
            continue  # it has ended
    return found


def _share(pid):
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


def send(port, numbers, body, started, pace):
    """Hand in mails over one connection, as fast as they are taken or one each `pace` seconds."""
    with smtplib.SMTP("127.0.0.1", port, timeout=600) as smtp:
        due = time.perf_counter()
        for number in numbers:
            if pace:
                time.sleep(max(0.0, due - time.perf_counter()))
                due += pace
            name = f"<{number}@partner.example.jp>"
            started[name] = time.perf_counter()
            data = body.replace(b"NUMBER", b"%d" % number)
            smtp.sendmail("kacho@partner.example.jp", [f"hanako@{OURS}"], data)


def send_all(port, kind, count, sessions, *, pace=None, first=0):  # noqa: PLR0913
    """Hand in `count` mails over several connections; return when each was begun."""
    started, body = {}, letter("NUMBER", kind)
    threads = [
        threading.Thread(
            target=send,
            args=(port, range(first + at, first + count, sessions), body, started, pace),
        )
        for at in range(sessions)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return started


def unit():
    """Return the CPU seconds of a fixed piece of work: how slow the machine is just now."""
    begin = time.process_time()
    sum(i * i for i in range(_WORK))
    return time.process_time() - begin


def starting(name):
    """Return the CPU seconds a server costs that starts, passes one mail and stops."""
    with Sink() as sink, running(name, sink.port) as server:
        send_all(server.port, "plain", 1, 1)
        sink.wait(1)
        server.stop()
        return server.used.ru_utime + server.used.ru_stime


def measure(name, kind, count, sessions, start=0.0):
    """Print what one server does with one kind of mail; return CPU ms a mail and mails a second."""
    slow = [unit()]
    with Sink() as sink, running(name, sink.port) as server:
        begin = time.perf_counter()
        started = send_all(server.port, kind, count, sessions)
        taken = time.perf_counter() - begin
        sink.wait(count)
        wall = time.perf_counter() - begin
        server.stop()
        used = server.used
    slow.append(unit())
    cpu = (used.ru_utime + used.ru_stime - start) / count * 1000
    p50, p99 = latency(sink, started)
    print(
        f"{kind:6} {name:8} {len(letter(0, kind)) // 1024:4} kB  {count / wall:7.1f}/s"
        f"  accepted {count / taken:7.1f}/s  CPU {cpu:7.2f} ms/mail"
        f" (two cores: {2000 / cpu:6.1f}/s)  p50 {p50:6.2f} s  p99 {p99:6.2f} s"
        f"  peak {used.ru_maxrss // 1024} MiB  fixed work {sum(slow) / 2 * 1000:.0f} ms",
        flush=True,
    )
    return cpu, count / wall


def latency(sink, started):
    late = sorted(sink.arrived[name] - started[name] for name in started)
    return late[len(late) // 2], late[max(0, -(-len(late) * 99 // 100) - 1)]


def speed(args, rates):
    start = {name: starting(name) for name in ("bare", "gateway")}
    print("start and stop, CPU s: " + ", ".join(f"{name} {s:.2f}" for name, s in start.items()))
    for kind in args.kinds.split(","):
        count = args.count if kind == "plain" else max(10, args.count // 5)
        bare, _ = measure("bare", kind, count, args.sessions, start["bare"])
        ours, rates[kind] = measure("gateway", kind, count, args.sessions, start["gateway"])
        print(f"{kind:6} gateway / limit: {ours / bare:.1f} x CPU", flush=True)


def half(args, rates):
    for kind in args.kinds.split(","):
        rate = rates.get(kind) or args.rate
        count = max(20, int(min(args.count, rate * 30)))
        pace = args.sessions / (rate / 2)
        with Sink() as sink, running("gateway", sink.port) as server:
            started = send_all(server.port, kind, count, args.sessions, pace=pace)
            sink.wait(count)
        p50, p99 = latency(sink, started)
        print(
            f"half   {kind:6} {count} mails at {rate / 2:.1f}/s: p50 {p50:.2f} s  p99 {p99:.2f} s",
            flush=True,
        )


def memory(args, _rates):
    """Tell the memory after each tenth of the mails; flat means: the last is as the second."""
    part, seen = args.memory // _SAMPLES, []
    with Sink() as sink, running("gateway", sink.port) as server:
        for turn in range(_SAMPLES):
            send_all(server.port, "plain", part, args.sessions, first=turn * part)
            sink.wait((turn + 1) * part)
            seen.append(server.memory())
            print(f"memory {(turn + 1) * part} mails: {seen[-1]:.0f} MiB", flush=True)
    said = " ".join(f"{each:.0f}" for each in seen)
    print(f"memory {part * _SAMPLES} mails, MiB after each tenth: {said}", flush=True)


def backlog(args, _rates):
    """Tell how a backlog is taken in with the next hop away, and drained once it is back."""
    port = free_port()
    with running("gateway", port) as server:
        empty, begin = server.memory(), time.perf_counter()
        send_all(server.port, "plain", args.backlog, args.sessions)
        taken, full = time.perf_counter() - begin, server.memory()
        begin = time.perf_counter()
        with Sink(port) as sink:
            sink.wait(args.backlog // 2)
            drained = server.memory()
            sink.wait(args.backlog)
            wall = time.perf_counter() - begin
            print(
                f"backlog {args.backlog} mails accepted at {args.backlog / taken:.1f}/s with the next"
                f" hop away, drained at {args.backlog / wall:.1f}/s; MiB before {empty:.0f}, full"
                f" {full:.0f}, half drained {drained:.0f}, empty {server.memory():.0f}",
                flush=True,
            )


def peers(args, _rates):
    for kind in ("docx",):
        count = max(10, args.count // 5)
        body = letter("NUMBER", kind)
        for name, peer in PEERS.items():
            with Sink() as sink, tempfile.TemporaryDirectory() as folder:
                peer_said = peer(
                    Path(folder), sink.port, _Handing(sink, kind, count, args.sessions)
                )
            print(f"{kind:6} {name:10} {len(body) // 1024:4} kB  {peer_said}", flush=True)


class _Handing:
    """Hands the mails in to a peer's port; returns how many and in how many seconds."""

    def __init__(self, sink, kind, count, sessions):
        self.sink, self.kind, self.count, self.sessions = sink, kind, count, sessions

    def __call__(self, port, sessions=None):
        before, begin = len(self.sink.arrived), time.perf_counter()
        send_all(port, self.kind, self.count, sessions or self.sessions, first=before)
        self.sink.wait(before + self.count)
        return self.count, time.perf_counter() - begin


PARTS = {"speed": speed, "half": half, "memory": memory, "backlog": backlog, "peers": peers}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("count", nargs="?", type=int, default=200)
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--parts", default=",".join(PARTS))
    parser.add_argument("--sessions", type=int, default=8)
    parser.add_argument("--rate", type=float, default=40, help="for half, without speed before it")
    parser.add_argument("--memory", type=int, default=1000)
    parser.add_argument("--backlog", type=int, default=400)
    args = parser.parse_args()
    print(
        f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores, fixed work {unit() * 1000:.0f} ms"
    )
    rates = {}
    for part in args.parts.split(","):
        PARTS[part](args, rates)
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
