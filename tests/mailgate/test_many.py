"""kill -9 in the middle of many mails, again and again; afterwards the count is exact."""

import random
import re
import signal
import smtplib
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest
from tests.mailgate.letters import plain
from tests.mailgate.test_no_loss import until_quiet
from tests.mailgate.world import OURS, Sink, Town

NUMBER = re.compile(rb" id ([0-9]{8}-[0-9A-F]{10});")
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
    """Hand in mails until the gateway is gone; note under which number each was accepted."""
    try:
        with smtplib.SMTP("127.0.0.1", port, "front.example", timeout=60) as smtp:
            smtp.ehlo()
            for name in list(names):
                smtp.mail("a@partner.example.jp")
                smtp.rcpt(f"hanako@{OURS}")
                code, said = smtp.data(plain(Message_ID=name))
                assert code == 250, said
                accepted[said.decode().rpartition(" ")[2]] = name
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


CARRIERS = 4  # mails on their way to the next hop at a time: so many may be in doubt at a kill


@pytest.mark.parametrize(
    ("count", "kills"), [(40, 3), pytest.param(1000, 12, marks=pytest.mark.full)]
)
def test_the_count_is_exact_after_kills_in_the_middle(tmp_path, count, kills):
    """By receipt number, for this is what the gateway promises; a name may stand under two.

    A client whose 250 the kill swallowed hands its mail in again, and must (RFC 5321 §4.2.5): two
    numbers, both accepted. It has one mail in flight, so there is at most one a kill.
    """
    dice = random.Random(20261130)
    names, accepted = [f"<{number}@x>" for number in range(count)], {}
    with Sink() as sink:
        for _ in range(kills):
            ended_by_force(tmp_path, sink, names, accepted, dice.uniform(0.3, 1.5))
        with Town(tmp_path, sink.port, per_minute=1_000_000) as town:
            hand_in(town.options.listen[1], names, accepted)
            until_quiet(town, seconds=600)
            done, held = set(town.done), set(town.held)
        arrived = Counter(NUMBER.search(data)[1].decode() for _, _, data in sink.got)
    assert sorted(accepted.values()) == sorted(f"<{number}@x>" for number in range(count))
    assert set(accepted) <= done | held
    assert len((done | held) - set(accepted)) <= kills  # the 250 was swallowed
    assert done.isdisjoint(held)
    assert set(arrived.values()) == {1}  # no number twice, whatever happened
    assert done <= set(arrived) <= done | held  # what is held may have arrived: nobody can know
    assert len(held) <= CARRIERS * kills
    assert all(b"\r\nX-Sekisho-Trace: " in data for _, _, data in sink.got)
