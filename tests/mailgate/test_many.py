"""kill -9 in the middle of many mails, again and again; afterwards the count is exact."""

import random
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.mailgate.letters import plain
from tests.mailgate.test_no_loss import ids, until_quiet
from tests.mailgate.world import OURS, Sink, Town

GATE = """
import sys
from pathlib import Path
from tests.mailgate.world import Town
with Town(Path(sys.argv[1]), int(sys.argv[2]), per_minute=1000000) as town:
    print(town.options.listen[1], flush=True)
    sys.stdin.read()
"""


def start(folder, port):
    process = subprocess.Popen(
        [sys.executable, "-c", GATE, str(folder), str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )
    return process, int(process.stdout.readline())


def hand_in(port, names, accepted):
    import smtplib

    try:
        with smtplib.SMTP("127.0.0.1", port, "front.example", timeout=60) as smtp:
            for name in list(names):
                smtp.sendmail("a@partner.example.jp", [f"hanako@{OURS}"], plain(Message_ID=name))
                accepted.add(name)
                names.remove(name)
    except (OSError, smtplib.SMTPException):
        return  # killed: what was not accepted is handed in to the next one


def ended_by_force(folder, sink, names, accepted, seconds):
    process, port = start(folder, sink.port)
    sender = threading.Thread(target=hand_in, args=(port, names, accepted))
    sender.start()
    sender.join(seconds)
    process.send_signal(signal.SIGKILL)
    process.wait()
    sender.join()
    process.stdin.close()
    process.stdout.close()


@pytest.mark.parametrize(
    ("count", "kills"), [(40, 3), pytest.param(1000, 12, marks=pytest.mark.full)]
)
def test_the_count_is_exact_after_kills_in_the_middle(tmp_path, count, kills):
    dice = random.Random(20261130)
    names, accepted = [f"<{number}@x>" for number in range(count)], set()
    with Sink() as sink:
        for _ in range(kills):
            ended_by_force(tmp_path, sink, names, accepted, dice.uniform(0.3, 1.5))
        with Town(tmp_path, sink.port, per_minute=1_000_000) as town:
            hand_in(town.options.listen[1], names, accepted)
            until_quiet(town, seconds=600)
            arrived, held = ids(sink), len(town.held)
    assert len(accepted) == count
    # A message whose 250 the kill swallowed was handed in again: two messages, both accepted by us.
    twice = sum(times - 1 for times in arrived.values())
    assert twice <= kills
    assert len(accepted - set(arrived)) <= held <= 4 * kills
    assert all(b"\r\nX-Sekisho-Trace: " in data for _, _, data in sink.got)
