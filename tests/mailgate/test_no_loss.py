"""Nothing accepted is lost, doubled or passed on as it came: next hop, disk and power fail here."""

import errno
import os
import resource
import signal
import smtplib
import subprocess
import sys
import time
from collections import Counter
from email import message_from_bytes
from pathlib import Path

import pytest
from tests.engines.sanitize.direct import Direct
from tests.mailgate.letters import hostile, plain
from tests.mailgate.world import OURS, Sink, Town, free_port

from sekisho.sanitize import ConfinementError

STEPS = (
    "accept",
    "accepted",
    "ready",
    "out-written",
    "row-ready",
    "row-ready-written",
    "original-dropped",
    "row-offered",
    "row-offered-written",
    "before-dot",
    "answered",
    "row-last",
    "row-last-written",
    "cleared.in",
    "cleared.out",
    "cleared.row",
    "settled",
)

# Between "offered" and the written answer nobody can know, and a person decides.
DOUBTFUL = {"row-offered-written", "before-dot", "answered", "row-last"}


def ids(sink) -> Counter:
    return Counter(message_from_bytes(data)["Message-ID"] for _, _, data in sink.got)


def test_while_the_next_hop_is_down_mail_waits_and_then_arrives_once(tmp_path):
    port = free_port()
    with Town(tmp_path, port) as town:
        for number in range(3):
            town.send(plain(Message_ID=f"<{number}@x>"))
        assert town.settled(1, seconds=1) == []
        with Sink(port) as sink:
            sink.wait(3)
            town.settled(3)
            assert ids(sink) == {f"<{number}@x>": 1 for number in range(3)}


def test_once_the_next_hop_is_back_what_waited_goes_at_once(tmp_path):
    """Each has its own time to be tried again; the first that passes calls all."""
    port = free_port()
    with Town(tmp_path, port, retry_seconds=(3600,)) as town:
        for number in range(5):
            town.send(plain(Message_ID=f"<{number}@x>"))
        until = time.monotonic() + 30
        while len(list(town.spool.folder.glob("*.row"))) < 5 and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(0.3)
        with Sink(port) as sink:
            assert town.settled(1, seconds=0.3) == []
            town.send(plain(Message_ID="<new@x>"))
            sink.wait(6)
            town.settled(6)
            assert ids(sink) == {f"<{n}@x>": 1 for n in ("0", "1", "2", "3", "4", "new")}


def test_a_next_hop_that_stays_away_costs_the_disk_nothing(tmp_path):
    steps = []
    with Town(tmp_path, free_port(), step=steps.append) as town:
        town.send(plain())
        until = time.monotonic() + 30
        while steps.count("answered") < 5 and time.monotonic() < until:
            time.sleep(0.05)
    assert steps.count("answered") >= 5
    assert steps.count("row-put-off") == 1  # the first time there is something new to write down


def test_what_waits_is_still_there_after_a_restart(tmp_path):
    port = free_port()
    with Town(tmp_path, port) as town:
        town.send(plain())
    with Sink(port) as sink, Town(tmp_path, port) as town:
        sink.wait(1)
        town.settled(1)
    assert len(sink.got) == 1


def test_a_recipient_put_off_is_tried_again_and_the_others_are_not(tmp_path):
    with Sink() as sink, Town(tmp_path, sink.port) as town:
        later, never = f"later@{OURS}", f"never@{OURS}"
        sink.refusals = {later: "450 busy", never: "550 no such user"}
        town.send(plain(), to=(f"a@{OURS}", later, never))
        sink.wait(1)
        sink.refusals.pop(later)
        town.settled(1)
        assert [to for _, to, _ in sink.got] == [(f"a@{OURS}",), (later,)]
        assert len(town.held) == 1  # a person learns of the one who is not there


@pytest.mark.parametrize(("policy", "arrivals"), [("hold", 0), ("resend", 1)])
def test_an_answer_that_never_came_is_a_doubt_for_a_person_or_sent_again(
    tmp_path, policy, arrivals
):
    with Sink() as sink, Town(tmp_path, sink.port, in_doubt=policy) as town:
        sink.answers = ["hang up"]
        town.send(plain())
        town.settled(1)
        assert len(sink.got) == arrivals
        assert len(town.held) == 1 - arrivals


def test_a_doubtful_message_can_be_sent_again_by_a_person(tmp_path):
    with Sink() as sink:
        with Town(tmp_path, sink.port) as town:
            sink.answers = ["hang up"]
            town.send(plain())
            town.settled(1)
            number = town.held[0]
        with town.spool:
            town.spool.release(number, (f"hanako@{OURS}",))
        with Town(tmp_path, sink.port) as town:
            town.settled(1)
            assert (len(sink.got), town.done) == (1, [number])


