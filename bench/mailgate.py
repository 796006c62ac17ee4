"""The mail gateway against a bare aiosmtpd that forwards what it wrote down with the same durability.

    bench/mailgate.py [COUNT] [--kinds plain,html,files] [--sessions 4]

Both run as processes of their own between the same sender and the same sink, in one run on loopback.
Printed per kind: messages a second from the first command to the last arrival, the latency from the
start of sending to arrival, and CPU milliseconds a message of the server with all its confined jobs
(from `wait4`), which is the figure to judge by on a busy machine.
"""

import argparse
import asyncio
import io
import os
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from pathlib import Path

OURS = "town.example.lg.jp"
DAYS = {"mail": 90, "mail-held": 180}


def letter(number, kind):
    message = EmailMessage()
    message["From"] = "山田 太郎 <kacho@partner.example.jp>"
    message["To"] = f"hanako@{OURS}"
    message["Subject"] = "資料の送付について"
    message["Message-ID"] = f"<{number}@partner.example.jp>"
    message.set_content("お世話になっております。\n" * 30)
    if kind == "html":
        message.add_alternative("<p>お世話になっております。<img src='cid:a'></p>" * 30, "html")
        message.get_payload()[1].add_related(picture(), "image", "png", cid="<a>")
    if kind == "files":
        message.add_attachment(
            document(),
            "application",
            "vnd.openxmlformats-officedocument.wordprocessingml.document",
            filename="資料.docx",
        )
        message.add_attachment(paper(), "application", "pdf", filename="資料.pdf")
    return message.as_bytes(policy=WIRE)


def picture():
    from PIL import Image

    out = io.BytesIO()
    Image.effect_noise((120, 120), 60).save(out, "PNG")
    return out.getvalue()


def document():
    from docx import Document

    out, paper_ = io.BytesIO(), Document()
    for number in range(60):
        paper_.add_paragraph(f"{number} 情報セキュリティ対策の実施状況について報告します。" * 3)
    out_picture = io.BytesIO()
    from PIL import Image

    Image.effect_noise((260, 260), 60).save(out_picture, "PNG")
    paper_.add_picture(out_picture)
    paper_.save(out)
    return out.getvalue()


def paper():
    import typst

    text = "#set page(width: 210mm)\n" + "Report on information security. " * 400
    return typst.compile(text.encode())


def serve_bare(folder, port):
    """Write each message down durably, say 250, hand it on, remove it."""
    from aiosmtpd.controller import Controller

    from sekisho.quarantine.durable import remove, write_whole

    class Forward:
        count = 0

        async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
            Forward.count += 1
            path = Path(folder) / f"{Forward.count}.mail"
            await asyncio.to_thread(write_whole, path, [envelope.content])
            waiting.append((path, envelope.mail_from, list(envelope.rcpt_tos)))
            ready.release()
            return "250 Ok"

    waiting, ready = [], threading.Semaphore(0)

    def carry():
        smtp = smtplib.SMTP("127.0.0.1", port)
        while True:
            ready.acquire()
            path, sender, to = waiting.pop(0)
            smtp.sendmail(sender, to, path.read_bytes())
            remove(path)

    for _ in range(4):
        threading.Thread(target=carry, daemon=True).start()
    own = free_port()
    controller = Controller(Forward(), hostname="127.0.0.1", port=own)
    controller.start()
    print(own, flush=True)
    sys.stdin.read()
    controller.stop()


def serve_gateway(folder, port):
    from sekisho.cli.confinement import Confined
    from sekisho.mailgate import Crossing, GateOptions, Gateway, SmtpRelay, Spool
    from sekisho.mailgate.receiving import Door, open_door
    from sekisho.quarantine import Keyring, LocalStore

    folder, own = Path(folder), free_port()
    options = GateOptions(
        name="gate.example",
        domains=(OURS,),
        listen=("127.0.0.1", own),
        next_hop=("127.0.0.1", port),
        per_minute=10_000_000,
        free_bytes=0,
    )
    Keyring.new().save(folder / "keys")
    store = LocalStore(folder / "originals", folder / "keys")

    async def run(gateway):
        door = Door(
            options,
            gateway.spool,
            accepted=gateway.accepted,
            now=lambda: datetime.fromtimestamp(time.time(), UTC),
        )
        server = await open_door(door, options)
        print(own, flush=True)
        await asyncio.to_thread(sys.stdin.read)
        server.close()

    with (
        Spool(folder / "spool") as spool,
        Confined(parallel=options.crossers) as sandbox,
        Gateway(
            options, spool, Crossing(options, sandbox, store, DAYS), SmtpRelay(options)
        ) as gate,
    ):
        asyncio.run(run(gate))


