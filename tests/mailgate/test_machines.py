"""Two machines: each a gateway and a worker; one PostgreSQL, one object store; one machine dies.

A machine is an instance folder of its own with the same keys. Nothing is counted twice, nothing is
lost, and what the dead machine had accepted goes on when it is started again.
"""

import contextlib
import json
import logging
import shutil
import signal
import smtplib
import subprocess
import sys
import threading
import time
from pathlib import Path

import boto3
import psycopg
import pytest
from moto.server import ThreadedMotoServer
from tests import postgres
from tests.entry.commands import run
from tests.mailgate.letters import ambiguous, plain
from tests.mailgate.test_no_loss import ids
from tests.mailgate.world import OURS, Sink, free_port

from sekisho.quarantine import Place, store_in

pytestmark = [
    pytest.mark.full,
    pytest.mark.verification,
    pytest.mark.skipif(bool(postgres.missing()), reason=postgres.missing() or "PostgreSQL runs"),
    pytest.mark.timeout(600),
]

KEYS = ("secret.key", "ledger.key", "quarantine.keys")
SETTINGS = """SEKISHO_DATABASE={database}
SEKISHO_QUARANTINE_S3_BUCKET=originals
SEKISHO_QUARANTINE_S3_ENDPOINT={store}
SEKISHO_QUARANTINE_S3_REGION=ap-northeast-1
SEKISHO_QUARANTINE_S3_KEY_ID=id
SEKISHO_QUARANTINE_S3_SECRET=secret
SEKISHO_MAILGATE_DOMAINS={ours}
SEKISHO_MAILGATE_LISTEN=127.0.0.1:{port}
SEKISHO_MAILGATE_NEXT=127.0.0.1:{next_port}
SEKISHO_MAILGATE_PER_MINUTE=100000
"""


@pytest.fixture
def store():
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0)
    server.start()
    host, port = server.get_host_and_port()
    place = Place("originals", "", f"http://{host}:{port}", "ap-northeast-1", "id", "secret")
    client = boto3.client(
        "s3",
        endpoint_url=place.endpoint,
        region_name=place.region,
        aws_access_key_id=place.key_id,
        aws_secret_access_key=place.secret,
    )
    client.create_bucket(
        Bucket="originals", CreateBucketConfiguration={"LocationConstraint": place.region}
    )
    yield place
    server.stop()


class Machine:
    """One machine: its folder, its gateway and its worker as processes."""

    def __init__(self, folder: Path, database: str, place: Place, next_port: int) -> None:
        self.folder, self.port, self.running = folder, free_port(), []
        folder.mkdir(exist_ok=True)
        (folder / "settings.env").write_text(
            SETTINGS.format(
                database=database,
                store=place.endpoint,
                ours=OURS,
                port=self.port,
                next_port=next_port,
            ),
            "utf-8",
        )

    def init(self) -> None:
        done = run("init", instance=self.folder)
        assert done.returncode == 0, done.stderr

    def start(self, *words: str) -> None:
        command = [sys.executable, "-m", "sekisho.entry", *words, "--instance", str(self.folder)]
        log = (self.folder / f"{words[0]}.log").open("ab")
        process = subprocess.Popen(command, stdout=log, stderr=log)
        self.running.append(process)
        log.close()

    def ready(self) -> None:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with contextlib.suppress(OSError), smtplib.SMTP("127.0.0.1", self.port, timeout=5):
                return
            time.sleep(0.2)
        raise AssertionError((self.folder / "mailgate.log").read_text("utf-8"))

    def end(self, how: signal.Signals) -> None:
        for process in self.running:
            process.send_signal(how)
        for process in self.running:
            process.wait(60)
        self.running.clear()

    def hand_in(self, names: list[str], accepted: dict[str, str]) -> None:
        """Hand in mails until the machine is gone; note the receipt number of each accepted."""
        try:
            with smtplib.SMTP("127.0.0.1", self.port, "front.example", timeout=60) as smtp:
                smtp.ehlo()
                for name in list(names):
                    odd = int(name.strip("<>").split("@", maxsplit=1)[0]) % 10 == 9
                    data = ambiguous() if odd else plain(Message_ID=name)
                    smtp.mail("a@partner.example.jp")
                    smtp.rcpt(f"hanako@{OURS}")
                    code, said = smtp.data(data)
                    assert code == 250, said
                    accepted[name] = said.decode().rpartition(" ")[2]
                    names.remove(name)
        except (OSError, smtplib.SMTPException):
            return

    def moving(self) -> bool:
        return any(p.suffix in {".in", ".row"} for p in (self.folder / "mailgate").iterdir())


def test_two_gateways_and_two_workers_lose_and_double_nothing_when_one_machine_dies(
    tmp_path, store
):
    with postgres.server() as url, Sink() as sink:
        one = Machine(tmp_path / "one", url, store, sink.port)
        two = Machine(tmp_path / "two", url, store, sink.port)
        one.init()
        for name in KEYS:
            shutil.copy2(one.folder / name, two.folder / name)
        two.init()
        try:
            names, accepted = _handed_in_while_one_dies(one, two, sink)
            for each in (one, two):
                _until(lambda each=each: not each.moving())
        finally:
            for each in (one, two):
                each.end(signal.SIGTERM)
        for each in (one, two):
            done = run("worker", "--once", instance=each.folder)
            assert done.returncode == 0, done.stderr
        assert set(names) == set(accepted)
        _everything_is_there_once(url, store, sink, one, two, accepted)


def _handed_in_while_one_dies(one, two, sink):
    names = [f"<{number}@x>" for number in range(60)]
    accepted: dict[str, str] = {}
    for each in (one, two):
        each.start("mailgate")
        each.start("worker")
    for each in (one, two):
        each.ready()
    left = {one: names[::2], two: names[1::2]}
    senders = [threading.Thread(target=m.hand_in, args=(left[m], accepted)) for m in (one, two)]
    for sender in senders:
        sender.start()
    sink.wait(10)
    two.end(signal.SIGKILL)  # gateway and worker at once
    for sender in senders:
        sender.join()
    one.hand_in(left[two], accepted)  # a front server turns to the machine that is there
    two.start("mailgate")
    two.start("worker")
    two.ready()
    return names, accepted


def _everything_is_there_once(url, store, sink, one, two, accepted):
    numbers = set(accepted.values())
    with psycopg.connect(url) as database:
        rows = dict(database.execute("select number, state from transfers_crossing").fetchall())
        counted = database.execute("select count(*) from transfers_crossing").fetchone()[0]
    assert counted == len(rows)
    assert numbers <= set(rows)
    # The kill may have swallowed one 250: the message was handed in again, and both are ours.
    assert len(set(rows) - numbers) <= 1
    kept = set(store_in(store, Path("unused"), one.folder / "quarantine.keys").numbers())
    assert kept == set(rows)
    arrived = ids(sink)
    unclear = _unclear(one) | _unclear(two)
    plain_ones = {name for name in accepted if not name.endswith("9@x>")}
    assert len(plain_ones - set(arrived)) <= len(unclear) <= 4  # carriers at the moment of the kill
    assert sum(n - 1 for name, n in arrived.items() if name in plain_ones) <= 1
    verified = run("ledger", "verify", instance=one.folder)
    assert verified.returncode == 0, verified.stdout


def _unclear(machine):
    rows = [json.loads(p.read_text()) for p in (machine.folder / "mailgate/held").glob("*.json")]
    return {row["envelope"]["number"] for row in rows if "doubt" in row["fates"].values()}


def _until(true, seconds=240):
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.2)