def test_a_full_disk_is_said_and_nothing_stays_behind(tmp_path, monkeypatch):
    with Sink() as sink, Town(tmp_path, sink.port) as town:
        monkeypatch.setattr(os, "fsync", _no_space)
        with pytest.raises(smtplib.SMTPDataError) as told:
            town.send(plain())
        assert told.value.smtp_code == 452
        monkeypatch.undo()
        assert [p.name for p in town.spool.folder.glob("*") if p.is_file()] == [".lock"]
        town.send(plain())
        assert len(sink.wait(1)) == 1


def test_too_little_space_is_said_before_anything_is_written(tmp_path):
    with (
        Town(tmp_path, 1, free_bytes=1 << 60) as town,
        pytest.raises(smtplib.SMTPDataError) as told,
    ):
        town.send(plain())
    assert told.value.smtp_code == 452


def test_without_space_for_the_result_the_original_waits_and_crosses_later(tmp_path):
    full = [True]

    def step(name):
        if name == "out-written" and full[0]:
            raise OSError(errno.ENOSPC, "no space")

    with Sink() as sink, Town(tmp_path, sink.port, step=step) as town:
        town.send(hostile())
        assert town.settled(1, seconds=0.5) == []
        assert sink.got == []
        full[0] = False
        assert b"MZ\0" not in sink.wait(1)[0][2]
        town.settled(1)


@pytest.mark.parametrize("answer", ["250 Ok", "450 busy", "550 no"])
def test_an_answer_that_cannot_be_written_down_is_kept_and_not_asked_for_again(tmp_path, answer):
    failures = iter([True, True])

    def step(name):
        if name in {"row-last", "row-put-off"} and next(failures, False):
            raise OSError(errno.ENOSPC, "no space")

    with Sink() as sink, Town(tmp_path, sink.port, step=step) as town:
        sink.answers = [answer]
        town.send(plain())
        town.settled(1)
        assert len(sink.got) == (0 if answer.startswith("5") else 1)
        assert len(town.held) == (1 if answer.startswith("5") else 0)


class Without:
    """A confinement whose layers are missing until `there`."""

    def __init__(self):
        self.there, self.real = False, Direct()

    def call(self, *args, **limits):
        if not self.there:
            raise ConfinementError("sandbox-missing")
        return self.real.call(*args, **limits)


def test_without_its_sandbox_nothing_crosses_and_nothing_is_given_up(tmp_path):
    sandbox = Without()
    with Sink() as sink, Town(tmp_path, sink.port, sandbox=sandbox) as town:
        town.send(hostile())
        assert town.settled(1, seconds=0.5) == []
        assert [each.sender for each in town.spool.waiting()] == ["kacho@partner.example.jp"]
        assert (sink.got, town.held) == ([], [])
        sandbox.there = True
        assert b"<script" not in sink.wait(1)[0][2]
        town.settled(1)


def test_a_row_nobody_can_read_is_set_aside_and_the_rest_goes_on(tmp_path):
    port = free_port()
    with Town(tmp_path, port) as town:
        for number in range(2):
            town.send(plain(Message_ID=f"<{number}@x>"))
        while len(list(town.spool.folder.glob("*.row"))) < 2:
            time.sleep(0.02)
    damaged = min(town.spool.folder.glob("*.row"))
    damaged.write_bytes(damaged.read_bytes()[:40])
    with Sink(port) as sink, Town(tmp_path, port) as town:
        sink.wait(1)
        while not town.done:
            time.sleep(0.02)
        assert len(sink.got) == 1
        assert sorted(p.name for p in town.spool.held.iterdir()) == [
            f"{damaged.stem}.out.damaged",
            f"{damaged.stem}.row.damaged",
        ]


def test_a_release_that_was_cut_short_is_not_offered_to_people_again(tmp_path):
    with Sink() as sink:
        with Town(tmp_path, sink.port) as town:
            sink.answers = ["hang up"]
            town.send(plain())
            town.settled(1)
            number = town.held[0]
        kept = {p.name: p.read_bytes() for p in town.spool.held.iterdir()}
        with town.spool:
            town.spool.release(number, (f"hanako@{OURS}",))
        for name, data in kept.items():  # as if the process had ended before removing them
            (town.spool.held / name).write_bytes(data)
        with Town(tmp_path, sink.port) as town:
            town.settled(1)
        assert (len(sink.got), town.held, town.done) == (1, [], [number])


def _no_space(_handle):
    raise OSError(errno.ENOSPC, "no space")


GATE = """
import os, signal, sys, time
from tests.mailgate.world import Town
from pathlib import Path
folder, port, fatal, count = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
seen = 0
def step(name):
    global seen
    seen += name == fatal
    if name == fatal and seen == count:
        os.kill(os.getpid(), signal.SIGKILL)
with Town(folder, port, step=step, carriers=1) as town:
    print(town.options.listen[1], flush=True)
    sys.stdin.read()
"""