def free_port():
    import socket

    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


class Sink:
    """The next hop: notes when each message arrived, and that none did twice."""

    def __init__(self):
        from aiosmtpd.controller import Controller

        self.arrived, self.port = {}, free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, _server, _session, envelope):  # noqa: D102, N802
        name = message_from_bytes(envelope.content[:4000])["Message-ID"]
        assert name not in self.arrived, name
        self.arrived[name] = time.perf_counter()
        return "250 Ok"


def send(port, letters, started):
    with smtplib.SMTP("127.0.0.1", port, timeout=600) as smtp:
        for name, data in letters:
            started[name] = time.perf_counter()
            smtp.sendmail("kacho@partner.example.jp", [f"hanako@{OURS}"], data)


def starting(server):
    """Return the CPU seconds a server costs that starts, passes one mail and stops."""
    return measure(server, "plain", 1, 1, quiet=True) / 1000


def measure(server, kind, count, sessions, started_with=0.0, *, quiet=False):  # noqa: PLR0913
    sink = Sink()
    sink.controller.start()
    with tempfile.TemporaryDirectory() as folder:
        child = subprocess.Popen(
            [sys.executable, __file__, "--serve", server, folder, str(sink.port)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        port = int(child.stdout.readline())
        body = letter("NUMBER", kind)
        named = [
            (f"<{n}@partner.example.jp>", body.replace(b"NUMBER", b"%d" % n)) for n in range(count)
        ]
        started, begin = {}, time.perf_counter()
        threads = [
            threading.Thread(target=send, args=(port, named[at::sessions], started))
            for at in range(sessions)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        taken = time.perf_counter() - begin
        while len(sink.arrived) < count:
            time.sleep(0.01)
        wall = time.perf_counter() - begin
        child.stdin.close()
        _, _, used = os.wait4(child.pid, 0)
        child.returncode = 0
        child.stdout.close()
    sink.controller.stop()
    late = sorted(sink.arrived[name] - started[name] for name in started)
    cpu = (used.ru_utime + used.ru_stime - started_with) / count * 1000
    if quiet:
        return cpu
    print(
        f"{kind:6} {server:8} {len(body) // 1024:4} kB  {count / wall:7.1f}/s  accepted {count / taken:7.1f}/s"
        f"  CPU {cpu:7.2f} ms/mail  p50 {late[len(late) // 2]:6.2f} s  p99 {late[int(len(late) * 0.99) - 1]:6.2f} s"
        f"  peak {used.ru_maxrss // 1024} MiB",
        flush=True,
    )
    return cpu


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("count", nargs="?", type=int, default=200)
    parser.add_argument("--kinds", default="plain,html,files")
    parser.add_argument("--sessions", type=int, default=4)
    parser.add_argument("--serve", nargs=3, metavar=("SERVER", "FOLDER", "PORT"))
    args = parser.parse_args()
    if args.serve:
        server, folder, port = args.serve
        {"bare": serve_bare, "gateway": serve_gateway}[server](folder, int(port))
        return
    print(f"load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    start = {server: starting(server) for server in ("bare", "gateway")}
    print("start and stop, CPU s: " + ", ".join(f"{name} {s:.2f}" for name, s in start.items()))
    for kind in args.kinds.split(","):
        bare, ours = (
            measure(server, kind, args.count, args.sessions, start[server])
            for server in ("bare", "gateway")
        )
        print(f"{kind:6} gateway / limit: {ours / bare:.1f} x CPU")


if __name__ == "__main__":
    main()
