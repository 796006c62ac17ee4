"""Memory of the ICAP service under load: the peak of its own process, beside what its options allow.

`sekisho icap` runs as a program of its own over a fresh instance. Many proxies send large files at
the same time, in one go and after a preview; nearly all of them wait. What is measured is the
resident peak (VmHWM) and what is held once they are gone (VmRSS) of the process that speaks ICAP;
the confined jobs have limits of their own.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.icap.world import GET, Proxy, chunks, free_port

from sekisho.web.site.instance import create_instance

MIB = 1 << 20
ATTACHED = b'Content-Type: text/plain\r\nContent-Disposition: attachment; filename="a.txt"\r\n'
# A body that is worked on: as it came, as it goes to a confined process, as it comes back, as it
# is sealed, and as it is answered; what the allocator keeps of them counts too.
COPIES = 9
_PREVIEW, _GO_ON = 4096, 100


@dataclass(frozen=True)
class Held:
    """What the process held, in MiB."""

    idle: float
    peak: float
    after: float


def allowed(*, megabytes: int, crossers: int) -> float:
    """Return what the options let the bodies take together, in MiB."""
    return COPIES * megabytes * crossers


@contextmanager
def service(folder: Path, **settings: object) -> Iterator[tuple[int, int]]:
    """Run the program over a fresh instance; give its port and process number."""
    port = free_port()
    instance = create_instance(folder / "instance").path
    lines = [f"SEKISHO_ICAP_LISTEN=127.0.0.1:{port}"]
    lines += [f"SEKISHO_ICAP_{name.upper()}={value}" for name, value in settings.items()]
    (instance / "settings.env").write_text("\n".join(lines) + "\n", "utf-8")
    command = [sys.executable, "-m", "sekisho.entry", "icap", "--instance", str(instance)]
    words = {name: value for name, value in os.environ.items() if not name.startswith("SEKISHO_")}
    with subprocess.Popen(  # our own program
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=words
    ) as running:
        try:
            assert running.stdout is not None
            running.stdout.readline()
            yield port, running.pid
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(30)


def memory(pid: int, name: str) -> float:
    """Return a figure of /proc/PID/status in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise LookupError(name)


def load(port: int, *, proxies: int, rounds: int, body: bytes) -> list[int]:
    """Have many proxies send the body at the same time; return the statuses answered."""
    found: list[int] = []
    threads = [
        threading.Thread(target=_speak, args=(port, rounds, body, place % 2, found))
        for place in range(proxies)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return found


def _speak(port: int, rounds: int, body: bytes, kind: int, found: list[int]) -> None:
    for _ in range(rounds):
        with Proxy(("127.0.0.1", port)) as proxy:
            proxy.sock.settimeout(600)
            proxy.send(_request(body, preview=_PREVIEW if kind else 0))
            answer = proxy.answer()
            if answer.status == _GO_ON:
                proxy.send(chunks(body[_PREVIEW:], 1 << 20))
                answer = proxy.answer()
            found.append(answer.http_status if answer.status == 200 else answer.status)


def _request(body: bytes, *, preview: int) -> bytes:
    """Return a RESPMOD request with the whole body, or as much as the preview takes."""
    head = b"HTTP/1.1 200 OK\r\n%s\r\n" % ATTACHED
    said = b"RESPMOD icap://x/download ICAP/1.0\r\nHost: x\r\nAllow: 204\r\n"
    said += b"Preview: %d\r\n" % preview if preview else b""
    said += b"Encapsulated: req-hdr=0, res-hdr=%d, res-body=%d\r\n\r\n" % (
        len(GET),
        len(GET) + len(head),
    )
    return said + GET + head + chunks(body[:preview] if preview else body, 1 << 20)


def measured(
    folder: Path, *, megabytes: int, crossers: int, proxies: int, rounds: int = 1
) -> tuple[Held, list[int]]:
    """Run a service under load; return what it held, and the statuses answered."""
    body = b"0123456789abcdef" * (megabytes * MIB // 16 - 64)
    with service(folder, megabytes=megabytes, crossers=crossers, connections=proxies + 2) as (
        port,
        pid,
    ):
        load(port, proxies=1, rounds=1, body=b"abc\r\n" * 2000)
        idle = memory(pid, "VmRSS")
        statuses = load(port, proxies=proxies, rounds=rounds, body=body)
        return Held(idle, memory(pid, "VmHWM"), memory(pid, "VmRSS")), statuses


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=16)
    parser.add_argument("--crossers", type=int, default=2)
    parser.add_argument("--proxies", type=int, nargs="+", default=[2, 10, 40])
    given = parser.parse_args(arguments)
    bound = allowed(megabytes=given.megabytes, crossers=given.crossers)
    print(f"bodies of {given.megabytes} MiB, {given.crossers} at a time; allowed {bound:.0f} MiB")
    for proxies in given.proxies:
        with tempfile.TemporaryDirectory() as folder:
            held, statuses = measured(
                Path(folder), megabytes=given.megabytes, crossers=given.crossers, proxies=proxies
            )
        print(
            f"{proxies:4} proxies: idle {held.idle:6.1f} MiB, peak +{held.peak - held.idle:6.1f}, "
            f"after +{held.after - held.idle:6.1f}; answered {sorted(set(statuses))}"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
