"""What bench/mailgate.py starts as processes of their own: the limit, and the gateway.

    mailgate_servers.py bare|gateway FOLDER PORT

Each prints its port, hands mail on to PORT of this machine, and ends when its input is closed.
"""

import asyncio
import smtplib
import socket
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

from mailgate_letters import OURS

DAYS = {"mail": 90, "mail-held": 180}


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
        retry_seconds=(5,),
        connections=200,
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
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


if __name__ == "__main__":
    name, place, next_port = sys.argv[1:]
    {"bare": serve_bare, "gateway": serve_gateway}[name](place, int(next_port))