class Gate:
    """A gateway in a process of its own, which ends by force at a step."""

    def __init__(self, folder: Path, port: int, fatal: str, count: int) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", GATE, str(folder), str(port), fatal, str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[2],
        )
        self.port = int(self.process.stdout.readline())

    def send(self, name: str) -> bool:
        """Hand in a mail; return whether it was accepted."""
        try:
            with smtplib.SMTP("127.0.0.1", self.port, "front.example.jp", timeout=30) as smtp:
                smtp.sendmail("a@b.example", [f"hanako@{OURS}"], plain(Message_ID=name))
        except (OSError, smtplib.SMTPException):
            return False
        return True

    def wait(self) -> int:
        code = self.process.wait(60)
        self.process.stdin.close()
        self.process.stdout.close()
        return code


@pytest.mark.parametrize("fatal", STEPS)
def test_killed_at_any_step_every_accepted_mail_arrives_once_or_is_held(tmp_path, fatal):
    with Sink() as sink:
        gate = Gate(tmp_path, sink.port, fatal, 2)
        sent = [f"<{number}@x>" for number in range(3)]
        accepted = {name for name in sent if gate.send(name) and quiet(tmp_path, gate)}
        assert gate.wait() == -signal.SIGKILL
        with Town(tmp_path, sink.port) as town:
            sink.wait(len(accepted), seconds=3)
            until_quiet(town)
            arrived, held = ids(sink), len(town.held)
        # One more than was accepted may arrive: the kill came before 250 could be said.
        assert max(arrived.values(), default=0) <= 1
        missing = accepted - set(arrived)
        assert len(missing) <= held
        if fatal not in DOUBTFUL:
            assert (missing, held) == (set(), 0)
        assert [p.name for p in town.spool.folder.glob("*") if p.is_file()] == [".lock"]


def until_quiet(town, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and moving(town.spool.folder):
        time.sleep(0.02)


def quiet(folder: Path, gate: Gate) -> bool:
    """Wait until nothing moves, so that the kill meets one message only; True in any case."""
    while gate.process.poll() is None and moving(folder / "mailgate"):
        time.sleep(0.02)
    return True


def moving(folder: Path) -> bool:
    return any(path.suffix in {".row", ".in"} for path in folder.iterdir())


LIMITED = """
import os, resource, signal, sys
from pathlib import Path
from datetime import UTC, datetime
from sekisho.mailgate.rows import Envelope
from sekisho.mailgate import Spool
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))
spool = Spool(Path(sys.argv[1]))
try:
    envelope = Envelope("n1", "2026-11-30T09:00:00+09:00", "", "", False, "", ("a@b",))
    spool.accept(envelope, b"x" * 9000)
except OSError as error:
    print(error.errno)
print([p.name for p in Path(sys.argv[1]).iterdir() if p.is_file()])
"""


def test_a_file_the_system_cuts_short_is_not_accepted(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:2] == [str(errno.EFBIG), "[]"]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 2000


def files(folder: Path) -> dict[str, bytes]:
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.suffix in {".in", ".out", ".row"}}


@pytest.mark.parametrize("taken", [False, True])
@pytest.mark.parametrize("answer", ["250 Ok", "550 no"])
def test_files_a_power_failure_brings_back_move_nothing_again(tmp_path, answer, taken):
    """Their removal is not made durable by itself: the last row, which is, outranks them."""
    brought_back = {}

    def step(name):
        brought_back.update(files(tmp_path / "mailgate"))

    with Sink() as sink:
        sink.answers = [answer]
        with Town(tmp_path, sink.port, step=step) as town:
            town.send(plain())
            town.settled(1)
            place = "held" if answer.startswith("5") else "records"
        assert {name[-3:] for name in brought_back} == {".in", "out", "row"}
        last = next((tmp_path / "mailgate" / place).glob("*.json"))
        if taken and place == "records":
            (last.parent / "taken").mkdir()
            last.rename(last.parent / "taken" / last.name)
        for name, data in brought_back.items():
            (tmp_path / "mailgate" / name).write_bytes(data)
        arrived = len(sink.got)
        with Town(tmp_path, sink.port) as town:
            until_quiet(town)
            assert (len(sink.got), len(town.held)) == (arrived, int(place == "held"))
        assert files(tmp_path / "mailgate") == {}


def test_a_message_sent_again_outranks_what_was_written_of_it_before(tmp_path):
    with Sink() as sink:
        with Town(tmp_path, sink.port) as town:
            sink.answers = ["550 no"]
            town.send(plain())
            town.settled(1)
        number = town.held[0]
        before = {p.name: p.read_bytes() for p in town.spool.held.iterdir()}
        with town.spool:
            town.spool.release(number, (f"hanako@{OURS}",))
        for name, data in before.items():
            (town.spool.held / name).write_bytes(data)
        with Town(tmp_path, sink.port) as town:
            assert len(sink.wait(1)) == 1
            town.settled(1)
        assert (town.held, town.done) == ([], [number])
